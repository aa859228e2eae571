"""The life of the process that serves, from the command line to the line that says what is on."""

import pytest

from bot.config import Transport
from bot.readiness import Life, Readiness
from bot.sandbox.sandbox import running_sandbox
from tests.bot_process import bot_process

APP_TOKEN = "xapp-1-A0-made-up"


@pytest.mark.parametrize("transport", [pytest.param(transport, id=transport) for transport in Transport])
async def test_one_line_says_what_is_on_and_no_secret(transport: Transport) -> None:
    async with running_sandbox(observer=lambda _: None) as sandbox:
        environment = {**sandbox.environment, **sandbox.socket_environment}
        async with bot_process(environment, "--transport", transport) as bot:
            line = await bot.logged("serving")
    told = ("transport", "team", "authentication", "cache", "not_shared", "version", "slack_bolt", "python")
    assert [name for name in told if not line[name]] == []
    assert (line["transport"], line["team"], line["authentication"]) == (transport, "sandbox", "QFLOW_TOKEN")
    assert (line["slack"], line["qflow"]) == (sandbox.slack.origin[7:], sandbox.qflow_origin[7:])
    assert ("request_url" in line, "sockets" in line) == (transport is Transport.HTTP, transport is Transport.SOCKET)
    secrets = [value for name, value in environment.items() if name.endswith(("TOKEN", "SECRET"))]
    assert len(secrets) == 4
    assert not any(secret in str(bot.log) for secret in secrets)


async def test_two_transports_and_none_that_is_chosen_are_one_line_and_exit_code_2() -> None:
    async with (
        running_sandbox(observer=lambda _: None) as sandbox,
        bot_process({**sandbox.environment, "SLACK_APP_TOKEN": APP_TOKEN}) as bot,
    ):
        assert await bot.ended() == 2
    (line,) = bot.log
    assert line["event"].startswith("qflow-bot: SLACK_SIGNING_SECRET and SLACK_APP_TOKEN are both set")


async def test_an_app_token_that_slack_refuses_is_one_line_and_exit_code_2() -> None:
    async with (
        running_sandbox(observer=lambda _: None) as sandbox,
        bot_process({**sandbox.socket_environment, "SLACK_APP_TOKEN": APP_TOKEN}) as bot,
    ):
        assert await bot.ended() == 2
    (line,) = bot.log
    assert line["event"].startswith("qflow-bot: SLACK_APP_TOKEN is refused by Slack (invalid_auth)")


def test_ready_is_started_and_connected_and_not_draining() -> None:
    readiness = Readiness()
    assert (readiness.ready, readiness.why_not) == (False, "starting")
    readiness.life = Life.SERVING
    assert (readiness.ready, readiness.why_not) == (False, "no connection with Slack")
    readiness.transport_up = True
    assert (readiness.ready, readiness.why_not) == (True, "")
    readiness.life = Life.DRAINING
    assert (readiness.ready, readiness.why_not) == (False, "draining")
