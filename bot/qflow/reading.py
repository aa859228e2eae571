"""Reading: from the body of an answer to the step events in it.

The documented answer is `{"total": n, "items": [row, …]}`. No row leaves here before the secrets in it are hidden.
"""

import json
import math
import re
from contextlib import suppress
from dataclasses import fields
from typing import Annotated, Any, NamedTuple

from pydantic import Field, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel
from pydantic.dataclasses import dataclass as validated

from bot.qflow.events import MOST, RowData, StepEvent, StepEvents
from bot.qflow.hiding import without_secrets
from bot.qflow.slices import Sliced, at_once
from bot.redact import Redactor


class NotJSON(ValueError):
    """The body is not JSON."""


class NotSteps(ValueError):
    """The body is JSON, but holds no list of steps."""


_Total = Annotated[int | None, Field(ge=0, le=MOST)]


@validated(frozen=True, slots=True)
class _Page:
    items: tuple[StepEvent, ...]
    total: _Total = None


_HALF_CHARACTER = re.compile(rb"\\u[dD][89a-fA-F]")
"""An escape that may stand for half a character; whole characters beyond U+FFFF are two of them."""
_FIRST_KEY = re.compile(rb'\s*(\{\s*"[^"]*"\s*:)')
"""What the first row begins with; the others of its page begin alike."""
_PAGE = TypeAdapter(_Page)
_ROWS = TypeAdapter(tuple[StepEvent, ...])
_ROW = TypeAdapter(StepEvent)
_TOTAL: TypeAdapter[int | None] = TypeAdapter(_Total)
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
        slice is a JSON list by itself, then the whole is exactly these put together. Raises NotJSON or NotSteps if not,
        for an answer whose rows begin differently or that has another list behind them, say: that is read at once.
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
        return StepEvents(tuple(events), len(events) + unreadable, around.total, unreadable, len(body), redacted)

    def whole(self, body: bytes) -> StepEvents:
        """Read the answer at once. Raises NotJSON or NotSteps."""
        if self._include_data:
            return self._row_by_row(body)
        try:
            page = _PAGE.validate_json(body)
        except ValidationError:
            return self._row_by_row(body)
        events, redacted = without_secrets(page.items, self._redactor)
        return StepEvents(events, len(events), page.total, 0, len(body), redacted)

    def _row_by_row(self, body: bytes) -> StepEvents:
        """Read what the quick way refused, or would lose the data of: about five times slower, so only then."""
        match _load(body):
            case {"items": list(rows), **rest}:
                read = self._readable(rows)
            case _:
                raise NotSteps
        return StepEvents(
            read.events, len(rows), _read_total(rest.get("total")), read.unreadable, len(body), read.redacted
        )

    def _rows(self, text: bytes) -> _Rows:
        """Read a list of rows."""
        if self._include_data:
            return self._readable(_load(text))
        try:
            read = _ROWS.validate_json(text)
        except ValidationError:
            return self._readable(_load(text))
        events, redacted = without_secrets(read, self._redactor)
        return _Rows(events, 0, redacted)

    def _readable(self, rows: list[Any]) -> _Rows:
        events: list[StepEvent] = []
        in_data = 0
        for row in rows:
            told, count = _with_data(row, self._redactor) if self._include_data else (row, 0)
            if (event := _parse_row(told)) is not None:
                events.append(event)
                in_data += count
        shown, redacted = without_secrets(tuple(events), self._redactor)
        return _Rows(shown, len(rows) - len(events), redacted + in_data)


def _read_total(total: object) -> int | None:
    """Read a total as a page with it is read: nonsense counts as none."""
    try:
        return _TOTAL.validate_python(total)
    except ValidationError:
        return None


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
    return {**documented, "data": RowData(json.dumps(others, ensure_ascii=False, indent=2))}, count


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
