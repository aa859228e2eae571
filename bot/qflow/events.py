"""Step events: the rows the API returns, read and checked.

The documented answer is `{"total": n, "items": [row, …]}` (Qualys Flow documentation, "Workflow Execution Step List
API"). A row keeps the API's integers, milliseconds since the epoch: there may be many rows, and few of their times
are ever shown.
"""

import json
import math
import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel
from pydantic.dataclasses import dataclass as validated

Milliseconds = Annotated[int, Field(ge=0, le=253_402_300_799_999)]
"""Milliseconds since the epoch, up to the end of the year 9999, the last that a datetime can hold."""

_MOST = 2**53
"""The largest number that every JSON parser reads exactly, RFC 8259 section 6."""

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
    event_order: Annotated[int | None, Field(ge=-_MOST, le=_MOST)] = None
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
    total: Annotated[int | None, Field(ge=0, le=_MOST)] = None


_HALF_CHARACTER = re.compile(rb"\\u[dD][89a-fA-F]")
"""An escape that may stand for half a character; whole characters beyond U+FFFF are two of them."""
_PAGE = TypeAdapter(_Page)
_ROW = TypeAdapter(StepEvent)
_DISPENSABLE = frozenset({"details", "eventOrder"})
_MOST_DIGITS = 20


def parse_step_events(body: bytes) -> StepEvents:
    """Read an answer of the steps endpoint; a malformed row costs that row alone.

    Raises NotJSON or NotSteps when no row can be told from the body at all.
    """
    try:
        page = _PAGE.validate_json(body)
    except ValidationError:
        return _parse_row_by_row(body)
    return StepEvents(page.items, page.total, unreadable=0, size=len(body))


def _parse_row_by_row(body: bytes) -> StepEvents:
    """Read what the quick way refused as a whole: about five times slower, so only then."""
    document = _load(body)
    match document:
        case {"items": list(rows), **rest}:
            events = tuple(event for event in map(_parse_row, rows) if event is not None)
        case _:
            raise NotSteps
    total = rest.get("total")
    total = total if type(total) is int and 0 <= total <= _MOST else None
    return StepEvents(events, total, unreadable=len(rows) - len(events), size=len(body))


def _parse_row(row: object) -> StepEvent | None:
    """Read one row; an odd value of some keys costs that value, not the row, which may be the one that failed."""
    try:
        return _ROW.validate_python(row)
    except ValidationError as error:
        if not isinstance(row, dict):
            return None
        odd = {part["loc"][0] for part in error.errors()}
    return _ROW.validate_python({**row, **dict.fromkeys(odd)}) if odd <= _DISPENSABLE else None


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
    """Read a whole number; one that no field can hold is infinite: Python refuses to read thousands of digits."""
    return int(digits) if len(digits) <= _MOST_DIGITS else math.inf
