"""Tries: when a call to QFlow is worth making again, and after how long."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

import stamina

from bot.errors import ServerFailed, TooManyRequests, Unreachable

_T = TypeVar("_T")

TRIES = 3
_PASSING = frozenset({502, 503, 504})
"""What a gateway answers while what is behind it is away."""
_FIRST_WAIT, _LONGEST_WAIT, _JITTER = 0.1, 1.0, 0.2


async def persistently(call: Callable[[], Awaitable[_T]], *, within: timedelta) -> _T:
    """Make a call, a few times where its error may pass: a broken connection, a gateway's 502, 503 or 504.

    Where QFlow said how long to wait, it is waited for once, if that fits; all of it ends within so long. The last
    error is raised.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + within.total_seconds()
    waited = False

    def again(error: Exception) -> bool | timedelta:
        nonlocal waited
        match error:
            case TooManyRequests(retry_after=timedelta() as wait) if not waited:
                waited = True
                return wait if loop.time() + wait.total_seconds() < end else False
            case ServerFailed(status=status):
                return status in _PASSING
            case Unreachable():
                return True
            case _:
                return False

    async for attempt in stamina.retry_context(
        on=again,
        attempts=TRIES,
        timeout=within,
        wait_initial=_FIRST_WAIT,
        wait_max=_LONGEST_WAIT,
        wait_jitter=_JITTER,
    ):
        with attempt:
            return await call()
    raise AssertionError  # stamina raises the last error, or the call's result is given
