"""The client: what it asks, and what it makes of everything that can come back."""

import asyncio
import gzip
import inspect
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta, timezone

import httpx
import pytest
from hypothesis import given, settings

from bot.errors import (
    BodyTooLarge,
    BrokenBody,
    ExecutionNotFound,
    NotAuthenticated,
    NotPermitted,
    QFlowError,
    RequestRefused,
    ServerFailed,
    TimedOut,
    TooManyRequests,
    UnexpectedBody,
    UnexpectedStatus,
    Unreachable,
)
from bot.qflow.lookup import Lookup
from bot.qflow.order import Order
from bot.qflow.transport import BODY_CAP, CONNECT_DEADLINE, TRY_DEADLINE
from bot.sandbox.recorded_exchanges import SAMPLE_2, recorded_body
from tests.clocks import run_hastily
from tests.qflow.rows import EXECUTION_ID, answer, body, finished, started
from tests.qflow.upstream import NOW, ORIGIN_URL, TOKEN, Chunks, Reply, Upstream, response
from tests.texts import any_text

LOOKUP = Lookup(EXECUTION_ID)
ROWS = body(started(0), finished(54))
MIB = 2**20
SERVER_TEXT = "The joe_user user does not have the CS.IMAGE.VIEW permission, see https://qualys.example"


async def refusal(*replies: Reply, lookup: Lookup = LOOKUP) -> QFlowError:
    """Give the error that replies lead to."""
    with pytest.raises(QFlowError) as caught:
        await Upstream(*replies).client().fetch(lookup)
    assert caught.value.execution_id == EXECUTION_ID
    return caught.value


async def asked(lookup: Lookup) -> httpx.Request:
    """Give the request that a lookup leads to."""
    upstream = Upstream(response(200, ROWS))
    await upstream.client().fetch(lookup)
    (request,) = upstream.asked
    return request


async def test_an_answer_gives_its_rows() -> None:
    assert await Upstream(response(200, ROWS)).client().fetch(LOOKUP) == answer(started(0), finished(54))


async def test_the_second_documented_request_is_sent_as_documented() -> None:
    upstream = Upstream(response(200, recorded_body(SAMPLE_2)))
    since = datetime(2025, 3, 20, 1, 45, 36, 220_000, UTC)
    read = await upstream.client().fetch(Lookup(EXECUTION_ID, Order("status"), start_at=since))
    assert [str(request.url) for request in upstream.asked] == [
        f"{ORIGIN_URL}/qflowapi/v1/executions/{EXECUTION_ID}/steps?startAt=2025-03-20T01%3A45%3A36.220Z&order=status"
    ]
    assert read.total == 2


async def test_a_request_carries_the_documented_headers() -> None:
    request = await asked(LOOKUP)
    assert request.method == "GET"
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert request.headers["Accept"] == "application/json"
    assert request.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("lookup", "query"),
    [
        pytest.param(LOOKUP, {}, id="nothing"),
        pytest.param(Lookup(EXECUTION_ID, Order("createdAt")), {"order": "createdAt"}, id="order"),
        pytest.param(
            Lookup(EXECUTION_ID, Order("createdAt", descending=True)), {"order": "-createdAt"}, id="descending order"
        ),
        pytest.param(Lookup(EXECUTION_ID, Order("duration")), {}, id="an order that is ours"),
        pytest.param(Lookup(EXECUTION_ID, include_data=True), {"includeData": "true"}, id="data"),
        pytest.param(Lookup(EXECUTION_ID, statuses=["failed"]), {}, id="statuses"),
        pytest.param(
            Lookup(EXECUTION_ID, end_at=datetime(2024, 10, 25, 23, 59, 59, tzinfo=UTC)),
            {"endAt": "2024-10-25T23:59:59.000Z"},
            id="a whole second",
        ),
        pytest.param(
            Lookup(EXECUTION_ID, start_at=datetime(2024, 10, 25, 1, tzinfo=timezone(timedelta(hours=2)))),
            {"startAt": "2024-10-24T23:00:00.000Z"},
            id="another time zone",
        ),
        pytest.param(
            Lookup(EXECUTION_ID, Order("id"), NOW, NOW + timedelta(microseconds=1_999), include_data=True),
            {
                "startAt": "2025-04-30T10:53:55.084Z",
                "endAt": "2025-04-30T10:53:55.085Z",
                "includeData": "true",
                "order": "id",
            },
            id="everything",
        ),
    ],
)
async def test_every_documented_parameter_is_sent_as_documented(lookup: Lookup, query: dict[str, str]) -> None:
    assert dict((await asked(lookup)).url.params) == query


