"""What every cache does: one process's own, one shared through Redis, and one whose Redis is not there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest

from bot.errors import ExecutionNotFound, NotAuthenticated, NotPermitted, QFlowError, ServerFailed
from bot.qflow.lookup import Lookup
from bot.qflow.service import Provenance
from bot.qflow.store import Store
from bot.store import opened
from tests.qflow.replicas import PATIENCE, SCOPE, service
from tests.qflow.rows import EXECUTION_ID, body, finished, started
from tests.qflow.upstream import Upstream, response
from tests.redis_server import empty_redis, free_port

LOOKUP = Lookup(EXECUTION_ID)
OVER = response(200, body(started(0), finished(54), finished(99, "trigger")))
RUNNING = response(200, body(started(0), finished(54), started(99, "action")))


@pytest.fixture(params=["alone", pytest.param("redis", marks=pytest.mark.redis), "redis gone"])
async def store(request: pytest.FixtureRequest) -> AsyncIterator[Store | None]:
    """Give what the replicas share."""
    async with AsyncExitStack() as stack:
        if request.param == "alone":
            yield None
            return
        gone = f"redis://127.0.0.1:{free_port()}/0"
        url = gone if request.param == "redis gone" else await stack.enter_async_context(empty_redis())
        yield await stack.enter_async_context(opened(url, scope=SCOPE, longest=PATIENCE))


class TestEveryCache:
    """A replica with any cache."""

    async def test_a_fresh_snapshot_answers_for_qflow(self, store: Store | None) -> None:
        replica = service(upstream := Upstream(OVER), store)
        asked = await replica.look_up(LOOKUP)
        upstream.now += timedelta(seconds=1)
        kept = await replica.look_up(LOOKUP)
        assert (asked.provenance, kept.provenance) == (Provenance.QFLOW, Provenance.CACHE)
        assert (kept.execution, kept.as_of) == (asked.execution, asked.as_of)
        upstream.now += timedelta(seconds=4)
        assert (await replica.look_up(LOOKUP)).provenance is Provenance.QFLOW

    async def test_a_refresh_asks_qflow(self, store: Store | None) -> None:
        replica = service(upstream := Upstream(OVER), store)
        await replica.look_up(LOOKUP)
        upstream.now += timedelta(seconds=1)
        assert (await replica.look_up(LOOKUP, refresh=True)).provenance is Provenance.QFLOW
        assert len(upstream.asked) == 2

    async def test_500_lookups_at_once_are_one_call(self, store: Store | None) -> None:
        replica = service(upstream := Upstream(OVER), store)
        answers = await asyncio.gather(*(replica.look_up(LOOKUP) for _ in range(500)))
        assert {answer.provenance for answer in answers} == {Provenance.QFLOW}
        assert len(upstream.asked) == 1

    async def test_an_error_reaches_all_who_waited_and_nobody_after(self, store: Store | None) -> None:
        replica = service(Upstream(response(500), OVER), store)
        answers = await asyncio.gather(*(replica.look_up(LOOKUP) for _ in range(9)), return_exceptions=True)
        assert {type(answer) for answer in answers} == {ServerFailed}
        assert (await replica.look_up(LOOKUP)).provenance is Provenance.QFLOW

    async def test_an_old_snapshot_answers_where_qflow_does_not(self, store: Store | None) -> None:
        replica = service(upstream := Upstream(RUNNING, response(500)), store)
        first = await replica.look_up(LOOKUP)
        upstream.now += timedelta(minutes=1)
        stale = await replica.look_up(LOOKUP)
        assert (stale.as_of, stale.provenance) == (first.as_of, Provenance.CACHE_WITHOUT_QFLOW)

    @pytest.mark.parametrize(
        ("status", "error"), [(401, NotAuthenticated), (403, NotPermitted), (404, ExecutionNotFound)]
    )
    async def test_what_is_withdrawn_is_not_kept(
        self, store: Store | None, status: int, error: type[QFlowError]
    ) -> None:
        replica = service(upstream := Upstream(RUNNING, response(status), response(500)), store)
        await replica.look_up(LOOKUP)
        upstream.now += timedelta(minutes=1)
        for refused in (error, QFlowError):
            with pytest.raises(refused):
                await replica.look_up(LOOKUP)
