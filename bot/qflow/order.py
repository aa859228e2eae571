"""Orders: by which field the steps stand, and which way."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from typing import Any

from bot.errors import UnknownField
from bot.qflow.status import status_matches
from bot.qflow.step import Step, first_known

_Value = Any
"""What a step is compared by: an int, a str or a timedelta, the same for all steps of one field; None is empty."""


@dataclass(frozen=True, slots=True)
class Order:
    """A field of the step events in the API's spelling, or `duration`, and which way."""

    field: str
    descending: bool = False

    def __str__(self) -> str:
        return f"-{self.field}" if self.descending else self.field

    @property
    def known_to_api(self) -> bool:
        """Whether the API can be asked for it; `duration` is ours."""
        return self.field != DURATION


DURATION = "duration"


def parse_order(text: str) -> Order:
    """Read an order: a field's name in any case, `-` before it for descending. Raises UnknownField."""
    name = text.lstrip("-")
    field = _BY_FOLDED_NAME.get(name.casefold())
    if field is None:
        close = get_close_matches(name.casefold(), _BY_FOLDED_NAME, n=1, cutoff=0.5)
        raise UnknownField(name, _BY_FOLDED_NAME[close[0]] if close else None)
    return Order(field, descending=text.startswith("-"))


def is_order(text: str) -> bool:
    """Tell whether a text reads as an order."""
    return text.lstrip("-").casefold() in _BY_FOLDED_NAME


def arranged(steps: Sequence[Step], order: Order | None, statuses: Sequence[str]) -> Sequence[Step]:
    """Give the steps of these statuses (all, if none are named) in this order (None: as run).

    Steps that are equal in it stay as run, and those without a value come last either way.
    """
    if statuses:
        steps = [step for step in steps if status_matches(step.newest.status, statuses)]
    if order is None:
        return steps
    value_of = _VALUES[order.field]
    valued = [(value, step) for step in steps if (value := value_of(step)) is not None]
    empty = [step for step in steps if value_of(step) is None]
    valued.sort(key=lambda pair: pair[0], reverse=order.descending)
    return [*(step for _, step in valued), *empty]


def _newest(attribute: str) -> Callable[[Step], _Value]:
    """Compare by a field of the newest row."""
    return lambda step: getattr(step.events[-1], attribute)


def _start_date(step: Step) -> int | None:
    return first_known(*(event.start_date for event in step.events))


def _end_date(step: Step) -> int | None:
    return max((event.end_date for event in step.events if event.end_date is not None), default=None)


def _tag(step: Step) -> str | None:
    tags = step.events[-1].tags
    return tags[0] if tags else None


def _duration(step: Step) -> timedelta | None:
    duration = step.newest.duration
    return duration.length if duration else None


_VALUES: Mapping[str, Callable[[Step], _Value]] = {
    "id": _newest("event_id"),
    "createdAt": _newest("created_at"),
    "updatedAt": _newest("updated_at"),
    "tags": _tag,
    "customerId": _newest("customer_id"),
    "eventOrder": _newest("event_order"),
    "nodeId": _newest("node_id"),
    "execution": _newest("execution"),
    "nodeType": _newest("node_type"),
    "status": lambda step: step.newest.status,
    "startDate": _start_date,
    "endDate": _end_date,
    "details": lambda step: step.newest.message,
    "parDateKey": _newest("par_date_key"),
    DURATION: _duration,
}
FIELDS = tuple(_VALUES)
"""Every field that steps can be ordered by, in the API's spelling, and `duration`."""

_BY_FOLDED_NAME = {field.casefold(): field for field in FIELDS}
