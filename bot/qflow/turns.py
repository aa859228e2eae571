"""Turns: few calls to QFlow at once, in the order in which they were wanted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.errors import Busy

_WEIGHT = 0.2
"""How much the last call counts in the average."""


class Turns:
    """Lets `at_once` calls go at once; the rest queue, first come, first served.

    running, waiting: how many do now.
    """

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._turns = asyncio.Semaphore(at_once)
        self.running = self.waiting = 0
        self._usual = 0.0

    @asynccontextmanager
    async def taken(self, execution_id: str, *, within: timedelta) -> AsyncIterator[None]:
        """Wait for a turn and take it. Raises Busy at once where, as calls have gone, it would not come in time."""
        expected = timedelta(seconds=self._usual * (self.waiting // self._at_once + 1))
        if self._turns.locked() and expected > within:
            raise Busy(execution_id, expected)
        self.waiting += 1
        try:
            await self._turns.acquire()
        finally:
            self.waiting -= 1
        self.running += 1
        began = asyncio.get_running_loop().time()
        try:
            yield
        finally:
            took = asyncio.get_running_loop().time() - began
            self._usual += _WEIGHT * (took - self._usual)
            self.running -= 1
            self._turns.release()
