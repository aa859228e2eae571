"""Replicas of the bot as far as lookups go: services with a memory each and a Redis for all."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import httpx

from bot import store
from bot.qflow import hold_up as hold_ups
from bot.qflow.cache import MemoryCache
from bot.qflow.service import StepsService
from bot.qflow.store import Store
from bot.qflow.tiers import Tiers
from bot.qflow.turns import Turns
from tests.qflow.rows import Row, body
from tests.qflow.upstream import Upstream, response

SCOPE = "f"
PREFIX = f"qflow-bot:{SCOPE}:"
PATIENCE = timedelta(seconds=20)
"""What a Redis may take that a busy machine starves."""


class Replica(StepsService):
    """One replica. shared: the store that it shares with others."""

    shared: store.RedisStore | None = None

    async def settled(self) -> None:
        """Wait until it has left for the others what it found."""
        if self.shared is not None:
            await self.shared.settled()


def service(upstream: Upstream, shared: Store | None = None, *, hold_up: timedelta = PATIENCE) -> Replica:
    """Make one replica, which asks this upstream."""
    cache = Tiers(MemoryCache(2**24), shared)
    replica = Replica(upstream.client(), cache=cache, turns=Turns(2), now=lambda: upstream.now, hold_up=hold_up)
    replica.shared = shared if isinstance(shared, store.RedisStore) else None
    return replica


@asynccontextmanager
async def replicas(url: str, *upstreams: Upstream, patient: bool = True) -> AsyncIterator[Sequence[Replica]]:
    """Give a replica for each upstream, each with a connection of its own.

    patient: wait for a Redis that takes long, as it may on a busy machine; where it shall fail, they must not.
    """
    longest, hold_up = (PATIENCE, PATIENCE) if patient else (store.LONGEST, hold_ups.LONGEST)
    async with AsyncExitStack() as stack:
        made = []
        for upstream in upstreams:
            opening = store.opened(url, scope=SCOPE, longest=longest)
            made.append(service(upstream, await stack.enter_async_context(opening), hold_up=hold_up))
        yield made


class Held:
    """A reply that is held back until it is let go."""

    def __init__(self, *rows: Row, status: int = 200) -> None:
        self.asked, self.let_go = asyncio.Event(), asyncio.Event()
        self._rows = rows
        self._status = status

    async def __call__(self, _: httpx.Request) -> httpx.Response:
        """Answer, in the end."""
        self.asked.set()
        await self.let_go.wait()
        return response(self._status, body(*self._rows))
