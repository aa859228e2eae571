"""How long one lookup may be held up by what is shared: whatever is wrong with it, QFlow is asked no later."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from datetime import timedelta
from typing import Any, TypeVar

_T = TypeVar("_T")

LONGEST = timedelta(milliseconds=250)


class HoldUp:
    """The time that one lookup may lose, in all its steps together."""

    def __init__(self) -> None:
        self._left = LONGEST.total_seconds()

    async def of(self, step: Coroutine[Any, Any, _T]) -> _T | None:
        """Give what a step gives, or None once the time is used up."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._left):
                    return await step
            return None
        finally:
            self._left = max(0.0, self._left - (loop.time() - began))
