"""Each event once: Slack delivers some of them again, and to another replica too.

Who takes an event claims it for as long as events are remembered, and shows all the while that it is alive. Another who
gets the same event waits, goes away when it was answered, and takes over where its holder shows no more life. Where the
store no longer tells, it goes away at once: the holder was alive a moment ago, and what it answers then nobody is told.
"""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from cachetools import TTLCache

from bot.qflow.hold_up import HoldUp
from bot.qflow.store import Store

KEPT = timedelta(minutes=10)
"""Longer than Slack goes on delivering: its last retry comes after some six minutes.

https://docs.slack.dev/apis/events-api#retries
"""
ALIVE = timedelta(seconds=6)
"""How long after its last sign of life a process counts as alive: one may be kept busy for a while by a burst."""
PATIENCE = timedelta(minutes=1)
"""How long to wait for another's answer, which takes no longer but for queues: 25 s for QFlow, and 30 s for Slack."""

_BEATS = 4
"""So often within that time it shows that it is."""
_SILENT_BEATS = 1.5
"""Without so many it counts as dead: the store may lose a single sign of life."""
_LOOK_AGAIN = 0.25
_MOST = 100_000
_ANSWERED = b"answered"


class Seen:
    """The events of the last minutes.

    store: what replicas share. alive: how long a sign of life lasts. timer: gives seconds that never run backwards.
    """

    def __init__(
        self, store: Store | None = None, *, alive: timedelta = ALIVE, timer: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = store
        self._alive = alive
        self._timer = timer
        self._beat_every = alive.total_seconds() / _BEATS
        self._here: TTLCache[str, bool] = TTLCache(_MOST, KEPT.total_seconds(), timer)
        self._me = uuid.uuid4().hex
        self._under_way = 0
        self._heart: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def turn(self, event: str | None, *, hold_up: HoldUp) -> AsyncIterator[bool]:
        """Tell, perhaps after waiting, whether an event is to be answered here, which it then is meanwhile.

        event: names it; None for what nothing names, and so cannot be told from another. hold_up: by the store.
        """
        if event is None:
            yield True
        elif event in self._here:
            yield False
        elif self._store is None:
            self._here[event] = True
            yield True
        else:
            self._here[event] = True
            async with self._living(self._store):
                if not await self._is_ours(self._store, event, hold_up):
                    yield False
                    return
                try:
                    yield True
                finally:
                    self._store.later(self._store.put(_answer_to(event), _ANSWERED, KEPT))  # also where it is cut short

    async def _is_ours(self, store: Store, event: str, hold_up: HoldUp) -> bool:
        """Claim an event, and wait while another holds it; where the store cannot tell who does, it is ours."""
        told = await hold_up.of(
            asyncio.gather(
                store.put(_life_of(self._me), b"", self._alive),
                store.claim(_claim_on(event), self._me, KEPT),
                store.get(_answer_to(event)),
            )
        )
        _, holder, answer = told or (None, None, None)
        if answer is not None:
            return False
        return holder is None or holder == self._me or await self._is_left(store, event, holder)

    async def _is_left(self, store: Store, event: str, holder: str) -> bool:
        """Wait for the answer of an event's holder; tell whether it died, and nobody else took the event over.

        All the while the claim is kept in its holder's name: the store may lose it, and then nobody else may have it.
        """
        heard = began = self._timer()
        while self._timer() - began < PATIENCE.total_seconds():
            answer, life, has_it = await asyncio.gather(
                store.get(_answer_to(event)),
                store.get(_life_of(holder)),
                store.claim(_claim_on(event), holder, KEPT),
            )
            if answer is not None or has_it is None:
                return False
            if life is not None or has_it != holder:
                heard, holder = self._timer(), has_it
            elif self._timer() - heard > self._beat_every * _SILENT_BEATS:
                _, has_it = await asyncio.gather(
                    store.release(_claim_on(event), holder), store.claim(_claim_on(event), self._me, KEPT)
                )
                if has_it == self._me:
                    return await store.get(_answer_to(event)) is None
            await asyncio.sleep(_LOOK_AGAIN)
        return False

    @asynccontextmanager
    async def _living(self, store: Store) -> AsyncIterator[None]:
        """Show more signs of life for as long as anything is under way here; the first comes with a claim."""
        self._under_way += 1
        try:
            if self._heart is None:
                self._heart = asyncio.create_task(self._beat(store))
            yield
        finally:
            self._under_way -= 1
            if not self._under_way and self._heart is not None:
                self._heart.cancel()
                self._heart = None

    async def _beat(self, store: Store) -> None:
        while True:
            await asyncio.sleep(self._beat_every)
            await store.put(_life_of(self._me), b"", self._alive)


def _claim_on(event: str) -> str:
    return f"event:{event}"


def _answer_to(event: str) -> str:
    return f"answered:{event}"


def _life_of(process: str) -> str:
    return f"alive:{process}"
