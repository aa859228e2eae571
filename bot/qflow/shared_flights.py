"""One flight across processes: whoever holds the lease asks QFlow, and the others wait for what that brings."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.errors import QFlowError
from bot.qflow.counts import nobody
from bot.qflow.hold_up import HoldUp
from bot.qflow.packing import Rubbish, pack_error, unpack_error
from bot.qflow.shared import SharedSnapshots, Store
from bot.qflow.snapshot import Snapshot

LEASE = timedelta(seconds=3)
"""How long the others wait for a process that died before another asks."""

_RENEWALS = 3
"""A lease is renewed so often that one renewal may be lost."""
_LOOK_AGAIN = 0.05
_OUTCOME_KEPT = timedelta(seconds=10)
"""Longer than anybody who waits takes to look again, a stalled process included."""
_LANDED = b"landed"


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
        me = uuid.uuid4().hex
        holder = await hold_up.of(self._store.claim(_lease_on(key), me, self._lease))
        if holder not in {None, me}:
            self._joined()
        while holder is not None and holder != me:
            await asyncio.sleep(_LOOK_AGAIN)
            before, holder = holder, await self._store.claim(_lease_on(key), me, self._lease)
            if holder != before:
                landed = await self._outcome(key, before)
                if landed is not None:
                    await self._store.release(_lease_on(key), me)
                    return _given(landed)
        if holder is None:
            return await fetch()
        there = await hold_up.of(self._snapshots.get(key))
        if there is not None and wanted(there):  # one landed just before the lease was taken
            await hold_up.of(self._store.release(_lease_on(key), me))
            return there
        return await self._flown(key, me, fetch, hold_up)

    async def _outcome(self, key: str, flight: str) -> Snapshot | QFlowError | None:
        """Give what a flight brought that is over; None if its process died."""
        outcome = await self._store.get(_outcome_of(flight))
        if outcome is None:
            return None
        if outcome == _LANDED:
            return await self._snapshots.get(key)
        try:
            return unpack_error(outcome)
        except Rubbish:
            return None

    async def _flown(self, key: str, me: str, fetch: Callable[[], Awaitable[Snapshot]], hold_up: HoldUp) -> Snapshot:
        """Fetch, holding the lease, and leave what came of it for those who wait."""
        renewing = asyncio.create_task(self._renew(key, me))
        outcome = None
        try:
            snapshot = await fetch()
            if await hold_up.of(self._snapshots.put(key, snapshot)):
                outcome = _LANDED
        except QFlowError as error:
            outcome = pack_error(error)
            raise
        finally:
            renewing.cancel()
            if outcome is not None:
                await hold_up.of(self._store.put(_outcome_of(me), outcome, _OUTCOME_KEPT))
            await hold_up.of(self._store.release(_lease_on(key), me))
        return snapshot

    async def _renew(self, key: str, me: str) -> None:
        while True:
            await asyncio.sleep(self._lease.total_seconds() / _RENEWALS)
            await self._store.renew(_lease_on(key), me, self._lease)


def _given(landed: Snapshot | QFlowError) -> Snapshot:
    if isinstance(landed, QFlowError):
        raise landed
    return landed


def _lease_on(key: str) -> str:
    return f"flight:{key}"


def _outcome_of(flight: str) -> str:
    return f"outcome:{flight}"
