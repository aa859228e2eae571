"""One flight across processes: whoever holds the lease asks QFlow, and the others wait for what that brings.

Whoever waits when the holder dies asks QFlow itself when the lease has run out; when the store stops answering, as soon
as that is noticed. Its answer then takes a call's time from there: what the other call has taken is lost, for nothing
but the store leads to it. Where the store is so slow that the answer would come late by it, nobody waits for it.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from bot.errors import QFlowError
from bot.qflow.counts import nobody
from bot.qflow.hold_up import HoldUp
from bot.qflow.leases import LEASE, Lease
from bot.qflow.packing import Rubbish, pack_error, unpack, unpack_error
from bot.qflow.shared_snapshots import SharedSnapshots, packed
from bot.qflow.snapshot import Snapshot
from bot.qflow.store import LARGE, Store

_LOOK_AGAIN = 0.03
"""Seconds from one look to the next; where looking takes longer, the next follows at once."""
_OUTCOME_KEPT = timedelta(seconds=10)
"""Longer than anybody who waits takes to look again, a stalled process included."""
_SEE_SNAPSHOT = b"see the snapshot"
"""In place of what is too large to be written twice."""


class SharedFlights:
    """Flights, by what they are about, of all processes that share a store.

    joined: called for everyone who joins one of another process.
    """

    def __init__(
        self,
        store: Store,
        snapshots: SharedSnapshots,
        *,
        lease: timedelta = LEASE,
        joined: Callable[[], None] = nobody,
    ) -> None:
        self._joined = joined
        self._store = store
        self._snapshots = snapshots
        self._lease = lease
        self._landing: set[str] = set()

    async def join(
        self,
        key: str,
        fetch: Callable[[], Awaitable[Snapshot]],
        *,
        wanted: Callable[[Snapshot], bool],
        hold_up: HoldUp,
    ) -> Snapshot:
        """Give what the flight under way brings, its error included, or begin one; where nobody can tell, just fetch.

        wanted: tells whether a snapshot that is there already will do.
        """
        lease, loop = Lease(self._store, f"flight:{key}", lasts=self._lease), asyncio.get_running_loop()
        me, looked = lease.holder, loop.time()
        holder = await hold_up.of(lease.claim())
        if holder not in {None, me}:
            if not _would_be_heard_of(hold_up):
                return await fetch()
            self._joined()
        while holder is not None and holder not in {me, *self._landing}:
            await asyncio.sleep(looked + _LOOK_AGAIN - loop.time())
            looked = loop.time()
            holder, outcome = await asyncio.gather(lease.claim(), self._store.get(_outcome_of(holder)))
            landed = await self._brought(key, outcome, hold_up)
            if landed is not None:  # else its process died
                self._store.later(lease.release())
                return _given(landed)
        if holder != me:  # it cannot be told, or has just landed here: then something newer is wanted
            self._store.later(lease.release())  # a claim may have come through, only late
            return await fetch()
        there = await self._snapshots.get(key, hold_up=hold_up)
        if there is not None and wanted(there):  # one landed just before the lease was taken
            self._store.later(lease.release())
            return there
        return await self._flown(key, lease, fetch)

    async def _flown(self, key: str, lease: Lease, fetch: Callable[[], Awaitable[Snapshot]]) -> Snapshot:
        """Fetch, holding the lease, and leave what came of it for those who wait, without waiting for that."""
        renewing = asyncio.create_task(lease.keep())
        brought: Snapshot | QFlowError | None = None
        try:
            brought = await fetch()
        except QFlowError as error:
            brought = error
            raise
        finally:
            self._landing.add(lease.holder)
            self._store.later(self._landed(key, lease, brought, renewing))
        return brought

    async def _landed(
        self, key: str, lease: Lease, brought: Snapshot | QFlowError | None, renewing: asyncio.Task[None]
    ) -> None:
        """Leave what a flight brought, unless it was given up, and give the lease back."""
        flight, left, outcome = lease.holder, [], None
        try:
            match brought:
                case Snapshot():
                    outcome = await packed(brought)
                    left.append(self._snapshots.put(key, outcome))
                    if len(outcome) > LARGE:
                        await left.pop()
                        outcome = _SEE_SNAPSHOT
                case QFlowError():
                    outcome = pack_error(brought)
            if outcome is not None:
                left.append(self._store.put(_outcome_of(flight), outcome, _OUTCOME_KEPT))
            await asyncio.gather(*left, lease.release())
        finally:
            renewing.cancel()
            self._landing.discard(flight)

    async def _brought(self, key: str, outcome: bytes | None, hold_up: HoldUp) -> Snapshot | QFlowError | None:
        """Read what a flight brought; None where that cannot be told."""
        if outcome == _SEE_SNAPSHOT:
            return await self._snapshots.get(key, hold_up=hold_up)
        return None if outcome is None else await _unpacked(outcome)


def _would_be_heard_of(hold_up: HoldUp) -> bool:
    """Tell whether there is time to hear of a landing, though a look has just missed it and the next one follows."""
    return max(hold_up.slowest, _LOOK_AGAIN) + hold_up.slowest <= hold_up.left


async def _unpacked(outcome: bytes) -> Snapshot | QFlowError | None:
    """Read what a flight brought; None for rubbish."""
    reads: Sequence[Callable[[bytes], Snapshot | QFlowError]] = (unpack_error, unpack)
    for read in reads:
        with contextlib.suppress(Rubbish):
            return await asyncio.to_thread(read, outcome)
    return None


def _given(landed: Snapshot | QFlowError) -> Snapshot:
    if isinstance(landed, QFlowError):
        raise landed
    return landed


def _outcome_of(flight: str) -> str:
    return f"outcome:{flight}"
