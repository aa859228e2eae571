"""How long whoever asks may be held up by what is shared: whatever is wrong with it, the answer comes no later."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any, TypeVar

_T = TypeVar("_T")

LONGEST = timedelta(milliseconds=230)
"""With what the bot itself takes meanwhile, nobody is later than 250 ms."""
SLICE = timedelta(milliseconds=10)


class HoldUp:
    """The time that may be lost over one thing that is asked, in all its steps together.

    left: how much of it is left. slowest: what the slowest step so far has taken. Both in seconds.
    """

    def __init__(self, longest: timedelta = LONGEST) -> None:
        self.left = longest.total_seconds()
        self.slowest = 0.0

    async def of(self, step: Awaitable[_T]) -> _T | None:
        """Give what a step gives, or None once the time is used up."""
        task = asyncio.ensure_future(step)
        try:
            left = await waited_for(task, self.left)
            self.slowest = max(self.slowest, self.left - left)
            self.left = left
            return task.result() if task.done() else None
        finally:
            task.cancel()


async def waited_for(other: asyncio.Future[Any], seconds: float) -> float:
    """Wait for what another process does, so long at most; give how much of that is left.

    It is waited for in slices, and one that ends late counts as one all the same: then this process was busy with
    something else, and what it waits for may long be there.
    """
    loop, one = asyncio.get_running_loop(), SLICE.total_seconds()
    while not other.done() and seconds > 0:
        began = loop.time()
        await asyncio.wait([other], timeout=min(seconds, one))
        took = loop.time() - began
        seconds -= took if took < 2 * one else one  # timers are late by a little, always
    return max(seconds, 0.0)
