"""Step events: the rows the API returns, read and checked.

The documented answer is `{"total": n, "items": [row, …]}` (Qualys Flow documentation, "Workflow Execution Step List
API"). A row keeps the API's integers, milliseconds since the epoch: there may be many rows, and few of their times
are ever shown. No row leaves here before the secrets in it are hidden.
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel
from pydantic.dataclasses import dataclass as validated

from bot.qflow.slices import Sliced, at_once
from bot.redact import Redacted, Redactor

Milliseconds = Annotated[int, Field(ge=0, le=253_402_300_799_999)]
"""Milliseconds since the epoch, up to the end of the year 9999, the last that a datetime can hold."""

_MOST = 2**53
"""The largest number that every JSON parser reads exactly, RFC 8259 section 6."""

_DOCUMENTED = ConfigDict(alias_generator=to_camel, extra="ignore")


@validated(frozen=True, slots=True, config=_DOCUMENTED)
class Details:
    """What a finish row says: `message` is the only key seen, on success and, it is inferred, on failure."""

    message: str | None = None


class _Data(str):
    """The data of a row, written and redacted here."""

    __slots__ = ()


def _only_ours(value: object) -> str | None:
    """Take what was written here: a row's own key of that name is data like any other."""
    return value if isinstance(value, _Data) else None


@validated(frozen=True, slots=True, kw_only=True, config=_DOCUMENTED)
class StepEvent:
    """One row: something recorded about a node. All but `node_id` may be absent or null.

    data: what the row has beside the documented keys, as JSON, where that was asked for. It is never packed.
    """

    node_id: Annotated[str, Field(min_length=1)]
    event_id: Annotated[str | None, Field(alias="id")] = None
    created_at: Milliseconds | None = None
    updated_at: Milliseconds | None = None
    tags: tuple[str, ...] | None = None
    customer_id: str | None = None
    event_order: Annotated[int | None, Field(ge=-_MOST, le=_MOST)] = None
    execution: str | None = None
    node_type: str | None = None
    status: str | None = None
    start_date: Milliseconds | None = None
    end_date: Milliseconds | None = None
    details: Details | None = None
    par_date_key: str | None = None
    data: Annotated[str | None, BeforeValidator(_only_ours), Field(exclude=True)] = None


@dataclass(frozen=True, slots=True)
class StepEvents:
    """The readable rows of one answer, in the API's order.

    total: how many rows the API counts; None where it does not say. It need not be the number of rows sent.
    unreadable: how many rows were sent that could not be read. size: of the answer in bytes, decompressed.
    redacted: how many values in them were secrets, and are hidden.
    """

    events: tuple[StepEvent, ...]
    total: int | None
    unreadable: int
    size: int
    redacted: int


class NotJSON(ValueError):
    """The body is not JSON."""


class NotSteps(ValueError):
    """The body is JSON, but holds no list of steps."""


@validated(frozen=True, slots=True)
class _Page:
    items: tuple[StepEvent, ...]
    total: Annotated[int | None, Field(ge=0, le=_MOST)] = None


_HALF_CHARACTER = re.compile(rb"\\u[dD][89a-fA-F]")
"""An escape that may stand for half a character; whole characters beyond U+FFFF are two of them."""
_FIRST_KEY = re.compile(rb'\s*(\{\s*"[^"]*"\s*:)')
"""What the first row begins with; the others of its page begin alike."""
_PAGE = TypeAdapter(_Page)
_ROWS = TypeAdapter(tuple[StepEvent, ...])
_ROW = TypeAdapter(StepEvent)
_DISPENSABLE = frozenset({"details", "eventOrder"})
_MOST_DIGITS = 4_000
"""Python reads a few more, https://docs.python.org/3/library/stdtypes.html#int-max-str-digits"""
_DOCUMENTED_KEYS = frozenset(
    "id" if field.name == "event_id" else to_camel(field.name) for field in fields(StepEvent) if field.name != "data"
)
_BY_RULE = Redactor()

