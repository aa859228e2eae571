"""Patience: one line to whoever waits, when nothing is ready soon."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import TypeVar

_T = TypeVar("_T")

PATIENCE = timedelta(seconds=2)


class Patience:
    """Waits for work, and says so once if it takes longer than `lasts`."""

    def __init__(self, lasts: timedelta = PATIENCE) -> None:
        self._lasts = lasts

    async def spend(self, work: Coroutine[None, None, _T], *, say: Callable[[], Awaitable[None]]) -> _T:
        """Give what the work gives. The line is out before that is given, so it always stands above the answer."""
        task = asyncio.ensure_future(work)
        try:
            ready, _ = await asyncio.wait({task}, timeout=self._lasts.total_seconds())
            if not ready:
                await say()
            return await task
        finally:
            task.cancel()
