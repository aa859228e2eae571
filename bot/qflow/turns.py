"""Turns: few calls to QFlow at once, in the order in which they were wanted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.errors import Busy

_WEIGHT = 0.2
"""How much the last call counts in the average."""
_LEAST = 0.01
"""Seconds that any call takes."""
_LOOK_AGAIN = 1.0


class Turns:
    """Lets `at_once` calls go at once; the rest queue, first come, first served."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._queue: list[asyncio.Future[None]] = []
        self._began: dict[asyncio.Future[None], float] = {}
        self._usual: float | None = None

    @property
    def running(self) -> int:
        """How many calls go now."""
        return len(self._began)

    @property
    def waiting(self) -> int:
        """How many queue now."""
        return len(self._queue)

    @asynccontextmanager
    async def taken(self, execution_id: str, *, within: timedelta) -> AsyncIterator[None]:
        """Wait for a turn and take it.

        Raises Busy as soon as it shows that, as calls go, the turn would not come so early that a call still fits.
        """
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        self._hand_out()
        try:
            await self._come(turn, execution_id, within.total_seconds())
            yield
        finally:
            self._give_back(turn)

    async def _come(self, turn: asyncio.Future[None], execution_id: str, within: float) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        while not turn.done():
            left = end - loop.time()
            wait, length = self._expected(turn, loop.time())
            if wait + length >= left:
                raise Busy(execution_id, timedelta(seconds=wait))
            await asyncio.wait([turn], timeout=min(left, _LOOK_AGAIN))

    def _expected(self, turn: asyncio.Future[None], now: float) -> tuple[float, float]:
        """Guess how long a turn will be in coming, and how long the call then takes, in seconds.

        A call takes as long as it usually does, but not less than it has taken already: before any has ended, the age
        of those under way is all that is known.
        """
        a_second = sum(1 / max(self._usual or _LEAST, now - began) for began in self._began.values())
        return (self._queue.index(turn) + 1) / a_second, len(self._began) / a_second

    def _hand_out(self) -> None:
        while self._queue and len(self._began) < self._at_once:
            turn = self._queue.pop(0)
            self._began[turn] = asyncio.get_running_loop().time()
            turn.set_result(None)

    def _give_back(self, turn: asyncio.Future[None]) -> None:
        if turn in self._began:
            took = asyncio.get_running_loop().time() - self._began.pop(turn)
            self._usual = took if self._usual is None else self._usual + _WEIGHT * (took - self._usual)
        else:
            self._queue.remove(turn)
        self._hand_out()
