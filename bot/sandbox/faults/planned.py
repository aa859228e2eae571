"""Faults on request: which fault meets which of the next calls."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.sandbox.faults.connections import Delay, Refused, Reset, Silence
from bot.sandbox.faults.fault import Fault
from bot.sandbox.faults.replies import (
    ContentType,
    Garbage,
    Gzip,
    HalfJson,
    Html,
    HttpError,
    OtherShape,
    Redirect,
)
from bot.sandbox.faults.streams import Dribble, GzipBomb, HalfBody

Call = Literal["steps", "auth"]
"""What a call is about: the steps endpoint, or either of the token endpoints."""

AnyFault = Annotated[
    ContentType
    | Delay
    | Dribble
    | Garbage
    | Gzip
    | GzipBomb
    | HalfBody
    | HalfJson
    | Html
    | HttpError
    | OtherShape
    | Redirect
    | Refused
    | Reset
    | Silence,
    Field(discriminator="kind"),
]
"""Every kind of fault, told apart by its `kind`."""


class PlannedFault(BaseModel):
    """A fault that meets the next calls.

    on: which calls.
    execution_id: the execution they must ask about; None for any.
    times: how many of them; None for all until the plan is cleared.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fault: AnyFault
    on: Call = "steps"
    execution_id: str | None = None
    times: int | None = Field(default=1, ge=1)

    def meets(self, call: Call, execution_id: str | None) -> bool:
        """Tell whether it is for such a call."""
        return self.on == call and self.execution_id in {None, execution_id}


class FaultPlan:
    """The faults that are to come, first planned first served."""

    def __init__(self) -> None:
        self._planned: list[PlannedFault] = []

    @property
    def planned(self) -> Sequence[PlannedFault]:
        """What is to come, with the times that are left."""
        return tuple(self._planned)

    def add(self, planned: PlannedFault) -> None:
        """Plan one more."""
        self._planned.append(planned)

    def clear(self) -> None:
        """Forget every fault that is to come."""
        self._planned.clear()

    def take(self, call: Call, execution_id: str | None = None) -> Fault | None:
        """Give the fault that this call meets, and count it as used once; None when there is none."""
        for place, planned in enumerate(self._planned):
            if planned.meets(call, execution_id):
                self._planned[place : place + 1] = _left_of(planned)
                return planned.fault
        return None


def _left_of(planned: PlannedFault) -> list[PlannedFault]:
    if planned.times is None:
        return [planned]
    left = planned.times - 1
    return [planned.model_copy(update={"times": left})] if left else []
