"""What Slack said when it did not take a call, or how the connection to it failed."""

from collections.abc import Awaitable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.connections.slack import slacks_word

UNREACHABLE = "unreachable"
TIMEOUT = "timeout"


async def refusal_of(call: Awaitable[Any]) -> str | None:
    """Make a call to Slack's API. Give None when it succeeds, else Slack's word for why not, or how it failed."""
    try:
        await call
    except SlackApiError as error:
        return slacks_word(error) or "no answer of Slack's"
    except TimeoutError:
        return TIMEOUT
    except aiohttp.ClientError:
        return UNREACHABLE
    return None
