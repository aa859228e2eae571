"""Tries: when a call to QFlow is worth making again, and after how long."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

import stamina

from bot.errors import ServerFailed, TimedOut, TooManyRequests, Unreachable
from bot.qflow.transport import TRY_DEADLINE

_T = TypeVar("_T")

TRIES = 3
_PASSING = frozenset({502, 503, 504})
"""What a gateway answers while what is behind it is away."""
ROOM = timedelta(seconds=5)
"""What a call must have left after a wait that was asked for."""
_FIRST_WAIT, _LONGEST_WAIT, _JITTER = 0.1, 1.0, 0.2


async def persistently(call: Callable[[], Awaitable[_T]], *, within: timedelta) -> _T:
    """Make a call, a few times where its error may pass: a broken connection, a gateway's 502, 503 or 504, no answer.

    Where QFlow said how long to wait, it is waited for, if a call then still fits; all of it is begun within so long.
    The last error is raised; where it is that no answer came, it tells how long none did, all tries together.
    """
    loop = asyncio.get_running_loop()
    began = loop.time()
    end = began + within.total_seconds()

    def fits(time: timedelta) -> bool:
        return loop.time() + time.total_seconds() <= end

    def again(error: Exception) -> bool | timedelta:
        match error:
            case TooManyRequests(retry_after=timedelta() as wait):
                return (wait or True) if fits(wait + ROOM) else False
            case TimedOut():
                return fits(TRY_DEADLINE)
            case ServerFailed(status=status):
                return status in _PASSING
            case Unreachable():
                return True
            case _:
                return False

    try:
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
    except TimedOut as error:
        error.deadline = max(error.deadline, timedelta(seconds=int(loop.time() - began)))
        raise
    raise AssertionError  # stamina raises the last error, or the call's result is given
