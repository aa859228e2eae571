"""What a summary shows, and how a button carries it: all the state there is, so that any process answers any press.

A button's `value` can be read and forged by whoever sees the button, so it is input like any other: it says what to
look up, not what is allowed.
"""

from dataclasses import dataclass, replace
from hashlib import blake2s
from typing import Annotated, Literal
from urllib.parse import parse_qsl, quote_plus
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from bot.errors import StaleButton, UnknownField
from bot.qflow.events import Milliseconds
from bot.qflow.lookup import Lookup
from bot.qflow.order import parse_order
from bot.qflow.step import Step
from bot.qflow.times import datetime_of, milliseconds_of

STATUS_LIMIT = 40
"""How many characters the statuses may take as a button carries them, which is percent-encoded."""
MOST_OPEN = 3
"""How many steps' details are open at once; one more closes the oldest."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a summary shows of a lookup.

    page: from 1; None for the one that holds the failure.
    opened: keys of the steps whose details are open, oldest first.
    timeline: whether the steps stand as a waterfall instead of a list.
    shared_by: the user id of the person who shared it.
    """

    lookup: Lookup
    page: int | None = None
    opened: tuple[str, ...] = ()
    timeline: bool = False
    shared_by: str | None = None

    def opening(self, step: Step) -> "Shown":
        """Show the same with this step's details open."""
        return replace(self, opened=(*self._without(step), step_key(step))[-MOST_OPEN:])

    def hiding(self, step: Step) -> "Shown":
        """Show the same with this step's details closed."""
        return replace(self, opened=self._without(step))

    def for_everyone(self) -> "Shown":
        """Show the same without the data of steps, which is only ever shown to one person."""
        return replace(self, lookup=replace(self.lookup, include_data=False))

    def opens(self, step: Step) -> bool:
        """Tell whether this step's details are open."""
        return bool(self.opened) and step_key(step) in self.opened

    def _without(self, step: Step) -> tuple[str, ...]:
        return tuple(key for key in self.opened if key != step_key(step))


def step_key(step: Step) -> str:
    """Give a short name of a step that stays the same whatever else is recorded: a hash of its node id."""
    return blake2s(step.node_id.encode(), digest_size=5).hexdigest()


def _as_short_as_typed(statuses: str) -> str:
    """Take no more statuses than can be typed, so that every button built from them keeps its limit."""
    if len(quote_plus(statuses)) > STATUS_LIMIT:
        raise ValueError
    return statuses


class _Value(BaseModel):
    """What stands in a button's value, under names as short as they must be."""

    model_config = ConfigDict(extra="forbid")

    v: Literal["1"]
    e: Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
    o: str | None = None
    s: Milliseconds | None = None
    u: Milliseconds | None = None
    t: Annotated[str, AfterValidator(_as_short_as_typed)] = ""
    p: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    d: Annotated[str, Field(pattern=r"^([0-9a-f]{10}(\.[0-9a-f]{10}){0,2})?$")] = ""
    w: Literal["1"] | None = None
    i: Literal["1"] | None = None
    b: Annotated[str, Field(pattern="^[UW][A-Z0-9]{1,20}$")] | None = None


def write_value(shown: Shown) -> str:
    """Write what a button shows, in at most 240 characters."""
    lookup = shown.lookup
    fields = {
        "v": "1",
        "e": lookup.execution_id.replace("-", ""),
        "o": lookup.order,
        "s": milliseconds_of(lookup.start_at),
        "u": milliseconds_of(lookup.end_at),
        "t": lookup.statuses and quote_plus(",".join(lookup.statuses)),  # the only one that a person wrote
        "p": shown.page,
        "d": ".".join(shown.opened),
        "w": "1" if shown.timeline else None,
        "i": "1" if lookup.include_data else None,
        "b": shown.shared_by,
    }
    return "&".join([f"{name}={field}" for name, field in fields.items() if field or field == 0])


def read_value(text: str) -> Shown:
    """Read what a button shows. Raises StaleButton for what this version did not write."""
    try:
        value = _Value.model_validate(dict(parse_qsl(text, strict_parsing=True)))
        order = parse_order(value.o) if value.o else None
    except (ValidationError, ValueError, UnknownField) as error:
        raise StaleButton from error
    statuses = tuple(status for status in value.t.split(",") if status)
    lookup = Lookup(
        str(UUID(value.e)),
        order,
        datetime_of(value.s),
        datetime_of(value.u),
        include_data=value.i is not None,
        statuses=statuses,
    )
    opened = tuple(key for key in value.d.split(".") if key)
    return Shown(lookup, value.p, opened, timeline=value.w is not None, shared_by=value.b)
