"""The cache in the process: the snapshots last used, within a budget of bytes."""

import time
from collections.abc import Callable
from datetime import timedelta

from cachetools import TTLCache

from bot.qflow.snapshot import Snapshot

KEPT = timedelta(hours=1)
"""How long a snapshot is kept in case QFlow fails; how long it is fresh, it knows itself."""

MISSING_KEPT = timedelta(seconds=5)

_MOST_MISSING = 1_000
IN_MEMORY = 5
"""A folded execution takes about five times the bytes of its body."""


class MemoryCache:
    """Keeps snapshots by key, the least recently used going first.

    budget: bytes, as they are in memory; a snapshot larger than all of it is not kept.
    timer: gives seconds that never run backwards.
    """

    def __init__(self, budget: int, *, timer: Callable[[], float] = time.monotonic) -> None:
        self._snapshots: TTLCache[str, Snapshot] = TTLCache(
            budget, KEPT.total_seconds(), timer, getsizeof=lambda snapshot: snapshot.size * IN_MEMORY
        )
        self._missing: TTLCache[str, bool] = TTLCache(_MOST_MISSING, MISSING_KEPT.total_seconds(), timer)

    def get(self, key: str) -> Snapshot | None:
        """Give the snapshot kept under a key, fresh or not."""
        snapshot: Snapshot | None = self._snapshots.get(key)
        return snapshot

    def put(self, key: str, snapshot: Snapshot) -> None:
        """Keep a snapshot, in place of the one before, which is old even where this one is too large to be kept."""
        self.forget(key)
        self._missing.pop(key, None)
        if snapshot.size * IN_MEMORY <= self._snapshots.maxsize:
            self._snapshots[key] = snapshot

    def miss(self, key: str) -> None:
        """Note that there is nothing under a key, for some seconds."""
        self.forget(key)
        self._missing[key] = True

    def is_missing(self, key: str) -> bool:
        """Tell whether QFlow said some seconds ago that there is nothing under a key."""
        return key in self._missing

    def forget(self, key: str) -> None:
        """Drop what is kept under a key."""
        self._snapshots.pop(key, None)
