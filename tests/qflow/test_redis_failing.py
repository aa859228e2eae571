"""Redis stops, freezes or fills with rubbish in the middle of a burst: every lookup is answered, and none late."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import UUID

import pytest

from bot.qflow.hold_up import LONGEST
from bot.qflow.lookup import Lookup
from bot.qflow.service import StepsService
from tests.clocks import ticking
from tests.qflow.replicas import Held, replicas
from tests.qflow.rows import EXECUTION_ID, finished, started
from tests.qflow.upstream import Upstream
from tests.redis_server import Server, slowed

pytestmark = pytest.mark.redis

ROWS = [started(0), finished(54), finished(99, "trigger")]
LOOKUP = Lookup(EXECUTION_ID)
OTHERS = [replace(LOOKUP, execution_id=str(UUID(int=number))) for number in range(20)]
OWN = 5
"""Ticks: what the bot does itself."""
LATE = LONGEST.total_seconds() * 100 + OWN
"""Ticks: what Redis may cost as well."""
SOON = 20
"""Seconds in which whatever is waited for has happened, on a busy machine too."""


async def stop(server: Server) -> None:
    await server.stop()


async def freeze(server: Server) -> None:
    server.freeze()


async def fill_with_rubbish(server: Server) -> None:
    async with server.client() as redis:
        for key in await redis.keys():
            await redis.set(key, b"\x00rubbish")


async def fill_with_other_kinds(server: Server) -> None:
    async with server.client() as redis:
        for key in await redis.keys():
            await redis.delete(key)
            await redis.lpush(key, b"rubbish")


async def leave_no_room(server: Server) -> None:
    async with server.client() as redis:
        await redis.config_set("maxmemory", 1)


@pytest.mark.parametrize("harm", [stop, freeze, leave_no_room, fill_with_rubbish, fill_with_other_kinds])
async def test_every_lookup_of_a_burst_is_answered(
    redis_server: Server, harm: Callable[[Server], Awaitable[None]]
) -> None:
    upstreams = [Upstream(held := Held(*ROWS)), Upstream(held)]
    async with replicas(redis_server.url, *upstreams, patient=False) as both, ticking() as ticks:
        harmed_at: list[int] = []

        async def lateness(replica: StepsService, lookup: Lookup, *, refresh: bool = False) -> int:
            """Give in how many ticks it was answered: without Redis, that takes none once QFlow answers at once."""
            asked_at = ticks.count
            assert (await replica.look_up(lookup, refresh=refresh)).execution.steps
            return ticks.count - max(asked_at, *harmed_at)

        burst = [asyncio.create_task(lateness(replica, LOOKUP)) for _ in range(50) for replica in both]
        await asyncio.wait_for(held.asked.wait(), SOON)
        await harm(redis_server)
        harmed_at.append(ticks.count)
        burst += [asyncio.create_task(lateness(replica, other)) for other in OTHERS for replica in both]
        held.let_go.set()
        late = await asyncio.wait_for(asyncio.gather(*burst), SOON)
        late += await asyncio.gather(*(lateness(replica, LOOKUP, refresh=True) for replica in both))
    assert len(late) == 2 * (50 + len(OTHERS) + 1)
    assert max(late) <= LATE


async def test_who_waits_for_another_process_is_not_late_though_redis_is_slow(redis_server: Server) -> None:
    upstreams = [Upstream(held := Held(*ROWS)), Upstream(held)]
    async with (
        slowed(redis_server.url, 0.05) as url,
        replicas(url, *upstreams, patient=False) as (first, second),
        redis_server.client() as redis,
        ticking() as ticks,
    ):
        asked = asyncio.create_task(first.look_up(LOOKUP))
        await asyncio.wait_for(held.asked.wait(), SOON)
        async with redis.monitor() as monitor:
            waiting = asyncio.create_task(second.look_up(LOOKUP))
            async for command in monitor.listen():
                if "flight:" in command["command"]:
                    break
        held.let_go.set()
        landed_at = ticks.count
        await asyncio.wait_for(asked, SOON)
        assert ticks.count - landed_at <= OWN
        await asyncio.wait_for(waiting, SOON)
        assert ticks.count - landed_at <= LATE
    assert sum(len(upstream.asked) for upstream in upstreams) == 1


async def test_where_redis_is_so_slow_that_they_would_be_late_each_process_asks_for_itself(
    redis_server: Server,
) -> None:
    one, other = Held(*ROWS), Held(*ROWS)
    async with (
        slowed(redis_server.url, 0.1) as url,
        replicas(url, Upstream(one), Upstream(other), patient=False) as (first, second),
    ):
        asked = [asyncio.create_task(first.look_up(LOOKUP))]
        await asyncio.wait_for(one.asked.wait(), SOON)
        asked.append(asyncio.create_task(second.look_up(LOOKUP)))
        await asyncio.wait_for(other.asked.wait(), SOON)
        assert [replica.shared is not None and replica.shared.up for replica in (first, second)] == [True, True]
        for held in (one, other):
            held.let_go.set()
        await asyncio.wait_for(asyncio.gather(*asked), SOON)
