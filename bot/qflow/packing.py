"""Packing: snapshots and errors as bytes that another process of this bot can read. Never pickle: Redis is not ours.

A snapshot is compressed JSON of the step events, by the API's own names; the steps are folded anew where it is read.
The secrets in it are hidden already, and the data of its events stays here.
"""

import zlib
from typing import Annotated

from pydantic import AwareDatetime, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as validated

from bot.errors import (
    BodyTooLarge,
    BrokenBody,
    ExecutionNotFound,
    NotAuthenticated,
    NothingInRange,
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
from bot.qflow.events import StepEvent, StepEvents
from bot.qflow.fold import fold
from bot.qflow.snapshot import Snapshot, snapshot_of

VERSION = 4
"""Of what is packed: to be raised when an older process could not read it, or not what it says of it."""

_MOST = 64 * 2**20
"""Bytes that are unpacked at most: twice the body cap, for a few bytes may claim to hold far more."""

_Count = Annotated[int, Field(ge=0)]


class Rubbish(ValueError):
    """What was to be unpacked was not packed here."""


@validated(frozen=True, slots=True, config=ConfigDict(defer_build=True))
class _Packed:
    execution_id: str
    as_of: AwareDatetime
    rows: _Count
    total: _Count | None
    unreadable: _Count
    redacted: _Count
    size: _Count
    events: tuple[StepEvent, ...]


_PACKED = TypeAdapter(_Packed)

_ERRORS = {
    error.__name__: TypeAdapter(error)
    for error in (
        NotAuthenticated,
        NotPermitted,
        ExecutionNotFound,
        NothingInRange,
        RequestRefused,
        TooManyRequests,
        ServerFailed,
        UnexpectedStatus,
        TimedOut,
        Unreachable,
        BodyTooLarge,
        BrokenBody,
        UnexpectedBody,
    )
}
"""What concerns everyone who asks. Busy does not: the next process has a queue of its own."""


def pack(snapshot: Snapshot) -> bytes:
    """Pack a snapshot that is not of a part of an execution."""
    execution = snapshot.execution
    events = tuple(event for step in execution.steps for event in step.events)
    packed = _Packed(
        execution_id=execution.execution_id,
        as_of=snapshot.as_of,
        rows=execution.rows,
        total=execution.total,
        unreadable=execution.unreadable,
        redacted=execution.redacted,
        size=snapshot.size,
        events=events,
    )
    return zlib.compress(_PACKED.dump_json(packed, by_alias=True, exclude_none=True))


def unpack(packed: bytes) -> Snapshot:
    """Unpack a snapshot: it stays fresh as long as it would have where it was packed. Raises Rubbish."""
    try:
        unzip = zlib.decompressobj()
        document = unzip.decompress(packed, _MOST)
        if not unzip.eof:
            raise Rubbish
        read = _PACKED.validate_json(document)
    except (zlib.error, ValidationError) as error:
        raise Rubbish from error
    answer = StepEvents(read.events, read.rows, read.total, read.unreadable, read.size, read.redacted)
    execution = fold(read.execution_id, answer, dated=False)
    return snapshot_of(execution, as_of=read.as_of, size=read.size)


def pack_error(error: QFlowError) -> bytes | None:
    """Pack an error with all it knows; None where it concerns this process alone."""
    adapter = _ERRORS.get(type(error).__name__)
    return None if adapter is None else b" ".join([type(error).__name__.encode(), adapter.dump_json(error)])


def unpack_error(packed: bytes) -> QFlowError:
    """Unpack an error. Raises Rubbish."""
    name, _, fields = packed.partition(b" ")
    try:
        error: QFlowError = _ERRORS[name.decode()].validate_json(fields)
    except (KeyError, ValueError) as wrong:
        raise Rubbish from wrong
    return error
