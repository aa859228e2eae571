"""What is counted on the way to an answer: calls, what the cache had, and who joined whom."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from bot.errors import QFlowError
from bot.qflow.cache import MemoryCache
from bot.qflow.counts import Counts, Found, Where
from bot.qflow.lookup import Lookup
from bot.qflow.service import StepsService
from bot.qflow.store import Store
from bot.qflow.tiers import Tiers
from bot.qflow.turns import Turns
from bot.store import opened
from tests.qflow.replicas import PATIENCE, SCOPE, Held
from tests.qflow.rows import EXECUTION_ID, body, finished, started
from tests.qflow.upstream import Reply, Upstream, response

LOOKUP = Lookup(EXECUTION_ID)
RUNNING = response(200, body(started(0), started(99, "action")))


class Tally:
    """Keeps what it was told."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.found: list[Found] = []
        self.joined: list[Where] = []
        self.another_holds_the_lease = asyncio.Event()

    def counts(self) -> Counts:
        """Give what tells it."""
        return Counts(asked=self.asked.append, found=self.found.append, joined=self._join)

    def _join(self, where: Where) -> None:
        self.joined.append(where)
        self.another_holds_the_lease.set()


def service(upstream: Upstream, tally: Tally, store: Store | None = None) -> StepsService:
    counts = tally.counts()
    cache = Tiers(MemoryCache(2**24), store, counts=counts)
    client, turns = upstream.client(counts), Turns(2)
    return StepsService(client, cache=cache, turns=turns, now=lambda: upstream.now, hold_up=PATIENCE)


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        pytest.param(response(200, body(started(0))), "200", id="an answer"),
        pytest.param(response(404), "404", id="a refusal"),
        pytest.param(response(200, b"{"), "200", id="an answer that cannot be read"),
        pytest.param(httpx.ReadTimeout(""), "timeout", id="no answer"),
        pytest.param(httpx.ConnectError(""), "unreachable", id="no connection"),
        pytest.param(response(200, b"{", breaks=httpx.ReadError("")), "unreachable", id="half an answer"),
    ],
)
async def test_a_call_is_counted_once_by_how_it_ended(reply: Reply, status: str) -> None:
    tally = Tally()
    client = Upstream(reply).client(tally.counts())
    await asyncio.gather(client.fetch(LOOKUP), return_exceptions=True)
    assert tally.asked == [status]


async def test_a_call_that_nobody_waits_for_any_more_is_counted_as_abandoned() -> None:
    tally, held = Tally(), Held()
    call = asyncio.create_task(Upstream(held).client(tally.counts()).fetch(LOOKUP))
    await held.asked.wait()
    call.cancel()
    await asyncio.wait([call])
    assert tally.asked == ["abandoned"]


async def test_what_the_cache_had_is_counted() -> None:
    tally = Tally()
    replica = service(upstream := Upstream(RUNNING), tally)
    await replica.look_up(LOOKUP)
    await replica.look_up(LOOKUP)
    upstream.now += timedelta(minutes=1)
    await replica.look_up(LOOKUP)
    await replica.look_up(Lookup(EXECUTION_ID, start_at=upstream.now))  # which no cache is asked for
    assert tally.found == [Found.MISS, Found.MEMORY, Found.STALE]


@pytest.mark.redis
async def test_what_another_process_left_is_counted_as_redis(redis_url: str) -> None:
    tally = Tally()
    async with opened(redis_url, scope=SCOPE, longest=PATIENCE) as store:
        await service(Upstream(RUNNING), Tally(), store).look_up(LOOKUP)
        await store.settled()
        await service(Upstream(RUNNING), tally, store).look_up(LOOKUP)
    assert tally.found == [Found.REDIS]
    assert tally.asked == []


@pytest.mark.redis
async def test_whoever_joins_the_flight_of_another_process_is_counted(redis_url: str) -> None:
    leader, joiner = Tally(), Tally()
    held = Held(started(0), finished(54))
    async with opened(redis_url, scope=SCOPE, longest=PATIENCE) as store:
        first = asyncio.create_task(service(Upstream(held), leader, store).look_up(LOOKUP))
        await held.asked.wait()
        second = asyncio.create_task(service(Upstream(held), joiner, store).look_up(LOOKUP))
        await joiner.another_holds_the_lease.wait()
        held.let_go.set()
        await asyncio.gather(first, second)
    assert (leader.joined, joiner.joined) == ([], ["replicas"])


async def test_whoever_joins_a_flight_of_this_process_is_counted_though_it_fails() -> None:
    tally = Tally()
    replica = service(Upstream(response(403)), tally)
    raised = await asyncio.gather(*(replica.look_up(LOOKUP) for _ in range(3)), return_exceptions=True)
    assert all(isinstance(error, QFlowError) for error in raised)
    assert tally.joined == ["process", "process"]
