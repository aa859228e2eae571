"""Step events: the rows the API returns, read and checked.

The documented answer is `{"total": n, "items": [row, …]}` (Qualys Flow documentation, "Workflow Execution Step List
API"). A row keeps the API's integers, milliseconds since the epoch: there may be many rows, and few of their times
are ever shown.
"""

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel
from pydantic.dataclasses import dataclass as validated

from bot.qflow.slices import Sliced, at_once

Milliseconds = Annotated[int, Field(ge=0, le=253_402_300_799_999)]
"""Milliseconds since the epoch, up to the end of the year 9999, the last that a datetime can hold."""

_DOCUMENTED = ConfigDict(alias_generator=to_camel, extra="ignore")


@validated(frozen=True, slots=True, config=_DOCUMENTED)
class Details:
    """What a finish row says: `message` is the only key seen, on success and, it is inferred, on failure."""

    message: str | None = None


@validated(frozen=True, slots=True, kw_only=True, config=_DOCUMENTED)
class StepEvent:
    """One row: something recorded about a node. All but `node_id` may be absent or null."""

    node_id: Annotated[str, Field(min_length=1)]
    event_id: Annotated[str | None, Field(alias="id")] = None
    created_at: Milliseconds | None = None
    updated_at: Milliseconds | None = None
    tags: tuple[str, ...] | None = None
    customer_id: str | None = None
    event_order: int | None = None
    execution: str | None = None
    node_type: str | None = None
    status: str | None = None
    start_date: Milliseconds | None = None
    end_date: Milliseconds | None = None
    details: Details | None = None
    par_date_key: str | None = None


@dataclass(frozen=True, slots=True)
class StepEvents:
    """The readable rows of one answer, in the API's order.

    total: how many rows the API counts; None where it does not say. It need not be the number of rows sent.
    unreadable: how many rows were sent that could not be read. size: of the answer in bytes, decompressed.
    """

    events: tuple[StepEvent, ...]
    total: int | None
    unreadable: int
    size: int


class NotJSON(ValueError):
    """The body is not JSON."""


class NotSteps(ValueError):
    """The body is JSON, but holds no list of steps."""


@validated(frozen=True, slots=True)
class _Page:
    items: tuple[StepEvent, ...]
    total: Annotated[int | None, Field(ge=0)] = None


_HALF_CHARACTER = re.compile(rb"\\u[dD][89a-fA-F]")
"""An escape that may stand for half a character; whole characters beyond U+FFFF are two of them."""
_FIRST_KEY = re.compile(rb'\s*(\{\s*"[^"]*"\s*:)')
"""What the first row begins with; the others of its page begin alike."""
_PAGE = TypeAdapter(_Page)
_ROWS = TypeAdapter(tuple[StepEvent, ...])
_ROW = TypeAdapter(StepEvent)

_SLICE = 128 * 1024
"""How many bytes are read at a time, some 300 rows: a millisecond or two."""


def parse_step_events(body: bytes) -> StepEvents:
    """Read an answer of the steps endpoint; a malformed row costs that row alone.

    Raises NotJSON or NotSteps when no row can be told from the body at all.
    """
    return at_once(sliced_step_events(body))


def sliced_step_events(body: bytes) -> Sliced[StepEvents]:
    """Read an answer as `parse_step_events` does, in slices."""
    if len(body) > _SLICE:
        with suppress(NotJSON, NotSteps):  # cut in the wrong places: read as a whole it may be better
            return (yield from _sliced(body))
    return _parse_whole(body)


def _sliced(body: bytes) -> Sliced[StepEvents]:
    """Read the answer without its rows, and then its rows, a slice at a time.

    It is guessed where the rows begin, and then proved: if what is around the list is JSON by itself, and each slice is
    a JSON list by itself, then the whole is exactly these put together. Raises NotJSON or NotSteps if not.
    """
    start, end = body.find(b"[") + 1, body.rfind(b"]")
    around = _parse_whole(body[:start] + body[end:])
    first = _FIRST_KEY.match(body, start, end)
    if first is None:
        raise NotSteps
    between = re.compile(rb",\s*(?=" + re.escape(first[1]) + rb")")
    events: list[StepEvent] = []
    unreadable = 0
    while start < end:
        cut = between.search(body, start + _SLICE, end)
        stop, following = cut.span() if cut else (end, end)
        read, lost = _parse_rows(b"[%b]" % body[start:stop])
        events += read
        unreadable += lost
        start = following
        yield
    return StepEvents(tuple(events), around.total, unreadable, size=len(body))


def _parse_whole(body: bytes) -> StepEvents:
    try:
        page = _PAGE.validate_json(body)
    except ValidationError:
        return _parse_row_by_row(body)
    return StepEvents(page.items, page.total, unreadable=0, size=len(body))


def _parse_row_by_row(body: bytes) -> StepEvents:
    """Read what the quick way refused as a whole: about five times slower, so only then."""
    match _load(body):
        case {"items": list(rows), **rest}:
            events = _readable(rows)
        case _:
            raise NotSteps
    total = rest.get("total")
    total = total if type(total) is int and total >= 0 else None
    return StepEvents(events, total, unreadable=len(rows) - len(events), size=len(body))


def _parse_rows(text: bytes) -> tuple[tuple[StepEvent, ...], int]:
    """Read a list of rows, and count those that cannot be read."""
    try:
        return _ROWS.validate_json(text), 0
    except ValidationError:
        rows = _load(text)
    events = _readable(rows)
    return events, len(rows) - len(events)


def _readable(rows: list[Any]) -> tuple[StepEvent, ...]:
    return tuple(event for event in map(_parse_row, rows) if event is not None)


def _parse_row(row: object) -> StepEvent | None:
    """Read one row; odd `details` cost their message, not the row, which may be the one that failed."""
    try:
        return _ROW.validate_python(row)
    except ValidationError as error:
        if not isinstance(row, dict) or {part["loc"][0] for part in error.errors()} != {"details"}:
            return None
    return _ROW.validate_python({**row, "details": None})


def _load(body: bytes) -> Any:
    """Load JSON as tolerantly as the standard library does, lone surrogates replaced by U+FFFD.

    A message cut in the middle of an emoji holds one; the quick parser refuses the whole page for it.
    """
    try:
        if not _HALF_CHARACTER.search(body):
            return json.loads(body)
        text = json.dumps(json.loads(body), ensure_ascii=False)
        return json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    except (ValueError, RecursionError) as error:
        raise NotJSON from error
