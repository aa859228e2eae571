"""How long whoever asks may be held up by what is shared: whatever is wrong with it, the answer comes no later."""

import asyncio
from collections import deque
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any, TypeVar

_T = TypeVar("_T")

LONGEST = timedelta(milliseconds=230)
"""With what the bot itself takes meanwhile, nobody is later than 250 ms."""
SLICE = timedelta(milliseconds=10)
TURNS = 3
"""Slices from an answer's arrival until whoever waits for it knows, through the tasks between."""


class HoldUp:
    """The time that may be lost over one thing that is asked, in all its steps together; it stands still between them.

    left: how much of it is left. slowest: what the slowest step so far has taken. Both in seconds.
    """

    def __init__(self, longest: timedelta = LONGEST) -> None:
        self.left = longest.total_seconds()
        self.slowest = 0.0
        self._under_way = 0
        self._until = 0.0

    async def of(self, step: Awaitable[_T]) -> _T | None:
        """Give what a step gives, or None once the time is used up. Steps at the same time use the same time."""
        task, now = asyncio.ensure_future(step), asyncio.get_running_loop().time()
        if not self._under_way:
            self._until = now + self.left
        self._under_way += 1
        seconds = max(self._until - now, 0.0)
        try:
            left = await waited_for(task, seconds)
            self.slowest = max(self.slowest, seconds - left)
            self.left = min(self.left, left)
            return task.result() if task.done() else None
        finally:
            self._under_way -= 1
            task.cancel()


async def waited_for(other: asyncio.Future[Any], seconds: float) -> float:
    """Wait for what another process does, so long at most; give how much of that is left.

    It is waited for in slices. In the last of them this process may have been late while the answer was long there:
    what it was late in those is not charged, and no more, or a process that is always busy would wait on and on.
    """
    loop, one = asyncio.get_running_loop(), SLICE.total_seconds()
    late = deque([0.0] * TURNS, TURNS)
    now = loop.time()
    end = now + seconds
    while not other.done() and (left := end + sum(late) - now) > 0:
        await asyncio.wait([other], timeout=min(left, one))
        before, now = now, loop.time()
        took = now - before
        late.append(took - one if took >= 2 * one else 0.0)  # timers are late by a little, always
    return max(end + sum(late) - now, 0.0)
