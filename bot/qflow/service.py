"""`StepsService`: answers lookups with executions, asking QFlow as little as it can."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.errors import (
    Busy,
    ExecutionNotFound,
    NothingInRange,
    QFlowError,
    RequestRefused,
    ServerFailed,
    TimedOut,
    TooManyRequests,
    Unreachable,
)
from bot.qflow.client import StepsClient
from bot.qflow.events import StepEvents
from bot.qflow.execution import Execution
from bot.qflow.fold import sliced_fold
from bot.qflow.hold_up import LONGEST, HoldUp
from bot.qflow.lookup import Lookup
from bot.qflow.slices import in_turn
from bot.qflow.snapshot import Snapshot, snapshot_of
from bot.qflow.tiers import Tiers
from bot.qflow.times import utc_now
from bot.qflow.tries import persistently
from bot.qflow.turns import Turns

LOOKUP_DEADLINE = timedelta(seconds=25)
"""For a flight from its start: its queue, its waits and all its tries together."""

SILENCE_KEPT = timedelta(minutes=1)
"""How long after a call that was not answered QFlow still counts as silent: later it may have answered others."""

_NO_ANSWER = (TooManyRequests, ServerFailed, TimedOut, Unreachable)
"""Errors that say nothing of the execution or of who may see it: an old answer is better than these."""


class Provenance(Enum):
    """Where an answer came from."""

    QFLOW = auto()
    CACHE = auto()
    CACHE_WITHOUT_QFLOW = auto()
    """From the cache, no longer fresh, because QFlow does not answer."""
    CACHE_WHILE_BUSY = auto()
    """The same, because more is asked than QFlow can answer in time: it may be well."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An execution, the moment of the QFlow answer that it was folded from, and where that came from.

    size: bytes of the body that it came in. silent_since: since when QFlow does not answer, where it does not.
    """

    execution: Execution
    as_of: datetime
    size: int
    provenance: Provenance = Provenance.QFLOW
    silent_since: datetime | None = None


class StepsService:
    """Looks executions up: through the cache, one flight for all who want the same, in turns, with patience.

    now: the present moment, aware. hold_up: by what is shared, at most, of a lookup that brings none.
    """

    def __init__(
        self,
        client: StepsClient,
        *,
        cache: Tiers,
        turns: Turns,
        now: Callable[[], datetime] = utc_now,
        hold_up: timedelta = LONGEST,
    ) -> None:
        self._client = client
        self._cache = cache
        self._turns = turns
        self._now = now
        self._hold_up = hold_up
        self._silence: tuple[datetime, datetime] | None = None  # since when, and until when it counts as one

    async def look_up(self, lookup: Lookup, *, refresh: bool = False, hold_up: HoldUp | None = None) -> Answer:
        """Give the execution that a lookup asks for. Raises a QFlowError that says why there is none.

        refresh: ask QFlow though the cache has a fresh answer; a flight under way is joined all the same.
        hold_up: what is left of it, where what led here was held up already.
        """
        if self._cache.is_missing(lookup) and not refresh:
            raise ExecutionNotFound(lookup.execution_id)
        began, held = self._now(), hold_up or HoldUp(self._hold_up)

        def wanted(there: Snapshot) -> bool:
            return there.as_of >= began or (not refresh and began < there.fresh_until)

        kept = await self._cache.get(lookup, now=began, hold_up=held)
        if kept and not refresh and began < kept.fresh_until:
            return _answered(kept, began)
        try:
            async with asyncio.timeout((LOOKUP_DEADLINE + self._hold_up).total_seconds()):
                snapshot = await self._cache.fetched(lookup, lambda: self._told(lookup), wanted=wanted, hold_up=held)
        except TimeoutError as error:
            return self._without_qflow(kept, TimedOut(lookup.execution_id, LOOKUP_DEADLINE), error)
        except Busy:
            if kept is None:
                raise
            return Answer(kept.execution, kept.as_of, kept.size, Provenance.CACHE_WHILE_BUSY)
        except _NO_ANSWER as error:
            return self._without_qflow(kept, error, error.__cause__)
        self._silence = None
        return _answered(snapshot, began)

    def _without_qflow(self, kept: Snapshot | None, error: QFlowError, cause: BaseException | None) -> Answer:
        """Answer from what is kept, or raise the error."""
        now = self._now()
        since, until = self._silence or (now, now)
        if now > until:
            since = now
        self._silence = since, now + SILENCE_KEPT
        if kept is None:
            raise error from cause
        return Answer(kept.execution, kept.as_of, kept.size, Provenance.CACHE_WITHOUT_QFLOW, since)

    async def _told(self, lookup: Lookup) -> Snapshot:
        end = asyncio.get_running_loop().time() + LOOKUP_DEADLINE.total_seconds()
        try:
            async with asyncio.timeout_at(end):
                answer = await self._asked(lookup, end)
        except TimeoutError as error:
            raise TimedOut(lookup.execution_id, LOOKUP_DEADLINE) from error
        if not (answer.events or answer.unreadable or answer.total):
            raise NothingInRange(lookup.execution_id) if lookup.dated else ExecutionNotFound(lookup.execution_id)
        execution = await in_turn(sliced_fold(lookup.execution_id, answer, dated=lookup.dated))
        return snapshot_of(execution, as_of=self._now(), size=answer.size)

    async def _asked(self, lookup: Lookup, end: float) -> StepEvents:
        """Ask with the order; if QFlow refuses the request, once more without: the steps are sorted here anyway."""
        try:
            return await self._in_turn(lookup, end)
        except RequestRefused:
            if lookup.order is None or not lookup.order.known_to_api:
                raise
            return await self._in_turn(replace(lookup, order=None), end)

    async def _in_turn(self, lookup: Lookup, end: float) -> StepEvents:
        async def call() -> StepEvents:
            async with self._turns.taken(lookup.execution_id, within=_left(end)):
                return await self._client.fetch(lookup)

        return await persistently(call, within=_left(end))


def _left(end: float) -> timedelta:
    """Give what is left until a moment of the loop's time."""
    return timedelta(seconds=max(0.0, end - asyncio.get_running_loop().time()))


def _answered(snapshot: Snapshot, began: datetime) -> Answer:
    """Give an answer; what QFlow told since the lookup began is QFlow's, whoever asked."""
    provenance = Provenance.QFLOW if snapshot.as_of >= began else Provenance.CACHE
    return Answer(snapshot.execution, snapshot.as_of, snapshot.size, provenance)
