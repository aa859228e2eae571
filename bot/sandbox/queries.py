"""The query of the steps endpoint: its four documented parameters, read and applied to rows.

Source: Qualys Flow documentation, "Workflow Execution Step List API". What that page leaves open is decided
here: a date or boolean that cannot be read is refused; so is an order by a field that is not documented;
rows without the field to sort by come last either way; a parameter the page does not name is ignored.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.sandbox.executions.odd import DATA_FIELDS
from bot.sandbox.executions.recorder import FIELDS

_EMPTY: tuple[object, ...] = (None, "", [], {})


class InvalidParameterError(ValueError):
    """A parameter of the query cannot be read."""


@dataclass(frozen=True, slots=True)
class StepsQuery:
    """What a request asks of an execution's rows; the times are milliseconds since the epoch."""

    start_at: int | None
    end_at: int | None
    include_data: bool
    order: str | None

    def apply(self, rows: Sequence[object]) -> list[object]:
        """Give the rows asked for, in the order asked for; a dated query drops what has no date."""
        kept = [self._without_data(row) for row in rows if self._covers(row)]
        return kept if self.order is None else _sorted(kept, self.order)

    def _covers(self, row: object) -> bool:
        if self.start_at is None and self.end_at is None:
            return True
        created_at = _value(row, "createdAt")
        if not isinstance(created_at, int):
            return False
        after = self.start_at is None or created_at >= self.start_at
        return after and (self.end_at is None or created_at <= self.end_at)

    def _without_data(self, row: object) -> object:
        if self.include_data or not isinstance(row, dict):
            return row
        return {name: value for name, value in row.items() if name not in DATA_FIELDS}


def parse_query(query: Mapping[str, str]) -> StepsQuery:
    """Read the parameters; raises InvalidParameterError."""
    include_data = query.get("includeData", "false")
    if include_data not in {"true", "false"}:
        raise InvalidParameterError(include_data)
    order = query.get("order")
    if order is not None and order.removeprefix("-") not in FIELDS:
        raise InvalidParameterError(order)
    return StepsQuery(_time(query, "startAt"), _time(query, "endAt"), include_data == "true", order)


def _time(query: Mapping[str, str], name: str) -> int | None:
    if name not in query:
        return None
    try:
        time = datetime.fromisoformat(query[name])
    except ValueError as error:
        raise InvalidParameterError(query[name]) from error
    if time.tzinfo is None:
        time = time.replace(tzinfo=UTC)
    return round(time.timestamp() * 1000)


def _sorted(rows: list[object], order: str) -> list[object]:
    name = order.removeprefix("-")
    empty = [row for row in rows if _value(row, name) in _EMPTY]
    filled = [row for row in rows if _value(row, name) not in _EMPTY]
    return sorted(filled, key=lambda row: _sort_key(_value(row, name)), reverse=order.startswith("-")) + empty


def _value(row: object, name: str) -> Any:
    return row.get(name) if isinstance(row, dict) else None


def _sort_key(value: Any) -> tuple[float, str]:
    """Sort numbers before texts; whatever else a row may hold sorts by its JSON."""
    if isinstance(value, int | float):
        return (value, "")
    return (float("inf"), value if isinstance(value, str) else json.dumps(value))
