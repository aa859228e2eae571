"""Each event once: in one process, and among replicas."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from redis.asyncio.client import Monitor

from bot.qflow.hold_up import HoldUp
from bot.seen import KEPT, Seen
from bot.store import opened
from tests.clocks import Seconds
from tests.redis_server import Server

BRIEFLY = timedelta(milliseconds=300)
SOON = 10


async def is_taken(seen: Seen, event: str | None) -> bool:
    """Take a turn, and tell whether it was given."""
    async with seen.turn(event, hold_up=HoldUp()) as ours:
        return ours


async def test_an_event_is_taken_once_for_ten_minutes() -> None:
    seconds = Seconds()
    seen = Seen(timer=seconds)
    assert await is_taken(seen, "trigger:1")
    assert not await is_taken(seen, "trigger:1")
    assert await is_taken(seen, "trigger:2")
    seconds.now = KEPT.total_seconds()
    assert await is_taken(seen, "trigger:1")


async def test_an_event_is_not_taken_again_while_it_is_being_answered() -> None:
    seen = Seen()
    async with seen.turn("trigger:1", hold_up=HoldUp()):
        assert not await is_taken(seen, "trigger:1")


async def test_what_nothing_names_is_taken_each_time() -> None:
    seen = Seen()
    assert [await is_taken(seen, None) for _ in range(2)] == [True, True]


@pytest.mark.redis
class TestAmongReplicas:
    """Two that share a store."""

    async def test_one_of_two_takes_an_event_and_the_other_goes_away_when_it_is_answered(self, redis_url: str) -> None:
        async with opened(redis_url, scope="f") as one, opened(redis_url, scope="f") as other:
            async with Seen(one).turn("trigger:1", hold_up=HoldUp()) as ours:
                assert ours
                waiting = asyncio.create_task(is_taken(Seen(other), "trigger:1"))
                await asyncio.wait({waiting}, timeout=0)
                assert not waiting.done()
            assert not await asyncio.wait_for(waiting, SOON)
            assert not await is_taken(Seen(other), "trigger:1")

    async def test_an_event_whose_holder_died_is_taken_over(self, redis_url: str) -> None:
        async with opened(redis_url, scope="f") as one, opened(redis_url, scope="f") as other:
            await one.put("alive:of a process that died", b"", BRIEFLY)
            assert await one.claim("event:trigger:1", "of a process that died", KEPT) is not None
            assert await asyncio.wait_for(is_taken(Seen(other), "trigger:1"), SOON)

    async def test_one_of_many_who_wait_takes_over(self, redis_url: str) -> None:
        async with opened(redis_url, scope="f") as store:
            assert await store.claim("event:trigger:1", "of a process that died", KEPT) is not None
            taken = await asyncio.wait_for(
                asyncio.gather(*(is_taken(Seen(store), "trigger:1") for _ in range(20))), SOON
            )
        assert taken.count(True) == 1

    async def test_a_process_shows_life_as_long_as_an_answer_takes(self, redis_url: str) -> None:
        async with AsyncExitStack() as stack:
            one = await stack.enter_async_context(opened(redis_url, scope="f"))
            redis = await stack.enter_async_context(Server(redis_url).client())
            monitor = await stack.enter_async_context(redis.monitor())
            async with Seen(one, alive=BRIEFLY).turn("trigger:1", hold_up=HoldUp()), asyncio.timeout(SOON):
                beats = 0
                async for command in monitor.listen():
                    beats += "alive:" in command["command"]
                    if beats == 5:  # of four in each while
                        break
            assert beats == 5

    async def test_who_waits_leaves_an_event_to_its_holder_where_the_store_no_longer_tells(
        self, redis_server: Server
    ) -> None:
        async with AsyncExitStack() as stack:
            one = await stack.enter_async_context(opened(redis_server.url, scope="f"))
            other = await stack.enter_async_context(opened(redis_server.url, scope="f"))
            redis = await stack.enter_async_context(redis_server.client())
            async with Seen(one).turn("trigger:1", hold_up=HoldUp()), redis.monitor() as monitor:
                waiting = [asyncio.create_task(is_taken(seen, "trigger:1")) for seen in (Seen(other), Seen(other))]
                await asyncio.wait_for(_looked(monitor, len(waiting)), SOON)
                redis_server.freeze()
                assert await asyncio.wait_for(asyncio.gather(*waiting), SOON) == [False, False]

    async def test_a_claim_that_turns_into_rubbish_is_left_to_its_holder_who_lives(self, redis_url: str) -> None:
        async with opened(redis_url, scope="f") as store, Server(redis_url).client() as redis:
            assert await store.claim("event:trigger:1", "of a process that lives", KEPT) is not None
            await store.put("alive:of a process that lives", b"", KEPT)
            async with redis.monitor() as monitor:
                waiting = asyncio.create_task(is_taken(Seen(store), "trigger:1"))
                await asyncio.wait_for(_looked(monitor, 1), SOON)
            (claim,) = await redis.keys("*event:trigger:1")
            await redis.set(claim, b"\x00rubbish")
            assert not await asyncio.wait_for(waiting, SOON)


async def test_where_the_store_cannot_tell_an_event_is_taken() -> None:
    async with opened("redis://127.0.0.1:1/0", scope="f") as store:
        seen = Seen(store)
        assert await is_taken(seen, "trigger:1")
        assert not await is_taken(seen, "trigger:1")


async def _looked(monitor: Monitor, times: int) -> None:
    """Wait until whoever waits has looked so often for a holder's life."""
    looks = 0
    async for told in monitor.listen():
        looks += told["command"].startswith("strlen") and "alive:" in told["command"]
        if looks == times:
            return
