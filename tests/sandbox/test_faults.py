"""Faults on request: what a client meets, how often, and how they are asked for."""

import gzip
import json
import zlib
from typing import Any

import httpx
import pytest

from bot.sandbox.executions import named
from bot.sandbox.faults.connections import Delay, Refused, Reset, Silence
from bot.sandbox.faults.fault import Fault
from bot.sandbox.faults.planned import FaultPlan, PlannedFault
from bot.sandbox.faults.replies import (
    ContentType,
    Garbage,
    Gzip,
    HalfJson,
    Html,
    HttpError,
    OtherShape,
    Redirect,
)
from bot.sandbox.faults.streams import Dribble, GzipBomb, HalfBody
from tests.sandbox.conftest import IMPATIENT, Upstream, steps_path

PHASES = named("phases").execution_id


def plan(upstream: Upstream, fault: Fault, **other: Any) -> None:
    upstream.api.faults.add(PlannedFault.model_validate({"fault": fault, **other}))


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(Delay(seconds=0.001), id="late"),
        pytest.param(Dribble(chunk_bytes=400, pause=0.0001), id="dribbling"),
        pytest.param(Gzip(), id="compressed"),
        pytest.param(ContentType(content_type="text/plain"), id="called text"),
    ],
)
async def test_an_answer_may_arrive_whole_in_another_way(upstream: Upstream, fault: Fault) -> None:
    usual = await upstream.steps("phases")
    plan(upstream, fault)
    answer = await upstream.steps("phases")
    assert (answer.status_code, answer.json()) == (200, usual.json())


async def test_a_compressed_answer_says_so(upstream: Upstream) -> None:
    plan(upstream, Gzip())
    path = steps_path(PHASES)
    async with upstream.client.stream("GET", path) as answer:
        packed = b"".join([chunk async for chunk in answer.aiter_raw()])
    assert answer.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed))["total"] == 13


async def test_the_content_type_may_be_wrong(upstream: Upstream) -> None:
    plan(upstream, ContentType(content_type="application/xml"))
    assert (await upstream.steps("phases")).headers["Content-Type"] == "application/xml"


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(HalfJson(), id="half a document"),
        pytest.param(Garbage(), id="garbage"),
        pytest.param(Html(), id="a page"),
    ],
)
async def test_a_body_may_be_no_json(upstream: Upstream, fault: Fault) -> None:
    plan(upstream, fault)
    answer = await upstream.steps("phases")
    assert answer.status_code == 200
    with pytest.raises(ValueError, match=r"."):
        answer.json()


async def test_a_page_may_come_with_any_status(upstream: Upstream) -> None:
    plan(upstream, Html(status=503))
    answer = await upstream.steps("phases")
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "text/html")


async def test_json_may_have_another_shape(upstream: Upstream) -> None:
    plan(upstream, OtherShape())
    assert "items" not in (await upstream.steps("phases")).json()


async def test_a_redirect_that_is_followed_is_observed(upstream: Upstream) -> None:
    plan(upstream, Redirect())
    answer = await upstream.client.get(steps_path(PHASES), follow_redirects=True)
    assert answer.status_code == 404
    assert [each.fields["path"] for each in upstream.observed] == [steps_path(PHASES), "/elsewhere"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 429, 500, 502, 503, 504])
async def test_every_error_can_be_asked_for(upstream: Upstream, status: int) -> None:
    plan(upstream, HttpError(status=status))
    answer = await upstream.steps("phases")
    assert answer.status_code == status
    assert answer.content
    assert upstream.statuses() == [status]


@pytest.mark.parametrize("status", [409, 429, 503])
@pytest.mark.parametrize("header", ["X-RateLimit-ToWait-Sec", "Retry-After"])
async def test_an_error_may_say_how_long_to_wait(upstream: Upstream, status: int, header: str) -> None:
    plan(upstream, HttpError.model_validate({"status": status, "wait": 3, "wait_header": header}))
    assert (await upstream.steps("phases")).headers[header] == "3"


