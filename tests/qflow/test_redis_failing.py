"""Redis stops, freezes or fills with rubbish in the middle of a burst: every lookup is answered, and none late."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import UUID

import pytest

from bot.qflow.hold_up import LONGEST
from bot.qflow.lookup import Lookup
from bot.qflow.service import Answer, StepsService
from tests.qflow.replicas import Held, replicas
from tests.qflow.rows import EXECUTION_ID, finished, started
from tests.qflow.upstream import Upstream
from tests.redis_server import Server

pytestmark = pytest.mark.redis

ROWS = [started(0), finished(54), finished(99, "trigger")]
LOOKUP = Lookup(EXECUTION_ID)
OTHERS = [replace(LOOKUP, execution_id=str(UUID(int=number))) for number in range(20)]
LATE = LONGEST.total_seconds() * 2
"""Seconds: what Redis may cost, and as much again for a busy machine."""


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
    async with replicas(redis_server.url, *upstreams) as both:
        burst = [asyncio.create_task(replica.look_up(LOOKUP)) for _ in range(50) for replica in both]
        await asyncio.wait_for(held.asked.wait(), LATE)
        await harm(redis_server)
        burst += [asyncio.create_task(replica.look_up(other)) for other in OTHERS for replica in both]
        held.let_go.set()
        answers = await asyncio.gather(*burst)
        answers += await asyncio.gather(*(_refreshed(replica) for replica in both))
    assert len(answers) == 2 * (50 + len(OTHERS) + 1)
    assert all(answer.execution.steps for answer in answers)


async def _refreshed(replica: StepsService) -> Answer:
    return await replica.look_up(LOOKUP, refresh=True)
