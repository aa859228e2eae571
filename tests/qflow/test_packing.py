"""Packing: what another process reads is what was packed, and rubbish is told as such."""

import zlib
from datetime import timedelta

import pytest
from hypothesis import given

from bot.errors import Busy, NotAuthenticated, NotPermitted, QFlowError, ServerFailed, TimedOut, TooManyRequests
from bot.qflow.packing import _ERRORS, Rubbish, pack, pack_error, unpack, unpack_error
from bot.qflow.snapshot import snapshot_of
from tests.qflow.rows import ANY_ROWS, Row, execution, finished, started
from tests.qflow.upstream import NOW

PACKED = pack(snapshot_of(execution(started(0), finished(54)), as_of=NOW, size=700))


@given(ANY_ROWS)
def test_a_snapshot_is_unpacked_as_it_was_packed(rows: list[Row]) -> None:
    snapshot = snapshot_of(execution(*rows, "unreadable", total=9), as_of=NOW, size=700) if rows else None
    assert snapshot is None or unpack(pack(snapshot)) == snapshot


@given(ANY_ROWS)
def test_a_row_that_was_sent_twice_takes_nothing_from_the_whole_when_it_is_unpacked(rows: list[Row]) -> None:
    snapshot = snapshot_of(execution(*rows, *rows), as_of=NOW, size=700)
    assert snapshot.execution.whole
    assert unpack(pack(snapshot)) == snapshot


def test_the_rows_have_the_names_that_the_api_gives_them() -> None:
    assert b'"eventOrder":2' in zlib.decompress(PACKED)


@pytest.mark.parametrize(
    "packed",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"rubbish", id="not compressed"),
        pytest.param(PACKED[:-5], id="cut off"),
        pytest.param(zlib.compress(b"rubbish"), id="not JSON"),
        pytest.param(zlib.compress(b"{}"), id="other JSON"),
        pytest.param(zlib.compress(zlib.decompress(PACKED).replace(b'"size":700', b'"size":-1')), id="a size below 0"),
        pytest.param(zlib.compress(b" " * 2**27), id="far more than it seems"),
    ],
)
def test_rubbish_is_told_from_a_snapshot(packed: bytes) -> None:
    with pytest.raises(Rubbish):
        unpack(packed)


@pytest.mark.parametrize(
    "error",
    [
        NotPermitted("a"),
        NotAuthenticated("a", renewable=True),
        ServerFailed("a", 503),
        TooManyRequests("a", timedelta(seconds=3.5)),
        TooManyRequests("a", None),
        TimedOut("a", timedelta(seconds=25)),
    ],
    ids=repr,
)
def test_an_error_is_unpacked_with_all_it_knows(error: QFlowError) -> None:
    packed = pack_error(error)
    assert packed is not None
    assert (type(read := unpack_error(packed)), vars(read)) == (type(error), vars(error))


def test_every_error_of_qflow_can_be_packed_but_a_queue_that_is_too_long() -> None:
    assert {error.__name__ for error in QFlowError.__subclasses__()} - _ERRORS.keys() == {Busy.__name__}
    assert pack_error(Busy("a", timedelta(seconds=9))) is None


@pytest.mark.parametrize("packed", [b"", b"landed", b"\xff", b"ServerFailed", b"ServerFailed {}", b"InternalError {}"])
def test_rubbish_is_told_from_an_error(packed: bytes) -> None:
    with pytest.raises(Rubbish):
        unpack_error(packed)
