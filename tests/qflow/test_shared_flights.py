"""One flight across processes: the lease lasts as long as its holder works."""

import asyncio
from datetime import timedelta
from random import Random

import pytest

from bot.qflow.hold_up import HoldUp
from bot.qflow.shared_flights import SharedFlights
from bot.qflow.shared_snapshots import SharedSnapshots, packed
from bot.qflow.snapshot import Snapshot, snapshot_of
from bot.store import RedisStore, opened
from tests.qflow.replicas import PATIENCE
from tests.qflow.rows import Row, execution, finished, started
from tests.qflow.upstream import NOW
from tests.redis_server import Server, slowed

pytestmark = pytest.mark.redis

LEASE = timedelta(milliseconds=900)
SOON = 10


class Fetch:
    """A call that lands when told to."""

    def __init__(self, *rows: Row) -> None:
        self.calls = 0
        self.asked, self.landing = asyncio.Event(), asyncio.Event()
        self._rows = rows or (started(0),)

    async def __call__(self) -> Snapshot:
        """Land."""
        self.calls += 1
        self.asked.set()
        await self.landing.wait()
        return snapshot_of(execution(*self._rows), as_of=NOW, size=100)


async def test_a_call_that_outlasts_its_lease_is_still_the_only_one(redis_url: str) -> None:
    fetch = Fetch()
    async with opened(redis_url, scope="f", longest=PATIENCE) as store, Server(redis_url).client() as redis:
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


async def test_what_landed_just_before_is_not_fetched_again(redis_url: str) -> None:
    async with opened(redis_url, scope="f", longest=PATIENCE) as store, Server(redis_url).client() as redis:
        there = snapshot_of(execution(started(0)), as_of=NOW, size=100)
        await SharedSnapshots(store).put("a", await packed(there))
        assert await asyncio.wait_for(joined(store, fetch := Fetch(), wanted=True), SOON) == there
        await store.settled()
        assert await redis.keys("*flight:*") == []
    assert fetch.calls == 0


async def test_a_lease_that_is_had_too_late_is_given_back(redis_server: Server) -> None:
    fetch = Fetch()
    fetch.landing.set()
    async with redis_server.client() as redis, slowed(redis_server.url, 0.2) as url:
        async with opened(url, scope="f", longest=PATIENCE) as store, redis.monitor() as monitor:
            await joined(store, fetch, lease=timedelta(minutes=1), patience=timedelta(milliseconds=50))
            await store.settled()
            async with asyncio.timeout(SOON):
                async for told in monitor.listen():
                    if told["command"].startswith("set") and "flight:" in told["command"]:
                        break
        assert await redis.keys("*flight:*") == []


async def test_a_large_snapshot_over_a_slow_wire_reaches_who_waits_and_leaves_redis_in_use(
    redis_server: Server,
) -> None:
    noise = Random(1)  # noqa: S311 - no secret, but nothing that can be packed small
    rows = [finished(number, details={"message": f"{noise.getrandbits(1024):x}"}) for number in range(3_000)]
    fetch = Fetch(*rows)
    async with (
        slowed(redis_server.url, 0, bytes_per_second=5 * 2**20) as url,
        opened(url, scope="f") as one,
        opened(url, scope="f") as other,
        redis_server.client() as redis,
        redis.monitor() as monitor,
    ):
        asked = asyncio.create_task(joined(one, fetch))
        await asyncio.wait_for(fetch.asked.wait(), SOON)
        waiting = asyncio.create_task(joined(other, fetch))
        async with asyncio.timeout(SOON):
            async for told in monitor.listen():
                if "outcome:" in told["command"]:
                    break
        fetch.landing.set()
        first, second = await asyncio.wait_for(asyncio.gather(asked, waiting), SOON)
        await one.settled()
        assert (one.up, other.up) == (True, True)
    assert first == second
    assert fetch.calls == 1


async def joined(
    store: RedisStore,
    fetch: Fetch,
    *,
    wanted: bool = False,
    lease: timedelta = LEASE,
    patience: timedelta = PATIENCE,
) -> Snapshot:
    flights = SharedFlights(store, SharedSnapshots(store), lease=lease)
    return await flights.join("a", fetch, wanted=lambda _: wanted, hold_up=HoldUp(patience))
