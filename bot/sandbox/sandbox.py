"""Both sides together: a QFlow API and a Slack on loopback, and the environment that points a bot at them."""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.sandbox.loopback import serving
from bot.sandbox.observations import Observer
from bot.sandbox.qflow_api import QFlowApi
from bot.sandbox.slack import SlackSandbox


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A sandbox that is served.

    environment: the settings of a bot that shall talk to it over HTTP, by their environment names.
    socket_environment: the same for Socket Mode.
    """

    slack: SlackSandbox
    qflow: QFlowApi
    qflow_origin: str
    environment: Mapping[str, str]
    socket_environment: Mapping[str, str]


@asynccontextmanager
async def running_sandbox(*, observer: Observer, qflow_port: int = 0, slack_port: int = 0) -> AsyncIterator[Sandbox]:
    """Serve both sides on loopback, with credentials made up anew; port 0 takes a free one.

    Raises OSError when a port is taken.
    """
    qflow_token, signing_secret = secrets.token_urlsafe(24), secrets.token_hex(16)
    bot_token, app_token = f"xoxb-{secrets.token_urlsafe(24)}", f"xapp-{secrets.token_urlsafe(24)}"
    qflow = QFlowApi(token=qflow_token, observer=observer)
    slack = SlackSandbox(bot_token=bot_token, app_token=app_token, signing_secret=signing_secret, observer=observer)
    async with serving(qflow.app(), port=qflow_port) as qflow_origin, slack.running(port=slack_port):
        places = {"SLACK_API_URL": f"{slack.origin}/api", "QFLOW_BASE_URL": qflow_origin, "QFLOW_TOKEN": qflow_token}
        over_http = {"SLACK_BOT_TOKEN": bot_token, "SLACK_SIGNING_SECRET": signing_secret, **places}
        by_socket = {"SLACK_BOT_TOKEN": bot_token, "SLACK_APP_TOKEN": app_token, **places}
        yield Sandbox(slack, qflow, qflow_origin, over_http, by_socket)
