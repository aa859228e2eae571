"""Trying again: a 429 is waited for as told, unless that would keep a person, or a shutdown, for long.

https://docs.slack.dev/apis/web-api/rate-limits
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from http import HTTPStatus

from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState

from bot.work import not_taken

WAITS = 2
"""How often one call is made again."""
LONGEST_WAIT = timedelta(seconds=10)
"""A longer wait is a refusal: the answer then goes another way, or the person is told."""
TRIGGER_WAIT = timedelta(seconds=1)
"""The same for what opens a modal: its trigger lives three seconds."""

_UNTOLD = timedelta(seconds=1)
_DIGITS = 6
"""As many tell any wait from one that is too long."""
_SPREAD = 0.2
"""Those who were refused together do not all come back together."""
_TRIGGERED = ("views.open", "views.push")

Sleep = Callable[[float], Awaitable[None]]
"""Waits for so many seconds."""

_MOMENT = timedelta(seconds=1)
_PATIENT: ContextVar[bool] = ContextVar("patient", default=True)


@contextmanager
def impatiently() -> Iterator[None]:
    """Let nothing that is called meanwhile be tried again: it is worth nothing later."""
    patient = _PATIENT.set(False)
    try:
        yield
    finally:
        _PATIENT.reset(patient)


def moment() -> timedelta | None:
    """Give how long to wait for a fault that may pass; None where nobody has the patience."""
    return _MOMENT * _spread() if _PATIENT.get() else None


class PatientRetries(AsyncRetryHandler):
    """Lets slack_sdk's client make a call again that Slack answered with 429."""

    def __init__(self, *, sleep: Sleep = asyncio.sleep) -> None:
        super().__init__(max_retry_count=WAITS)
        self._sleep = sleep

    async def _can_retry_async(
        self,
        *,
        state: RetryState,  # noqa: ARG002 - slack_sdk's signature, here and below
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,  # noqa: ARG002
    ) -> bool:
        return response is not None and _wait(request, response) is not None

    async def prepare_for_next_attempt_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,  # noqa: ARG002
    ) -> None:
        """Wait."""
        wait = response and _wait(request, response)
        with not_taken():
            await self._sleep(wait.total_seconds() if wait else 0.0)
        state.next_attempt_requested = True
        state.increment_current_attempt()


def wait_before_next_try(
    status: int, headers: Mapping[str, str], *, longest: timedelta = LONGEST_WAIT
) -> timedelta | None:
    """Give how long to wait before the same is tried again; None where it should not be."""
    if status != HTTPStatus.TOO_MANY_REQUESTS or not _PATIENT.get():
        return None
    told = headers.get("Retry-After", "")
    wait = timedelta(seconds=int(told[:_DIGITS])) if told.isdecimal() else _UNTOLD
    if wait > longest:
        return None
    return wait * _spread()


def _spread() -> float:
    return random.uniform(1, 1 + _SPREAD)  # noqa: S311 - no secret


def _wait(request: HttpRequest, response: HttpResponse) -> timedelta | None:
    headers = {name.title(): values[0] for name, values in response.headers.items() if values}
    longest = TRIGGER_WAIT if request.url.endswith(_TRIGGERED) else LONGEST_WAIT
    return wait_before_next_try(response.status_code, headers, longest=longest)
