"""Counts what changes in this Slack, and wakes those who wait for a change."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

Seen = TypeVar("Seen")


class Changes:
    """A counter that goes up with every message or view that appears or changes.

    Answers come after the ack, so whoever presses or types has to wait for them; the wait is bounded and
    never polls.
    """

    def __init__(self) -> None:
        self.revision = 0
        self._changed = asyncio.Event()

    def note(self) -> int:
        """Count one change, wake all who wait, and give the new revision."""
        self.revision += 1
        self._changed.set()
        self._changed = asyncio.Event()
        return self.revision

    async def until(self, look: Callable[[], Seen | None], *, within: float | None) -> Seen:
        """Give what `look` finds, now or after a change.

        Raises TimeoutError when it has found nothing within so many seconds; None waits for good.
        """
        async with asyncio.timeout(within):
            while (found := look()) is None:
                await self._changed.wait()
        return found
