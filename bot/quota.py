"""How often something may be done: so many times within a minute, over all replicas where they share a store."""

import time
from collections.abc import Callable
from datetime import timedelta

from cachetools import TTLCache

from bot.qflow.hold_up import HoldUp
from bot.qflow.store import Store

WINDOW = timedelta(minutes=1)
_MOST = 100_000


class Quota:
    """Counts in windows of a minute, each of which begins with the first that is counted in it.

    store: what replicas share; while it cannot tell, each counts for itself. timer: seconds that never run backwards.
    """

    def __init__(self, store: Store | None = None, *, timer: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._timer = timer
        self._windows: TTLCache[str, _Window] = TTLCache(_MOST, WINDOW.total_seconds(), timer)

    async def wait(self, who: str, most: int, *, hold_up: HoldUp) -> timedelta:
        """Count one more; give how long to wait where that is more than `most` (0 for no limit), else nothing.

        hold_up: by the store.
        """
        if most == 0:
            return timedelta(0)
        shared = None if self._store is None else await hold_up.of(self._store.count(f"quota:{who}", WINDOW))
        counted, left = shared or self._counted(who)
        return left if counted > most else timedelta(0)

    def _counted(self, who: str) -> tuple[int, timedelta]:
        window = self._windows.get(who)
        if window is None:
            window = self._windows[who] = _Window(self._timer())
        window.counted += 1
        return window.counted, WINDOW - timedelta(seconds=self._timer() - window.began)


class _Window:
    """A minute, and what was counted in it."""

    __slots__ = ("began", "counted")

    def __init__(self, began: float) -> None:
        self.began = began
        self.counted = 0
