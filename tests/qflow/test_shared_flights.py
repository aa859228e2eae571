"""One flight across processes: the lease lasts as long as its holder works."""

import asyncio
from datetime import timedelta

import pytest

from bot.qflow.hold_up import HoldUp
from bot.qflow.shared_flights import SharedFlights
from bot.qflow.shared_snapshots import SharedSnapshots
from bot.qflow.snapshot import Snapshot, snapshot_of
from bot.store import RedisStore, opened
from tests.qflow.replicas import PATIENCE
from tests.qflow.rows import execution, started
from tests.qflow.upstream import NOW
from tests.redis_server import Server

pytestmark = pytest.mark.redis

LEASE = timedelta(milliseconds=900)
SOON = 10


class Fetch:
    """A call that lands when told to."""

    def __init__(self) -> None:
        self.calls = 0
        self.landing = asyncio.Event()

    async def __call__(self) -> Snapshot:
        """Land."""
        self.calls += 1
        await self.landing.wait()
        return snapshot_of(execution(started(0)), as_of=NOW, size=100)


async def test_a_call_that_outlasts_its_lease_is_still_the_only_one(redis_url: str) -> None:
    fetch = Fetch()
    async with opened(redis_url, fingerprint="f", longest=PATIENCE) as store, Server(redis_url).client() as redis:
        async with redis.monitor() as monitor:
            both = [asyncio.create_task(joined(store, fetch)) for _ in range(2)]
            renewals = 0
            async with asyncio.timeout(SOON):
                async for command in monitor.listen():
                    renewals += command["command"].startswith("pexpire")
                    if renewals == 4:  # of three in each lease
                        break
        fetch.landing.set()
        first, second = await asyncio.wait_for(asyncio.gather(*both), SOON)
    assert first == second
    assert fetch.calls == 1


async def joined(store: RedisStore, fetch: Fetch) -> Snapshot:
    flights = SharedFlights(store, SharedSnapshots(store), lease=LEASE)
    return await flights.join("a", fetch, wanted=lambda _: False, hold_up=HoldUp(PATIENCE))
