"""Each event once: in one process, and among replicas."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from redis.asyncio import Redis
from redis.asyncio.client import Monitor

from bot.qflow.hold_up import LONGEST, HoldUp
from bot.seen import ALIVE, KEPT, PATIENCE, Seen
from bot.store import RedisStore, opened
from tests.clocks import Seconds
from tests.qflow.replicas import PATIENCE as PATIENT
from tests.redis_server import Server

BRIEFLY = timedelta(milliseconds=300)
SOON = 10


async def is_taken(seen: Seen, event: str | None, patience: timedelta = LONGEST) -> bool:
    """Take a turn, and tell whether it was given."""
    async with seen.turn(event, hold_up=HoldUp(patience)) as ours:
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

    async def test_who_is_cut_short_once_an_event_is_answered_was_done_with_it(self, redis_url: str) -> None:
        async with opened(redis_url, scope="f") as store:
            answered = asyncio.Event()

            async def answer() -> None:
                async with Seen(store).turn("trigger:1", hold_up=HoldUp()):
                    answered.set()

            answering = asyncio.create_task(answer())
            await asyncio.wait_for(answered.wait(), SOON)
            answering.cancel()
            await asyncio.wait([answering])
            await store.settled()
            assert not answering.cancelled()
            assert await store.get("answered:trigger:1") is not None

    async def test_an_event_whose_holder_died_is_taken_over(self, redis_url: str) -> None:
        async with opened(redis_url, scope="f") as one, opened(redis_url, scope="f") as other:
            await one.put("alive:of a process that died", b"", BRIEFLY)
            assert await one.claim("event:trigger:1", "of a process that died", KEPT) is not None
            assert await asyncio.wait_for(is_taken(Seen(other, alive=BRIEFLY), "trigger:1"), SOON)

    async def test_one_of_many_who_wait_takes_over(self, redis_url: str) -> None:
        async with opened(redis_url, scope="f") as store:
            assert await store.claim("event:trigger:1", "of a process that died", KEPT) is not None
            taken = await asyncio.wait_for(
                asyncio.gather(*(is_taken(Seen(store, alive=BRIEFLY), "trigger:1") for _ in range(20))), SOON
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
        async with waiting_for_another(redis_url) as scene:
            await scene.redis.set(scene.claim, b"\x00rubbish")
            await scene.looked(2)
            assert await scene.redis.get(scene.claim) == ANOTHER.encode()
            await scene.store.put("answered:trigger:1", b"answered", KEPT)
            assert not await asyncio.wait_for(scene.waiting, SOON)

    async def test_a_claim_that_is_lost_is_still_its_holders_until_that_one_dies(self, redis_url: str) -> None:
        async with waiting_for_another(redis_url) as scene:
            await scene.redis.delete(scene.claim)
            await scene.looked(2)
            assert await scene.redis.get(scene.claim) == ANOTHER.encode()
            assert not scene.waiting.done()
            await scene.store.forget(f"alive:{ANOTHER}")
            await scene.looked(2)
            scene.seconds.now += ALIVE.total_seconds()
            assert await asyncio.wait_for(scene.waiting, SOON)

    async def test_a_single_sign_of_life_that_is_lost_is_no_death(self, redis_url: str) -> None:
        async with waiting_for_another(redis_url) as scene:
            await scene.store.forget(f"alive:{ANOTHER}")
            scene.seconds.now += ALIVE.total_seconds() / 4  # then it shows the next
            await scene.looked(3)
            assert await scene.redis.get(scene.claim) == ANOTHER.encode()
            await scene.store.put(f"alive:{ANOTHER}", b"", KEPT)
            await scene.store.put("answered:trigger:1", b"answered", KEPT)
            assert not await asyncio.wait_for(scene.waiting, SOON)

    async def test_an_answer_that_never_comes_is_not_waited_for_for_ever(self, redis_url: str) -> None:
        async with waiting_for_another(redis_url) as scene:
            scene.seconds.now += PATIENCE.total_seconds()
            assert not await asyncio.wait_for(scene.waiting, SOON)


ANOTHER = "of a process that lives"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One that waits for what another answers; the other's claim, and the seconds that pass."""

    store: RedisStore
    redis: Redis
    monitor: Monitor
    seconds: Seconds
    waiting: asyncio.Task[bool]
    claim: str = "qflow-bot:f:event:trigger:1"

    async def looked(self, times: int) -> None:
        """Wait until it has looked so often."""
        await asyncio.wait_for(_looked(self.monitor, times), SOON)


@asynccontextmanager
async def waiting_for_another(redis_url: str) -> AsyncIterator[Waiting]:
    """Give a process that waits for another's answer and has looked for it once."""
    async with opened(redis_url, scope="f", longest=PATIENT) as store, Server(redis_url).client() as redis:
        assert await store.claim("event:trigger:1", ANOTHER, KEPT) == ANOTHER
        await store.put(f"alive:{ANOTHER}", b"", KEPT)
        async with redis.monitor() as monitor, Server(redis_url).client() as beside:
            waiting = asyncio.create_task(is_taken(Seen(store, timer=(seconds := Seconds())), "trigger:1", PATIENT))
            scene = Waiting(store, beside, monitor, seconds, waiting)
            await scene.looked(1)
            yield scene


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