@pytest.mark.parametrize(
    ("fault", "met"),
    [
        pytest.param(Reset(), httpx.ReadError, id="reset"),
        pytest.param(Refused(), httpx.RemoteProtocolError, id="closed"),
        pytest.param(HalfBody(), httpx.RemoteProtocolError, id="half a body"),
    ],
)
async def test_a_connection_can_break(upstream: Upstream, fault: Fault, met: type[httpx.TransportError]) -> None:
    plan(upstream, fault)
    with pytest.raises(met):
        await upstream.steps("phases")
    assert (await upstream.steps("phases")).status_code == 200


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(Silence(), id="silence"),
        pytest.param(Delay(seconds=60), id="long delay"),
        pytest.param(Dribble(pause=60), id="long pauses"),
    ],
)
async def test_an_answer_can_take_longer_than_a_client_waits(upstream: Upstream, fault: Fault) -> None:
    plan(upstream, fault)
    with pytest.raises(httpx.ReadTimeout):
        await upstream.client.get(steps_path(PHASES), timeout=IMPATIENT)
    assert (await upstream.steps("phases")).status_code == 200


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        pytest.param(Reset(), 0, id="reset"),
        pytest.param(Refused(), 0, id="closed"),
        pytest.param(HalfBody(), 200, id="half a body"),
    ],
)
async def test_a_broken_call_is_observed_with_the_status_that_went_out(
    upstream: Upstream, fault: Fault, status: int
) -> None:
    plan(upstream, fault)
    with pytest.raises(httpx.TransportError):
        await upstream.steps("phases")
    assert upstream.statuses() == [status]


async def test_a_gzip_bomb_unpacks_to_valid_json_of_the_size_asked_for(upstream: Upstream) -> None:
    plan(upstream, GzipBomb(mebibytes=2))
    async with upstream.client.stream("GET", steps_path(PHASES)) as answer:
        packed = b"".join([chunk async for chunk in answer.aiter_raw()])
    assert len(packed) < 2**14
    body = zlib.decompress(packed, wbits=31)
    assert len(body) > 2 * 2**20
    assert json.loads(body) == {"total": 0, "items": []}


async def test_a_client_that_stops_reading_a_gzip_bomb_is_no_error_here(
    upstream: Upstream, caplog: pytest.LogCaptureFixture
) -> None:
    plan(upstream, GzipBomb(mebibytes=200))
    async with upstream.client.stream("GET", steps_path(PHASES)) as answer:
        await anext(answer.aiter_raw())
    assert (await upstream.steps("phases")).status_code == 200
    assert not caplog.records


async def test_a_fault_comes_as_often_as_it_was_asked_for(upstream: Upstream) -> None:
    plan(upstream, HttpError(status=503), times=2)
    for _ in range(3):
        await upstream.steps("phases")
    assert upstream.statuses() == [503, 503, 200]


async def test_a_fault_without_an_end_lasts_until_the_plan_is_cleared(upstream: Upstream) -> None:
    plan(upstream, HttpError(status=503), times=None)
    for _ in range(3):
        await upstream.steps("phases")
    upstream.api.faults.clear()
    await upstream.steps("phases")
    assert upstream.statuses() == [503, 503, 503, 200]


async def test_faults_come_in_the_order_they_were_planned(upstream: Upstream) -> None:
    plan(upstream, HttpError(status=503))
    plan(upstream, HttpError(status=429))
    for _ in range(3):
        await upstream.steps("phases")
    assert upstream.statuses() == [503, 429, 200]


async def test_a_fault_meets_only_the_execution_it_was_planned_for(upstream: Upstream) -> None:
    plan(upstream, HttpError(status=503), execution_id=PHASES)
    await upstream.steps("failed")
    await upstream.steps("phases")
    assert upstream.statuses() == [200, 503]


async def test_a_planned_fault_goes_before_the_fault_of_a_named_execution(upstream: Upstream) -> None:
    plan(upstream, HttpError(status=503))
    await upstream.steps("error-404")
    await upstream.steps("error-404")
    assert upstream.statuses() == [503, 404]


def test_a_plan_gives_nothing_when_nothing_is_planned() -> None:
    assert FaultPlan().take("steps", PHASES) is None
