"""The cache's two tiers: what this process remembers, and behind it what it shares with others, if it does."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from bot.errors import ExecutionNotFound, NotAuthenticated, NotPermitted
from bot.qflow.cache import MemoryCache
from bot.qflow.counts import UNCOUNTED, Counts, Found
from bot.qflow.flights import Flights
from bot.qflow.hold_up import HoldUp
from bot.qflow.lookup import Lookup
from bot.qflow.shared_flights import SharedFlights
from bot.qflow.shared_snapshots import SharedSnapshots
from bot.qflow.snapshot import Snapshot
from bot.qflow.store import Store


class Tiers:
    """Keeps snapshots of whole executions, and sees to it that one of all who want the same fetches it.

    Node data stays in this process, and an answer between dates is kept nowhere.
    store: what replicas share; None for a process that works alone. counts: told what was found, and what was joined.
    """

    def __init__(self, memory: MemoryCache, store: Store | None = None, *, counts: Counts = UNCOUNTED) -> None:
        self._memory = memory
        self._found = counts.found
        self._store = store
        self._snapshots = self._away = None
        if store is not None:
            self._snapshots = SharedSnapshots(store)
            self._away = SharedFlights(store, self._snapshots, joined=partial(counts.joined, "replicas"))
        self._reads: Flights[bytes | None] = Flights()
        self._unpacking: Flights[None] = Flights()
        self._flights: Flights[Snapshot] = Flights(joined=partial(counts.joined, "process"))

    async def get(self, lookup: Lookup, *, now: datetime, hold_up: HoldUp) -> Snapshot | None:
        """Give the newest snapshot there is, fresh or not; what is shared is read where memory has no fresh one."""
        if lookup.dated:
            return None
        kept = self._memory.get(lookup.key)
        if _is_fresh(kept, now):
            self._found(Found.MEMORY)
            return kept
        if _shareable(lookup):
            await self._read(lookup.key, hold_up)
        kept = self._memory.get(lookup.key)
        self._found(Found.REDIS if _is_fresh(kept, now) else Found.MISS if kept is None else Found.STALE)
        return kept

    async def fetched(
        self,
        lookup: Lookup,
        fetch: Callable[[], Awaitable[Snapshot]],
        *,
        wanted: Callable[[Snapshot], bool],
        hold_up: HoldUp,
    ) -> Snapshot:
        """Join the flight that fetches this, wherever it is, or begin one; its error reaches all who wait.

        What QFlow refuses to tell is kept no longer.

        wanted: tells whether a snapshot that another process has put there meanwhile will do.
        """

        async def flight() -> Snapshot:
            try:
                if self._away is None or not _shareable(lookup):
                    snapshot = await fetch()
                else:
                    snapshot = await self._away.join(lookup.key, fetch, wanted=wanted, hold_up=hold_up)
            except ExecutionNotFound:
                self._memory.miss(lookup.key)
                self._forget(lookup)
                raise
            except (NotAuthenticated, NotPermitted):
                self._forget(lookup)
                raise
            if not lookup.dated:
                self._memory.put(lookup.key, snapshot)
            return snapshot

        return await self._flights.join(lookup.key, flight)

    def is_missing(self, lookup: Lookup) -> bool:
        """Tell whether QFlow said some seconds ago that there is no such execution."""
        return self._memory.is_missing(lookup.key)

    def _forget(self, lookup: Lookup) -> None:
        """Keep no longer what QFlow now refuses to tell."""
        self._memory.forget(lookup.key)
        if self._store is not None and self._snapshots is not None and _shareable(lookup):
            self._store.later(self._snapshots.forget(lookup.key))

    async def _read(self, key: str, hold_up: HoldUp) -> None:
        """Bring what is shared into memory, once for all who want it, each of whom waits for the store as they may."""
        if (shared := self._snapshots) is None:
            return
        packed = await hold_up.of(self._reads.join(key, lambda: shared.read(key)))
        if packed is not None:
            await self._unpacking.join(key, lambda: self._unpack(shared, key, packed))

    async def _unpack(self, shared: SharedSnapshots, key: str, packed: bytes) -> None:
        """Keep what was shared in memory, unless that has the same or newer."""
        found = await shared.unpacked(key, packed)
        kept = self._memory.get(key)
        if found is not None and (kept is None or found.as_of > kept.as_of):
            self._memory.put(key, found)


def _is_fresh(kept: Snapshot | None, now: datetime) -> bool:
    return kept is not None and now < kept.fresh_until


def _shareable(lookup: Lookup) -> bool:
    return not lookup.dated and not lookup.include_data
