"""Looking executions up."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import httpx
import pytest

from bot.errors import (
    Busy,
    ExecutionNotFound,
    NotAuthenticated,
    NothingInRange,
    NotPermitted,
    QFlowError,
    RequestRefused,
    ServerFailed,
    TimedOut,
)
from bot.qflow.cache import MemoryCache
from bot.qflow.lookup import Lookup
from bot.qflow.order import Order, arranged
from bot.qflow.service import LOOKUP_DEADLINE, Answer, Provenance, StepsService
from bot.qflow.tiers import Tiers
from bot.qflow.turns import Turns
from tests.clocks import run_hastily
from tests.qflow.rows import EXECUTION_ID, Row, body, execution, finished, started
from tests.qflow.upstream import NOW, Reply, Upstream, response

LOOKUP = Lookup(EXECUTION_ID)
DATED = replace(LOOKUP, start_at=NOW)
ROWS = [started(0), finished(54), finished(99, "trigger")]
NO_ROWS = response(200, body())


async def look_up(upstream: Upstream, lookup: Lookup) -> Answer:
    return await service_of(upstream).look_up(lookup)


def service_of(upstream: Upstream) -> StepsService:
    return StepsService(upstream.client(), cache=Tiers(MemoryCache(2**24)), turns=Turns(2), now=lambda: upstream.now)


async def test_an_answer_is_the_folded_execution_its_moment_and_its_size() -> None:
    told = body(*ROWS)
    assert await look_up(Upstream(response(200, told)), LOOKUP) == Answer(execution(*ROWS), NOW, len(told))


async def test_an_answer_between_dates_says_so() -> None:
    answer = await look_up(Upstream(response(200, body(*ROWS))), DATED)
    assert answer.execution == execution(*ROWS, dated=True)


@pytest.mark.parametrize("status", [400, 422])
async def test_an_order_that_the_api_refuses_is_asked_once_without_and_sorted_here(status: int) -> None:
    upstream = Upstream(response(status), response(200, body(*ROWS)))
    lookup = replace(DATED, order=Order("nodeId", descending=True), include_data=True)
    answer = await look_up(upstream, lookup)
    dated = "startAt=2025-04-30T10%3A53%3A55.084Z&includeData=true"
    assert upstream.queries() == [f"{dated}&order=-nodeId", dated]
    assert [step.number for step in arranged(answer.execution.steps, lookup.order, ())] == [2, 1]


@pytest.mark.parametrize(
    "lookup",
    [
        pytest.param(LOOKUP, id="no order"),
        pytest.param(DATED, id="dates"),
        pytest.param(replace(LOOKUP, order=Order("duration")), id="an order that was not sent"),
    ],
)
async def test_a_request_that_is_refused_without_an_order_is_not_sent_again(lookup: Lookup) -> None:
    upstream = Upstream(response(400), response(200, body(*ROWS)))
    with pytest.raises(RequestRefused):
        await look_up(upstream, lookup)
    assert len(upstream.asked) == 1


async def test_a_request_that_is_refused_without_its_order_too_is_not_sent_a_third_time() -> None:
    upstream = Upstream(response(400))
    with pytest.raises(RequestRefused):
        await look_up(upstream, replace(LOOKUP, order=Order("status")))
    assert upstream.queries() == ["order=status", ""]


@pytest.mark.parametrize("status", [302, 401, 403, 404, 409, 429, 500])
async def test_nothing_but_a_refused_request_is_asked_without_its_order(status: int) -> None:
    upstream = Upstream(response(status))
    with pytest.raises(QFlowError):
        await look_up(upstream, replace(LOOKUP, order=Order("status")))
    assert upstream.queries() == ["order=status"]


@pytest.mark.parametrize("descending", [False, True])
async def test_duration_is_never_sent(*, descending: bool) -> None:
    upstream = Upstream(response(200, body(*ROWS)))
    await look_up(upstream, replace(LOOKUP, order=Order("duration", descending=descending)))
    assert upstream.queries() == [""]


@pytest.mark.parametrize(
    ("reply", "lookup", "error"),
    [
        pytest.param(NO_ROWS, LOOKUP, ExecutionNotFound, id="no row"),
        pytest.param(response(404), LOOKUP, ExecutionNotFound, id="404"),
        pytest.param(response(200, b'{"items": []}'), LOOKUP, ExecutionNotFound, id="no row and no total"),
        pytest.param(response(200, body(total=-1)), LOOKUP, ExecutionNotFound, id="no row and a total below zero"),
        pytest.param(NO_ROWS, DATED, NothingInRange, id="no row between dates"),
        pytest.param(NO_ROWS, replace(LOOKUP, end_at=NOW), NothingInRange, id="no row before a date"),
        pytest.param(response(200, body(total=-1)), DATED, NothingInRange, id="a total below zero between dates"),
    ],
)
async def test_no_rows_are_an_error_and_the_same_as_a_404(
    reply: httpx.Response, lookup: Lookup, error: type[QFlowError]
) -> None:
    with pytest.raises(QFlowError) as caught:
        await look_up(Upstream(reply), lookup)
    assert type(caught.value) is error
    assert caught.value.execution_id == EXECUTION_ID


async def test_rows_that_are_counted_and_not_sent_are_a_part_of_an_execution() -> None:
    answer = await look_up(Upstream(response(200, body(total=5))), LOOKUP)
    assert (answer.execution.steps, answer.execution.whole) == ((), False)


RUNNING = [started(0), finished(54), started(99, "action")]


@pytest.mark.parametrize(
    ("rows", "age", "fresh"),
    [
        pytest.param(ROWS, timedelta(seconds=4), True, id="just over, still fresh"),
        pytest.param(ROWS, timedelta(seconds=5), False, id="just over, no longer"),
        pytest.param(RUNNING, timedelta(seconds=4), True, id="running, still fresh"),
        pytest.param(RUNNING, timedelta(seconds=5), False, id="running, no longer"),
    ],
)
async def test_a_snapshot_answers_while_it_is_fresh(rows: list[Row], age: timedelta, fresh: bool) -> None:  # noqa: FBT001 - a case
    upstream = Upstream(response(200, body(*rows)))
    service = service_of(upstream)
    await service.look_up(LOOKUP)
    upstream.now += age
    answer = await service.look_up(replace(LOOKUP, order=Order("status"), statuses=("failed",)))
    assert answer.provenance is (Provenance.CACHE if fresh else Provenance.QFLOW)
    assert len(upstream.asked) == (1 if fresh else 2)


async def test_an_execution_long_over_is_fresh_for_ten_minutes() -> None:
    upstream = Upstream(response(200, body(*ROWS)))
    upstream.now += timedelta(days=1)
    service = service_of(upstream)
    await service.look_up(LOOKUP)
    upstream.now += timedelta(minutes=9, seconds=59)
    assert (await service.look_up(LOOKUP)).provenance is Provenance.CACHE
    upstream.now += timedelta(seconds=1)
    assert (await service.look_up(LOOKUP)).provenance is Provenance.QFLOW


async def test_a_refresh_passes_the_cache() -> None:
    upstream = Upstream(response(200, body(*ROWS)))
    service = service_of(upstream)
    await service.look_up(LOOKUP)
    assert (await service.look_up(LOOKUP, refresh=True)).provenance is Provenance.QFLOW


async def test_a_dated_query_is_always_asked() -> None:
    upstream = Upstream(response(200, body(*ROWS)))
    service = service_of(upstream)
    for _ in range(2):
        assert (await service.look_up(DATED)).provenance is Provenance.QFLOW
    assert (await service.look_up(LOOKUP)).provenance is Provenance.QFLOW


async def test_an_incomplete_answer_answers_nothing_else() -> None:
    upstream = Upstream(response(200, body(*ROWS, total=9)))
    service = service_of(upstream)
    await service.look_up(LOOKUP)
    assert (await service.look_up(LOOKUP)).provenance is Provenance.QFLOW


@pytest.mark.parametrize("status", [429, 500])
async def test_an_old_snapshot_answers_where_qflow_does_not(status: int) -> None:
    upstream = Upstream(response(200, body(*RUNNING)), response(status), response(status), response(200, body(*ROWS)))
    service = service_of(upstream)
    first = await service.look_up(LOOKUP)
    upstream.now += timedelta(minutes=1)
    silent_since = upstream.now
    stale = await service.look_up(LOOKUP)
    assert stale == Answer(first.execution, first.as_of, first.size, Provenance.CACHE_WITHOUT_QFLOW, silent_since)
    upstream.now += timedelta(minutes=1)
    assert (await service.look_up(LOOKUP)).silent_since == silent_since
    assert (await service.look_up(LOOKUP)).provenance is Provenance.QFLOW


async def test_a_silence_that_nobody_met_for_a_while_is_not_told_of_any_more() -> None:
    upstream = Upstream(response(200, body(*RUNNING)), response(500))
    service = service_of(upstream)
    await service.look_up(LOOKUP)
    upstream.now += timedelta(minutes=1)
    await service.look_up(LOOKUP)
    upstream.now += timedelta(minutes=30)  # in which QFlow may have been well
    assert (await service.look_up(LOOKUP)).silent_since == upstream.now


@pytest.mark.parametrize(("status", "error"), [(401, NotAuthenticated), (403, NotPermitted), (404, ExecutionNotFound)])
async def test_what_is_withdrawn_is_not_shown_from_the_cache(status: int, error: type[QFlowError]) -> None:
    upstream = Upstream(response(200, body(*RUNNING)), response(status), response(500))
    service = service_of(upstream)
    await service.look_up(LOOKUP)
    upstream.now += timedelta(minutes=1)
    with pytest.raises(error):
        await service.look_up(LOOKUP)
    with pytest.raises(QFlowError):
        await service.look_up(LOOKUP)


async def test_a_missing_execution_is_remembered_for_moments() -> None:
    upstream = Upstream(response(404))
    service = service_of(upstream)
    for _ in range(3):
        with pytest.raises(ExecutionNotFound):
            await service.look_up(LOOKUP)
    assert len(upstream.asked) == 1


async def test_500_lookups_at_once_are_one_call() -> None:
    upstream = Upstream(response(200, body(*ROWS)))
    service = service_of(upstream)
    answers = await asyncio.gather(*(service.look_up(LOOKUP) for _ in range(500)))
    assert {answer.provenance for answer in answers} == {Provenance.QFLOW}
    assert len(upstream.asked) == 1


def test_a_burst_on_a_slow_api_is_served_as_far_as_it_goes_and_leaves_no_calls_behind() -> None:
    async def scene() -> tuple[Counter[str], int]:
        service = service_of(upstream := Upstream(_answering_after(9)))
        burst = (service.look_up(Lookup(str(UUID(int=number)))) for number in range(60))
        results = await asyncio.gather(*burst, return_exceptions=True)
        assert (await service.look_up(LOOKUP)).provenance is Provenance.QFLOW
        return Counter(type(result).__name__ for result in results), len(upstream.asked)

    assert run_hastily(scene()) == ({"Answer": 4, "Busy": 56}, 5)


def test_while_more_is_asked_than_qflow_can_answer_in_time_the_old_snapshots_answer() -> None:
    lookups = [Lookup(str(UUID(int=number))) for number in range(8)]

    async def scene() -> tuple[Counter[Provenance], set[datetime | None]]:
        upstream = Upstream(*[response(200, body(*ROWS))] * len(lookups), _answering_after(60))
        service = service_of(upstream)
        for lookup in lookups:
            await service.look_up(lookup)
        upstream.now += timedelta(minutes=20)
        answers = await asyncio.gather(*map(service.look_up, lookups))
        assert {answer.as_of for answer in answers} == {NOW}
        with pytest.raises(Busy):
            await asyncio.gather(*(service.look_up(replace(lookup, start_at=NOW)) for lookup in lookups))
        busy = Provenance.CACHE_WHILE_BUSY
        silences = {answer.silent_since for answer in answers if answer.provenance is busy}
        return Counter(answer.provenance for answer in answers), silences

    assert run_hastily(scene()) == ({Provenance.CACHE_WHILE_BUSY: 6, Provenance.CACHE_WITHOUT_QFLOW: 2}, {None})


def test_an_api_that_takes_ten_seconds_is_waited_for() -> None:
    service = service_of(Upstream(_answering_after(10)))
    assert run_hastily(service.look_up(LOOKUP)).provenance is Provenance.QFLOW


def test_a_lookup_ends_within_its_deadline_and_its_call_with_it() -> None:
    async def scene() -> tuple[float, int]:
        loop = asyncio.get_running_loop()
        service = service_of(upstream := Upstream(_answering_after(60)))
        began = loop.time()
        with pytest.raises(TimedOut):
            await service.look_up(LOOKUP)
        took, asked = loop.time() - began, len(upstream.asked)
        await asyncio.sleep(60)
        assert len(upstream.asked) == asked
        return took, asked

    took, asked = run_hastily(scene())
    assert took < LOOKUP_DEADLINE.total_seconds() + 1
    assert asked == 2


async def test_a_call_that_nobody_waits_for_any_more_is_given_up() -> None:
    held, over = asyncio.Event(), asyncio.Event()

    async def hold(_: httpx.Request) -> httpx.Response:
        held.set()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            over.set()
        raise AssertionError

    asked = asyncio.create_task(look_up(Upstream(hold), LOOKUP))
    await held.wait()
    asked.cancel()
    await asyncio.wait_for(over.wait(), 10)


def _answering_after(seconds: float) -> Reply:
    async def answer(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(seconds)
        return response(200, body(*ROWS))

    return answer


async def test_an_error_reaches_all_who_waited_and_nobody_after() -> None:
    upstream = Upstream(response(500), response(200, body(*ROWS)))
    service = service_of(upstream)
    answers = await asyncio.gather(*(service.look_up(LOOKUP) for _ in range(9)), return_exceptions=True)
    assert {type(answer) for answer in answers} == {ServerFailed}
    assert (await service.look_up(LOOKUP)).provenance is Provenance.QFLOW