async def test_a_request_has_its_deadlines() -> None:
    timeout = (await asked(LOOKUP)).extensions["timeout"]
    a_try = TRY_DEADLINE.total_seconds()
    assert timeout == {"connect": CONNECT_DEADLINE.total_seconds(), "read": a_try, "write": a_try, "pool": a_try}


@pytest.mark.parametrize(
    ("status", "error"),
    [
        pytest.param(400, RequestRefused, id="400"),
        pytest.param(422, RequestRefused, id="422"),
        pytest.param(401, NotAuthenticated, id="401"),
        pytest.param(403, NotPermitted, id="403"),
        pytest.param(404, ExecutionNotFound, id="404"),
        pytest.param(409, TooManyRequests, id="409"),
        pytest.param(429, TooManyRequests, id="429"),
        *(pytest.param(status, ServerFailed, id=str(status)) for status in (500, 502, 503, 504, 599)),
        *(
            pytest.param(status, UnexpectedStatus, id=str(status))
            for status in (201, 202, 204, 206, 301, 302, 304, 307, 308, 402, 405, 406, 410, 418)
        ),
    ],
)
async def test_each_status_is_its_error_and_says_nothing_of_the_body(status: int, error: type[QFlowError]) -> None:
    raised = await refusal(response(status, SERVER_TEXT.encode()))
    assert type(raised) is error
    assert getattr(raised, "status", status) == status
    told = f"{raised} {raised!r} {vars(raised)}"
    assert not any(word in told for word in ("joe_user", "https", TOKEN))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(status: int) -> None:
    upstream = Upstream(response(status, Location="https://elsewhere.example/"), response(200, ROWS))
    with pytest.raises(UnexpectedStatus):
        await upstream.client().fetch(LOOKUP)
    assert len(upstream.asked) == 1


@pytest.mark.parametrize(
    ("chunks", "error"),
    [
        pytest.param([b'{"message":"Invalid input Parameter."}'], RequestRefused, id="as documented elsewhere"),
        pytest.param([b'{"message":"Invalid in', b'put parameter"}'], RequestRefused, id="in two chunks"),
        pytest.param([b'{"message":"No execution with that id"}'], ExecutionNotFound, id="another message"),
        pytest.param([b"\xff\xfe"], ExecutionNotFound, id="not a text"),
        pytest.param([], ExecutionNotFound, id="no body"),
    ],
)
async def test_a_404_that_blames_a_parameter_is_a_request_refused(chunks: list[bytes], error: type[QFlowError]) -> None:
    assert type(await refusal(response(404, *chunks))) is error


async def test_only_the_beginning_of_a_404_is_looked_at() -> None:
    stream = Chunks(*[b"x" * 1_024] * 100)
    assert isinstance(await refusal(httpx.Response(404, stream=stream)), ExecutionNotFound)
    assert stream.read < 10
    assert stream.closed


