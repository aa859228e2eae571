"""A step and its runs: what is known of each, and nothing more exact than that."""

import re
from datetime import datetime
from typing import NamedTuple

from bot.qflow.events import StepEvent
from bot.qflow.status import StatusGroup, status_group
from bot.qflow.times import Measure, datetime_of, timedelta_of

TRIGGER = "trigger"

_COMPONENT = re.compile(r"node-([0-9a-f]{8})-", re.IGNORECASE)


class Run(NamedTuple):
    """One time that a node did its work.

    latest: the event that tells how it stands: its finish event, and its start event where no finish is recorded.
    start: its start event, where one is recorded.
    """

    latest: StepEvent
    start: StepEvent | None

    @property
    def finish(self) -> StepEvent | None:
        """Its finish event, where one is recorded."""
        return None if self.latest is self.start else self.latest

    @property
    def status(self) -> str | None:
        """The status as received."""
        return self.latest.status

    @property
    def group(self) -> StatusGroup:
        """The group of its status."""
        return status_group(self.latest.status)

    @property
    def message(self) -> str | None:
        """What the run said, if anything."""
        details = self.latest.details
        return details.message if details else None

    @property
    def data(self) -> tuple[str, ...]:
        """What its events carry beside the documented fields, where that was asked for: JSON texts, the start first."""
        return tuple(event.data for event in (self.start, self.finish) if event is not None and event.data is not None)

    @property
    def finished(self) -> bool:
        """Whether its end is recorded, by a finish event or by a status that only an ended run has."""
        return self.latest is not self.start or self.group in _ENDED

    @property
    def began(self) -> int | None:
        """The earliest time known of the run, in ms; only a bound of its start where no start event has one."""
        if self.start is not None:
            return first_known(self.start.start_date, self.start.end_date, self.start.created_at)
        start, end = self.latest.start_date, self.latest.end_date
        if start is not None and end is not None:
            return min(start, end)
        return first_known(start, end, self.latest.created_at)

    @property
    def started(self) -> datetime | None:
        """When it started; None where no start event says so."""
        return datetime_of(self.start.start_date) if self.start else None

    @property
    def ended(self) -> datetime | None:
        """When it ended; None where no finish event says so."""
        return datetime_of(self.finish.end_date) if self.finish else None

    @property
    def duration(self) -> Measure | None:
        """How long it took: exact from a start event to its finish event, at least so long from a finish alone.

        None where it has not finished, where a time is missing, and where the times run backwards.
        """
        if self.finish is None:
            return None
        start, end = (self.start or self.finish).start_date, self.finish.end_date
        if start is None or end is None or end < start:
            return None
        return Measure(timedelta_of(end - start), exact=self.start is not None)


_ENDED = frozenset({StatusGroup.SUCCEEDED, StatusGroup.FAILED, StatusGroup.SKIPPED})


class Step(NamedTuple):
    """A node's work within an execution.

    number: its place as run, from 1; no order and no filter changes it.
    events: its rows by the time of the event. runs: by the same, the newest last.
    """

    number: int
    node_id: str
    events: tuple[StepEvent, ...]
    runs: tuple[Run, ...]

    @property
    def newest(self) -> Run:
        """The run that gives the step its status and duration."""
        return self.runs[-1]

    @property
    def node_type(self) -> str:
        """The node's type: the API gives steps no names."""
        return self.events[-1].node_type or self.node_id

    @property
    def short_id(self) -> str | None:
        """The 8 hex digits in `node-<8 hex>-<type>`; nodes that share them are phases of one component."""
        found = _COMPONENT.match(self.node_id)
        return found[1] if found else None

    @property
    def is_trigger(self) -> bool:
        """Whether it is the execution's trigger, whose finish is never recorded."""
        return self.node_id == TRIGGER or self.events[-1].node_type == TRIGGER

    @property
    def failed_earlier(self) -> int:
        """How many of the runs before the newest one failed."""
        return sum(run.group is StatusGroup.FAILED for run in self.runs[:-1])


def first_known(*times: int | None) -> int | None:
    """Give the first time that is known."""
    for time in times:
        if time is not None:
            return time
    return None
