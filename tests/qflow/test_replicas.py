"""Two replicas and one Redis: QFlow is asked once for both."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from redis.asyncio.client import Monitor

from bot.errors import NotPermitted, ServerFailed
from bot.qflow.hold_up import HoldUp
from bot.qflow.lookup import Lookup
from bot.qflow.service import Provenance
from tests.qflow.replicas import PREFIX, Held, replicas
from tests.qflow.rows import EXECUTION_ID, body, finished, started
from tests.qflow.upstream import NOW, Upstream, response
from tests.redis_server import Server

pytestmark = pytest.mark.redis

LOOKUP = Lookup(EXECUTION_ID)
ROWS = [started(0), finished(54), finished(99, "trigger")]
ANSWER = response(200, body(*ROWS))
SOON = 10
"""Seconds in which whatever is waited for has happened."""


async def test_500_lookups_of_two_replicas_are_one_call(redis_url: str) -> None:
    upstreams = [Upstream(held := Held(*ROWS)), Upstream(held)]
    async with replicas(redis_url, *upstreams) as both:
        burst = asyncio.gather(*(replica.look_up(LOOKUP) for _ in range(250) for replica in both))
        await asyncio.wait_for(held.asked.wait(), SOON)
        held.let_go.set()
        answers = await asyncio.wait_for(burst, SOON)
    assert [answer.as_of for answer in answers] == [NOW] * 500
    assert {answer.provenance for answer in answers} == {Provenance.QFLOW}
    assert sum(len(upstream.asked) for upstream in upstreams) == 1


async def test_what_one_asked_answers_another_and_stays_fresh_no_longer(redis_url: str) -> None:
    one, other = Upstream(ANSWER), Upstream(ANSWER)
    async with replicas(redis_url, one, other) as (first, second):
        asked = await first.look_up(LOOKUP)
        await first.settled()
        other.now += timedelta(seconds=4)
        answer = await second.look_up(LOOKUP)
        assert (answer.provenance, answer.as_of) == (Provenance.CACHE, asked.as_of)
        assert answer.execution == asked.execution
        other.now += timedelta(seconds=1)
        assert (await second.look_up(LOOKUP)).provenance is Provenance.QFLOW


async def test_what_one_asked_answers_another_where_qflow_does_not(redis_url: str) -> None:
    other = Upstream(response(500))
    async with replicas(redis_url, Upstream(ANSWER), other) as (first, second):
        await first.look_up(LOOKUP)
        await first.settled()
        other.now += timedelta(minutes=1)
        assert (await second.look_up(LOOKUP)).provenance is Provenance.CACHE_WITHOUT_QFLOW


@pytest.mark.parametrize(("status", "error"), [(500, ServerFailed), (403, NotPermitted)])
async def test_an_error_reaches_the_waiters_of_both_and_nobody_after(
    redis_url: str, status: int, error: type[Exception]
) -> None:
    one, other = Upstream(held := Held(status=status)), Upstream(ANSWER)
    async with replicas(redis_url, one, other) as (first, second), Server(redis_url).client() as redis:
        asked = asyncio.create_task(first.look_up(LOOKUP))
        await asyncio.wait_for(held.asked.wait(), SOON)
        async with redis.monitor() as monitor:
            waiting = [asyncio.create_task(second.look_up(LOOKUP)) for _ in range(9)]
            await asyncio.wait_for(_claimed(monitor), SOON)
        held.let_go.set()
        results = await asyncio.wait_for(asyncio.gather(asked, *waiting, return_exceptions=True), SOON)
        assert {type(result) for result in results} == {error}
        assert (await second.look_up(LOOKUP)).provenance is Provenance.QFLOW
    assert len(other.asked) == 1


async def test_a_lease_whose_holder_died_is_taken_over(redis_url: str) -> None:
    async with replicas(redis_url, upstream := Upstream(ANSWER)) as (replica,), Server(redis_url).client() as redis:
        await redis.set(f"{PREFIX}flight:{LOOKUP.key}", "of the dead", px=300)
        assert (await asyncio.wait_for(replica.look_up(LOOKUP), SOON)).provenance is Provenance.QFLOW
    assert len(upstream.asked) == 1


async def test_what_one_gives_up_because_nobody_waits_another_takes_over(redis_url: str) -> None:
    one, other = Upstream(held := Held(*ROWS)), Upstream(ANSWER)
    async with replicas(redis_url, one, other) as (first, second), Server(redis_url).client() as redis:
        leaving = asyncio.create_task(first.look_up(LOOKUP))
        await asyncio.wait_for(held.asked.wait(), SOON)
        async with redis.monitor() as monitor:
            staying = asyncio.create_task(second.look_up(LOOKUP))
            await asyncio.wait_for(_claimed(monitor), SOON)
        leaving.cancel()
        assert (await asyncio.wait_for(staying, SOON)).provenance is Provenance.QFLOW
    assert (len(one.asked), len(other.asked)) == (1, 1)


async def test_two_refreshes_at_once_are_one_call_and_a_later_one_another(redis_url: str) -> None:
    upstreams = [Upstream(held := Held(*ROWS)), Upstream(held)]
    async with replicas(redis_url, *upstreams) as both:
        pressed = asyncio.gather(*(replica.look_up(LOOKUP, refresh=True) for replica in both))
        await asyncio.wait_for(held.asked.wait(), SOON)
        held.let_go.set()
        await asyncio.wait_for(pressed, SOON)
        upstreams[1].now += timedelta(seconds=1)
        assert (await both[1].look_up(LOOKUP, refresh=True)).as_of == upstreams[1].now
    assert sum(len(upstream.asked) for upstream in upstreams) == 2


@pytest.mark.parametrize(
    "lookup",
    [
        pytest.param(replace(LOOKUP, include_data=True), id="node data"),
        pytest.param(replace(LOOKUP, start_at=NOW), id="between dates"),
    ],
)
async def test_what_shall_not_be_shared_never_reaches_redis(redis_url: str, lookup: Lookup) -> None:
    async with replicas(redis_url, Upstream(ANSWER)) as (replica,), Server(redis_url).client() as redis:
        await replica.look_up(lookup)
        assert await redis.keys() == []


async def test_what_is_shared_replaces_nothing_newer(redis_url: str) -> None:
    upstream = Upstream(ANSWER, ANSWER, response(500))
    async with replicas(redis_url, upstream) as (replica,), Server(redis_url).client() as redis:
        await replica.look_up(LOOKUP)
        await replica.settled()
        key = f"{PREFIX}snapshot:{LOOKUP.key}"
        older = await redis.get(key)
        assert older is not None
        upstream.now += timedelta(seconds=1)
        newer = (await replica.look_up(LOOKUP, refresh=True)).as_of
        await replica.settled()
        await redis.set(key, older)
        upstream.now += timedelta(minutes=1)
        assert (await replica.look_up(LOOKUP)).as_of == newer


async def test_who_joins_anothers_read_waits_for_redis_no_longer_than_they_may(redis_server: Server) -> None:
    upstreams = [Upstream(ANSWER), Upstream(ANSWER)]
    async with replicas(redis_server.url, *upstreams) as (replica, other):
        await other.look_up(LOOKUP)
        await other.settled()
        redis_server.freeze()
        patient = asyncio.create_task(replica.look_up(LOOKUP))
        await asyncio.sleep(0)
        spent = HoldUp(timedelta(0))
        answer = await asyncio.wait_for(replica.look_up(LOOKUP, refresh=True, hold_up=spent), SOON)
        assert answer.provenance is Provenance.QFLOW
        assert not patient.done()
        redis_server.thaw()
        await asyncio.wait_for(patient, SOON)


async def _claimed(monitor: Monitor) -> None:
    """Wait until somebody claims a lease."""
    async for command in monitor.listen():
        if "flight:" in command["command"]:
            return
