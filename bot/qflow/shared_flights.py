"""One flight across processes: whoever holds the lease asks QFlow, and the others wait for what that brings.

Whoever waits when the holder dies asks QFlow itself when the lease has run out; when the store stops answering, as soon
as that is noticed. Its answer then takes a call's time from there: what the other call has taken is lost.
"""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.errors import QFlowError
from bot.qflow.counts import nobody
from bot.qflow.hold_up import HoldUp
from bot.qflow.packing import Rubbish, pack_error, unpack_error
from bot.qflow.shared import SharedSnapshots, Store, packed
from bot.qflow.snapshot import Snapshot

LEASE = timedelta(seconds=3)
"""How long the others wait for a process that died before another asks."""

_RENEWALS = 3
"""A lease is renewed so often that one renewal may be lost."""
_LOOK_AGAIN = 0.05
"""Seconds from one look to the next; where looking takes longer, the next follows at once."""
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
        me, loop = uuid.uuid4().hex, asyncio.get_running_loop()
        looked = loop.time()
        holder = await hold_up.of(self._store.claim(_lease_on(key), me, self._lease))
        if holder not in {None, me}:
            self._joined()
        while holder is not None and holder not in {me, *self._landing}:
            await asyncio.sleep(looked + _LOOK_AGAIN - loop.time())
            looked = loop.time()
            before, holder = holder, await self._store.claim(_lease_on(key), me, self._lease)
            if holder != before:
                landed = await self._outcome(key, before, hold_up.anew())
                if landed is not None:
                    self._store.later(self._store.release(_lease_on(key), me))
                    return _given(landed)
        if holder != me:  # it cannot be told, or has just landed here: then something newer is wanted
            self._store.later(self._store.release(_lease_on(key), me))  # a claim may have come through, only late
            return await fetch()
        there = await self._snapshots.get(key, hold_up=hold_up)
        if there is not None and wanted(there):  # one landed just before the lease was taken
            self._store.later(self._store.release(_lease_on(key), me))
            return there
        return await self._flown(key, me, fetch)

    async def _outcome(self, key: str, flight: str, hold_up: HoldUp) -> Snapshot | QFlowError | None:
        """Give what a flight brought that is over; None if its process died."""
        outcome, there = await asyncio.gather(
            self._store.get(_outcome_of(flight)), self._snapshots.get(key, hold_up=hold_up)
        )
        if outcome is None:
            return None
        if outcome == _LANDED:
            return there
        try:
            return unpack_error(outcome)
        except Rubbish:
            return None

    async def _flown(self, key: str, me: str, fetch: Callable[[], Awaitable[Snapshot]]) -> Snapshot:
        """Fetch, holding the lease, and leave what came of it for those who wait, without waiting for that."""
        renewing = asyncio.create_task(self._renew(key, me))
        brought: Snapshot | QFlowError | None = None
        try:
            brought = await fetch()
        except QFlowError as error:
            brought = error
            raise
        finally:
            self._landing.add(me)
            self._store.later(self._landed(key, me, brought, renewing))
        return brought

    async def _landed(
        self, key: str, me: str, brought: Snapshot | QFlowError | None, renewing: asyncio.Task[None]
    ) -> None:
        """Leave what a flight brought, unless it was given up, and give the lease back."""
        left = []
        try:
            match brought:
                case Snapshot():
                    left.append(self._snapshots.put(key, await packed(brought)))
                    left.append(self._store.put(_outcome_of(me), _LANDED, _OUTCOME_KEPT))
                case QFlowError() if (error := pack_error(brought)) is not None:
                    left.append(self._store.put(_outcome_of(me), error, _OUTCOME_KEPT))
            await asyncio.gather(*left, self._store.release(_lease_on(key), me))
        finally:
            renewing.cancel()
            self._landing.discard(me)

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
