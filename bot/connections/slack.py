"""The connection to Slack: one session, a client of its Web API, and Slack's own word for what is wrong."""

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.addresses import is_here
from bot.config import SlackSettings

_TIMEOUT = aiohttp.ClientTimeout(total=8)


def slack_session(settings: SlackSettings) -> aiohttp.ClientSession:
    """Give the HTTP session for everything that goes to Slack; whoever asks for it closes it."""
    return aiohttp.ClientSession(timeout=_TIMEOUT, trust_env=not is_here(settings.slack_api_url))


def web_client(settings: SlackSettings, session: aiohttp.ClientSession) -> AsyncWebClient:
    """Give a client of Slack's Web API, with the bot token."""
    token = settings.slack_bot_token.get_secret_value()
    web = AsyncWebClient(token=token, base_url=f"{settings.slack_api_url}/", session=session)
    web.proxy = None  # the session knows the environment's proxies, and NO_PROXY, which the client does not
    return web


def slacks_word(error: BaseException) -> str | None:
    """Give Slack's word for what is wrong; None where what answered was not Slack's method."""
    if not isinstance(error, SlackApiError):
        return None
    data = getattr(error.response, "data", error.response)
    word = data.get("error") if isinstance(data, dict) else None
    return word if isinstance(word, str) else None