@pytest.mark.parametrize("status", [409, 429])
@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        pytest.param({"X-RateLimit-ToWait-Sec": "7"}, 7, id="Qualys' own header"),
        pytest.param({"X-RateLimit-ToWait-Sec": "7", "Retry-After": "90"}, 7, id="Qualys' own header first"),
        pytest.param({"X-RateLimit-ToWait-Sec": "", "Retry-After": "90"}, 90, id="Qualys' own header empty"),
        pytest.param({"X-RateLimit-ToWait-Sec": "0"}, 0, id="no wait"),
        pytest.param({"Retry-After": "120"}, 120, id="seconds"),
        pytest.param({"Retry-After": "Wed, 30 Apr 2025 10:55:25 GMT"}, 89.916, id="a date"),
        pytest.param({"Retry-After": "Wed, 30 Apr 2025 12:55:25 +0200"}, 89.916, id="a date elsewhere"),
        pytest.param({"Retry-After": "Wed, 30 Apr 2025 10:00:00 GMT"}, 0, id="a date gone by"),
        pytest.param({}, None, id="nothing"),
        pytest.param({"Retry-After": "soon"}, None, id="a word"),
        pytest.param({"Retry-After": "-5"}, None, id="below zero"),
        pytest.param({"Retry-After": "1.5"}, 1.5, id="a fraction"),
        pytest.param({"X-RateLimit-ToWait-Sec": "0.25"}, 0.25, id="a fraction in Qualys' own header"),
        pytest.param({"Retry-After": "1.2.3"}, None, id="two points"),
        pytest.param({"Retry-After": "9" * 30}, None, id="longer than a timedelta holds"),
        pytest.param({"Retry-After": "9" * 5_000}, None, id="longer than an int is read"),
        pytest.param({"Retry-After": "Wed, 30 Apr 2025 10:55:25"}, None, id="a date without a zone"),
        pytest.param({"Retry-After": "Wed, 99 Apr 2025 10:55:25 GMT"}, None, id="no date"),
        pytest.param({"Retry-After": "²"}, None, id="a superscript"),
    ],
)
async def test_a_refusal_tells_how_long_to_wait(status: int, headers: dict[str, str], wait: float | None) -> None:
    spelt = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    raised = await refusal(httpx.Response(status, headers=spelt))
    assert isinstance(raised, TooManyRequests)
    assert raised.retry_after == (None if wait is None else timedelta(seconds=wait))


@settings(max_examples=30)
@given(any_text(often=("Wed, ", "30 ", "Apr ", "2025 ", "10:55:25 ", "GMT", "-0000", "0", "99"), most=10))
def test_any_retry_after_is_read_or_ignored(text: str) -> None:
    value = text.encode("utf-8", "replace")
    raised = asyncio.run(refusal(httpx.Response(429, headers=[(b"Retry-After", value)])))
    assert isinstance(raised, TooManyRequests)
    assert raised.retry_after is None or raised.retry_after >= timedelta(0)


async def test_a_compressed_answer_is_read() -> None:
    compressed = gzip.compress(ROWS)
    upstream = Upstream(response(200, compressed[:40], compressed[40:], Content_Encoding="gzip"))
    read = await upstream.client().fetch(LOOKUP)
    assert (read.events, read.size) == (answer(started(0), finished(54)).events, len(ROWS))


async def test_a_body_up_to_the_cap_is_read() -> None:
    padding = b" " * (BODY_CAP - len(ROWS))
    upstream = Upstream(response(200, ROWS, padding))
    read = await upstream.client().fetch(LOOKUP)
    assert (read.events, read.size) == (answer(started(0), finished(54)).events, BODY_CAP)


async def test_one_byte_more_than_the_cap_is_too_much_and_nothing_beyond_is_read() -> None:
    stream = Chunks(bytes(BODY_CAP), b"x", *[bytes(MIB)] * 9)
    raised = await refusal(httpx.Response(200, stream=stream))
    assert isinstance(raised, BodyTooLarge)
    assert raised.limit == BODY_CAP
    assert stream.read == 2
    assert stream.closed


async def test_the_cap_counts_bytes_after_decompression() -> None:
    bomb = gzip.compress(bytes(BODY_CAP + 1), compresslevel=1)
    assert len(bomb) < MIB
    chunks = [bomb[begin : begin + 4_096] for begin in range(0, len(bomb), 4_096)]
    assert isinstance(await refusal(response(200, *chunks, Content_Encoding="gzip")), BodyTooLarge)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        pytest.param(response(200, b"<html>Sign in</html>"), BrokenBody, id="HTML"),
        pytest.param(response(200), BrokenBody, id="no body"),
        pytest.param(response(200, ROWS[:-9]), BrokenBody, id="half a body that ends properly"),
        pytest.param(response(200, ROWS, Content_Encoding="gzip"), BrokenBody, id="gzip that is none"),
        pytest.param(response(200, gzip.compress(ROWS)[:60], Content_Encoding="gzip"), BrokenBody, id="half of a gzip"),
        pytest.param(
            response(200, ROWS[:9], breaks=httpx.RemoteProtocolError("peer closed connection")),
            Unreachable,
            id="half a body",
        ),
        pytest.param(response(200, b"[]"), UnexpectedBody, id="a list"),
        pytest.param(response(200, b'{"data":{},"errors":[],"meta":{}}'), UnexpectedBody, id="another envelope"),
    ],
)
async def test_a_body_that_holds_no_steps_is_its_error(reply: httpx.Response, error: type[QFlowError]) -> None:
    assert type(await refusal(reply)) is error