_SLICE = 128 * 1024
"""How many bytes are read at a time, some 300 rows: a millisecond or two."""


def parse_step_events(body: bytes, redactor: Redactor = _BY_RULE, *, include_data: bool = False) -> StepEvents:
    """Read an answer of the steps endpoint and hide the secrets in it; a malformed row costs that row alone.

    include_data: keep what a row has beside the documented keys. Raises NotJSON or NotSteps when no row can be told
    from the body at all.
    """
    return at_once(sliced_step_events(body, redactor, include_data=include_data))


def sliced_step_events(body: bytes, redactor: Redactor = _BY_RULE, *, include_data: bool = False) -> Sliced[StepEvents]:
    """Read an answer as `parse_step_events` does, in slices."""
    reader = _Reader(redactor, include_data=include_data)
    if len(body) > _SLICE:
        with suppress(NotJSON, NotSteps):  # cut in the wrong places: read as a whole it may be better
            return (yield from reader.sliced(body))
    return reader.whole(body)


class _Rows(NamedTuple):
    """Rows that were read, how many could not be, and how many secrets in them are hidden."""

    events: tuple[StepEvent, ...]
    unreadable: int
    redacted: int


class _Reader:
    """Reads rows, the quick way where it can be done, and hides the secrets in them."""

    def __init__(self, redactor: Redactor, *, include_data: bool) -> None:
        self._redactor = redactor
        self._include_data = include_data

    def sliced(self, body: bytes) -> Sliced[StepEvents]:
        """Read the answer without its rows, and then its rows, a slice at a time.

        It is guessed where the rows begin, and then proved: if what is around the list is JSON by itself, and each
        slice is a JSON list by itself, then the whole is exactly these put together. Raises NotJSON or NotSteps if not.
        """
        start, end = body.find(b"[") + 1, body.rfind(b"]")
        around = self.whole(body[:start] + body[end:])
        first = _FIRST_KEY.match(body, start, end)
        if first is None:
            raise NotSteps
        between = re.compile(rb",\s*(?=" + re.escape(first[1]) + rb")")
        events: list[StepEvent] = []
        unreadable = redacted = 0
        while start < end:
            cut = between.search(body, start + _SLICE, end)
            stop, following = cut.span() if cut else (end, end)
            read = self._rows(b"[%b]" % body[start:stop])
            events += read.events
            unreadable += read.unreadable
            redacted += read.redacted
            start = following
            yield
        return StepEvents(tuple(events), around.total, unreadable, size=len(body), redacted=redacted)

    def whole(self, body: bytes) -> StepEvents:
        """Read the answer at once. Raises NotJSON or NotSteps."""
        if self._include_data:
            return self._row_by_row(body)
        try:
            page = _PAGE.validate_json(body)
        except ValidationError:
            return self._row_by_row(body)
        events, redacted = _redacted(page.items, self._redactor)
        return StepEvents(events, page.total, unreadable=0, size=len(body), redacted=redacted)

    def _row_by_row(self, body: bytes) -> StepEvents:
        """Read what the quick way refused, or would lose the data of: about five times slower, so only then."""
        match _load(body):
            case {"items": list(rows), **rest}:
                read = self._readable(rows)
            case _:
                raise NotSteps
        total = rest.get("total")
        total = total if type(total) is int and 0 <= total <= _MOST else None
        return StepEvents(read.events, total, read.unreadable, size=len(body), redacted=read.redacted)

    def _rows(self, text: bytes) -> _Rows:
        """Read a list of rows."""
        if self._include_data:
            return self._readable(_load(text))
        try:
            read = _ROWS.validate_json(text)
        except ValidationError:
            return self._readable(_load(text))
        events, redacted = _redacted(read, self._redactor)
        return _Rows(events, 0, redacted)

    def _readable(self, rows: list[Any]) -> _Rows:
        events: list[StepEvent] = []
        in_data = 0
        for row in rows:
            told, count = _with_data(row, self._redactor) if self._include_data else (row, 0)
            if (event := _parse_row(told)) is not None:
                events.append(event)
                in_data += count
        shown, redacted = _redacted(tuple(events), self._redactor)
        return _Rows(shown, len(rows) - len(events), redacted + in_data)


