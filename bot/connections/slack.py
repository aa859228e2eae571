"""The connection to Slack: one session, a client of its Web API, and who we are there."""

import aiohttp
import stamina
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.addresses import is_here
from bot.config import BadSettings, SlackSettings
from bot.connections.refusals import UNREACHABLE, NoteRefusal, may_pass, slacks_word
from bot.connections.slack_calls import SlackCalls

_log = structlog.get_logger(__name__)

_TIMEOUT = aiohttp.ClientTimeout(total=30, sock_connect=5)
"""Seconds. As long as slack_sdk waits by itself: what a slow Slack may have taken already must not be said again."""


def slack_session(settings: SlackSettings, calls: SlackCalls | None = None) -> aiohttp.ClientSession:
    """Give the HTTP session for everything that goes to Slack; whoever asks for it closes it. calls: told of all."""
    traces = [calls.trace()] if calls else []
    here = is_here(settings.slack_api_url)
    return aiohttp.ClientSession(timeout=_TIMEOUT, trust_env=not here, trace_configs=traces)


def web_client(settings: SlackSettings, session: aiohttp.ClientSession) -> AsyncWebClient:
    """Give a client of Slack's Web API, with the bot token."""
    token = settings.slack_bot_token.get_secret_value()
    web = AsyncWebClient(token=token, base_url=f"{settings.slack_api_url}/", session=session)
    web.proxy = None  # the session knows the environment's proxies, and NO_PROXY, which the client does not
    return web


async def slack_identity(web: AsyncWebClient, *, refused: NoteRefusal) -> AsyncSlackResponse:
    """Ask Slack who we are, until it answers. Raises BadSettings when it refuses the bot token.

    refused: takes note of what Slack refuses.
    """

    def passes(error: Exception) -> bool:
        refused("auth.test", slacks_word(error) or UNREACHABLE)
        return _passes(error)

    try:
        async for attempt in stamina.retry_context(on=passes, attempts=None, timeout=None, wait_max=30.0):
            with attempt:
                return await web.auth_test()
    except SlackApiError as error:
        raise BadSettings(
            f"SLACK_BOT_TOKEN is refused by Slack ({slacks_word(error)}): it should be one in use"
        ) from None
    raise AssertionError  # without a limit on its attempts, the loop above has no end


def _passes(error: BaseException) -> bool:
    """Tell whether Slack is asked again, and log it; a cancellation, about which stamina asks too, is no fault."""
    word = slacks_word(error)
    passes = isinstance(error, Exception) and may_pass(word)
    if passes:
        _log.warning("slack_not_answering", error=word or type(error).__name__)
    return passes
