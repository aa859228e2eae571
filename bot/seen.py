"""Each event once: Slack delivers some of them again, and to another replica too.

Who takes an event holds a lease on it until it is answered; another who gets the same event waits, goes away when it
was answered, and takes over when the lease runs out, because its holder died.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from cachetools import TTLCache

from bot.qflow.leases import LEASE, Lease
from bot.qflow.store import Store

KEPT = timedelta(minutes=10)
"""Longer than Slack goes on delivering: its last retry comes after some six minutes.

https://docs.slack.dev/apis/events-api#retries
"""

_LOOK_AGAIN = 0.25
_MOST = 100_000
_ANSWERED = b"answered"


class Seen:
    """The events of the last minutes. store: what replicas share. timer: gives seconds that never run backwards."""

    def __init__(
        self, store: Store | None = None, *, lease: timedelta = LEASE, timer: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = store
        self._lease = lease
        self._here: TTLCache[str, bool] = TTLCache(_MOST, KEPT.total_seconds(), timer)

    @asynccontextmanager
    async def turn(self, event: str | None) -> AsyncIterator[bool]:
        """Tell, perhaps after waiting, whether an event is to be answered here, which it then is meanwhile.

        event: names it; None for what nothing names, and so cannot be told from another.
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
            async with self._turn_among_replicas(self._store, event) as ours:
                yield ours

    @asynccontextmanager
    async def _turn_among_replicas(self, store: Store, event: str) -> AsyncIterator[bool]:
        lease = Lease(store, f"event:{event}", lasts=self._lease)
        holder = await lease.claim()
        while holder not in (lease.holder, None):
            await asyncio.sleep(_LOOK_AGAIN)
            holder = await lease.claim()
        if await store.get(_answer_to(event)) is not None:
            await lease.release()
            yield False
            return
        renewing = asyncio.create_task(lease.keep())
        try:
            yield True
        finally:
            renewing.cancel()
            await store.put(_answer_to(event), _ANSWERED, KEPT)
            await lease.release()


def _answer_to(event: str) -> str:
    return f"answered:{event}"