def _parse_row(row: object) -> StepEvent | None:
    """Read one row; an odd value of some keys costs that value, not the row, which may be the one that failed."""
    try:
        return _ROW.validate_python(row)
    except ValidationError as error:
        if not isinstance(row, dict):
            return None
        odd = {part["loc"][0] for part in error.errors()}
    return _ROW.validate_python({**row, **dict.fromkeys(odd)}) if odd <= _DISPENSABLE else None


def _with_data(row: object, redactor: Redactor) -> tuple[object, int]:
    """Put what is not documented under one key, as JSON without secrets, and say how many there were."""
    if not isinstance(row, dict):
        return row, 0
    documented = {key: value for key, value in row.items() if key in _DOCUMENTED_KEYS}
    if len(documented) == len(row):
        return row, 0
    others, count = redactor.value({key: value for key, value in row.items() if key not in _DOCUMENTED_KEYS})
    return {**documented, "data": _Data(json.dumps(others, ensure_ascii=False, indent=2))}, count


def _redacted(events: tuple[StepEvent, ...], redactor: Redactor) -> tuple[tuple[StepEvent, ...], int]:
    """Hide the secrets in all texts of the events, and say how many there were; nearly always there are none."""
    texts: set[str | None] = {event.details.message for event in events if event.details is not None}
    for text_of in _TEXTS:
        texts.update(map(text_of, events))
    for tags in {event.tags for event in events}:
        texts.update(tags or ())
    changes = redactor.changes([text for text in texts if text])
    if not changes:
        return events, 0
    hidden = [_hidden(event, changes) for event in events]
    return tuple(event for event, _ in hidden), sum(count for _, count in hidden)


_TEXTS: tuple[Callable[[StepEvent], str | None], ...] = tuple(
    map(attrgetter, ("node_id", "event_id", "customer_id", "execution", "node_type", "status", "par_date_key"))
)


def _hidden(event: StepEvent, changes: Mapping[str, Redacted]) -> tuple[StepEvent, int]:
    """Give an event with these changes in its texts, and how many secrets they hid."""
    message = event.details.message if event.details is not None else None
    texts = [*(text_of(event) for text_of in _TEXTS), *(event.tags or ()), message]
    count = sum(changes[text].count for text in texts if text is not None and text in changes)
    if not count:
        return event, 0

    def changed(value: Any) -> Any:
        match value:
            case str():
                return changes[value].text if value in changes else value
            case dict():
                return {key: changed(part) for key, part in value.items()}
            case list() | tuple():
                return [changed(part) for part in value]
            case _:
                return value

    told = changed(_ROW.dump_python(event, by_alias=True))
    return _ROW.validate_python(told | {"data": None if event.data is None else _Data(event.data)}), count


def _load(body: bytes) -> Any:
    """Load JSON as tolerantly as the standard library does, lone surrogates replaced by U+FFFD.

    A message cut in the middle of an emoji holds one; the quick parser refuses the whole page for it.
    """
    try:
        if not _HALF_CHARACTER.search(body):
            return json.loads(body, parse_int=_whole)
        text = json.dumps(json.loads(body, parse_int=_whole), ensure_ascii=False)
        return json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    except (ValueError, RecursionError) as error:
        raise NotJSON from error


def _whole(digits: str) -> float:
    """Read a whole number; one of more digits than Python reads is infinite, so that it costs itself alone."""
    return int(digits) if len(digits) <= _MOST_DIGITS else math.inf