def every(base: type[Exception]) -> Iterator[type[Exception]]:
    """Walk a class and all that derive from it."""
    yield base
    for derived in base.__subclasses__():
        yield from every(derived)


RAISED_BY_HTTPX = sorted(set(every(httpx.HTTPError)), key=lambda error: error.__name__)
NOT_IN_A_REQUEST = {
    httpx.InvalidURL,  # the URL is built of a checked setting and of hex digits
    httpx.CookieConflict,  # no cookie is ever looked up
    *every(httpx.StreamError),  # a body is read once, before it is closed
}
"""What httpx raises for a mistake in the program alone."""


def raised_by_httpx(error: type[Exception]) -> Exception:
    if issubclass(error, httpx.HTTPStatusError):
        return error("told", request=httpx.Request("GET", ORIGIN_URL), response=httpx.Response(500))
    return error("told")


def expected(error: type[Exception]) -> type[QFlowError]:
    if issubclass(error, httpx.ConnectTimeout):
        return Unreachable
    if issubclass(error, httpx.TimeoutException):
        return TimedOut
    return BrokenBody if issubclass(error, httpx.DecodingError) else Unreachable


def test_every_exception_that_httpx_has_is_thought_of() -> None:
    public = (getattr(httpx, name) for name in httpx.__all__)
    errors = {found for found in public if inspect.isclass(found) and issubclass(found, Exception)}
    assert errors == {*RAISED_BY_HTTPX, *NOT_IN_A_REQUEST}


@pytest.mark.parametrize("error", RAISED_BY_HTTPX)
async def test_every_exception_of_httpx_on_the_way_there_is_translated(error: type[Exception]) -> None:
    cause = raised_by_httpx(error)
    raised = await refusal(cause)
    assert type(raised) is expected(error)
    assert raised.__cause__ is cause


@pytest.mark.parametrize("error", RAISED_BY_HTTPX)
@pytest.mark.parametrize("status", [200, 404])
async def test_every_exception_of_httpx_within_the_body_is_translated(status: int, error: type[Exception]) -> None:
    cause = raised_by_httpx(error)
    stream = Chunks(b"{", breaks=cause)
    raised = await refusal(httpx.Response(status, stream=stream))
    assert type(raised) is expected(error)
    assert raised.__cause__ is cause
    assert stream.closed


async def never(_: httpx.Request) -> httpx.Response:
    await asyncio.Event().wait()
    raise AssertionError


class Dripping(Chunks):
    """A body that drips on and on, each drop well within the deadline of a read."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(100):
            await _later(TRY_DEADLINE.total_seconds() / 4)
            self.read += 1
            yield b" "


async def _later(seconds: float) -> None:
    """Wait in the hasty loop's time, which is no time at all."""
    loop = asyncio.get_running_loop()
    due = asyncio.Event()
    loop.call_later(seconds, due.set)
    await due.wait()


def test_an_answer_that_never_comes_has_timed_out_after_a_try() -> None:
    raised = run_hastily(refusal(never))
    assert isinstance(raised, TimedOut)
    assert raised.deadline == TRY_DEADLINE


def test_an_answer_that_drips_has_timed_out_after_a_try_however_often_a_drop_comes() -> None:
    stream = Dripping()
    raised = run_hastily(refusal(httpx.Response(200, stream=stream)))
    assert isinstance(raised, TimedOut)
    assert stream.read == 3
    assert stream.closed


async def test_a_cancelled_fetch_stays_cancelled_and_closes_its_answer() -> None:
    stream = Dripping()
    fetch = asyncio.create_task(Upstream(httpx.Response(200, stream=stream)).client().fetch(LOOKUP))
    await asyncio.wait([fetch], timeout=0)
    fetch.cancel()
    with pytest.raises(asyncio.CancelledError):
        await fetch
