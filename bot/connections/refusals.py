"""What Slack said when it did not take a call, or how the connection to it failed."""

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.work import maybe_taken

UNREACHABLE = "unreachable"
TIMEOUT = "timeout"
BROKEN = "broken"

NoteRefusal = Callable[[str, str], None]
"""Takes note of what Slack refused: which call, and what it said."""

_PASSING = frozenset(
    {
        *("ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"),
        *("team_added_to_org", "org_login_required"),  # while the workspace moves to an Enterprise organisation
    }
)
"""What Slack's methods answer when the fault may pass, https://docs.slack.dev/reference/methods/auth.test#errors"""
_NO_ANSWER = "no answer of Slack's"


async def refusal_of(call: Awaitable[Any]) -> str | None:
    """Make a call to Slack's API. Give None when it succeeds, else Slack's word for why not, or how it failed."""
    try:
        with maybe_taken():
            await call
    except SlackApiError as error:
        return slacks_word(error) or _NO_ANSWER
    except (TimeoutError, aiohttp.ClientError) as error:
        return failure_of(error)
    return None


def failure_of(error: BaseException) -> str:
    """Say how the connection failed: before it could carry anything, or with what it carried perhaps taken."""
    match error:
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError() | ValueError():
            return UNREACHABLE
        case TimeoutError():
            return TIMEOUT
        case _:
            return BROKEN


def may_be_taken(refusal: str | None) -> bool:
    """Tell whether Slack may have taken what it did not say that it took."""
    return refusal in {TIMEOUT, BROKEN}


def worth_another_try(refusal: str | None) -> bool:
    """Tell whether the same call, made twice, does no harm and may succeed in a moment.

    A rate limit was waited for already or is too long, and so is what was not answered in time.
    """
    failed = {BROKEN, UNREACHABLE, _NO_ANSWER}
    return refusal in failed or (refusal in _PASSING and refusal != "ratelimited")


def slacks_word(error: BaseException) -> str | None:
    """Give Slack's word for what is wrong; None where what answered was not Slack's method."""
    if not isinstance(error, SlackApiError):
        return None
    data = getattr(error.response, "data", error.response)
    word = data.get("error") if isinstance(data, dict) else None
    return word if isinstance(word, str) else None


def may_pass(word: str | None) -> bool:
    """Tell whether Slack may answer if it is asked again: unless it says that what it was given is no good, it may."""
    return word is None or word in _PASSING
