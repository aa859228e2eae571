"""Replicas of the bot as far as lookups go: services with a memory each and a Redis for all."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import httpx

from bot.qflow.cache import MemoryCache
from bot.qflow.service import StepsService
from bot.qflow.shared import Store
from bot.qflow.tiers import Tiers
from bot.qflow.turns import Turns
from bot.store import RedisStore, opened
from tests.qflow.rows import Row, body
from tests.qflow.upstream import Upstream, response

FINGERPRINT = "f"
PREFIX = f"qflow-bot:1:{FINGERPRINT}:"


class Replica(StepsService):
    """One replica. store: what it shares with others."""

    store: Store | None = None

    async def settled(self) -> None:
        """Wait until it has left for the others what it found."""
        if isinstance(self.store, RedisStore):
            await self.store.settled()


def service(upstream: Upstream, store: Store | None = None) -> Replica:
    """Make one replica, which asks this upstream."""
    cache = Tiers(MemoryCache(2**24), store)
    replica = Replica(upstream.client(), cache=cache, turns=Turns(2), now=lambda: upstream.now)
    replica.store = store
    return replica


@asynccontextmanager
async def replicas(url: str, *upstreams: Upstream) -> AsyncIterator[Sequence[Replica]]:
    """Give a replica for each upstream, each with connections of its own."""
    async with AsyncExitStack() as stack:
        stores = [await stack.enter_async_context(opened(url, fingerprint=FINGERPRINT)) for _ in upstreams]
        yield [service(upstream, store) for upstream, store in zip(upstreams, stores, strict=True)]


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
