"""How long one lookup may be held up by what is shared: whatever is wrong with it, QFlow is asked no later."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, TypeVar

_T = TypeVar("_T")

LONGEST = timedelta(milliseconds=250)
SLICE = timedelta(milliseconds=10)


class HoldUp:
    """The time that one lookup may lose, in all its steps together."""

    def __init__(self, longest: timedelta = LONGEST) -> None:
        self._longest = longest
        self._left = longest.total_seconds()

    def anew(self) -> "HoldUp":
        """Give as much time again, for what comes after a flight."""
        return HoldUp(self._longest)

    async def of(self, step: Coroutine[Any, Any, _T]) -> _T | None:
        """Give what a step gives, or None once the time is used up."""
        task = asyncio.ensure_future(step)
        try:
            self._left = await waited_for(task, self._left)
            return task.result() if task.done() else None
        finally:
            task.cancel()


async def waited_for(other: asyncio.Future[Any], seconds: float) -> float:
    """Wait for what another process does, so long at most; give how much of that is left.

    It is waited for in slices, and one that ends late counts as one all the same: then this process was busy with
    something else, and what it waits for may long be there.
    """
    loop = asyncio.get_running_loop()
    while not other.done() and seconds > 0:
        began = loop.time()
        await asyncio.wait([other], timeout=min(seconds, SLICE.total_seconds()))
        seconds -= min(loop.time() - began, SLICE.total_seconds())
    return max(seconds, 0.0)
