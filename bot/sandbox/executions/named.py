"""A named execution: its id, what it shows, and how its rows come about."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.sandbox.executions.recorder import Recorder
from bot.sandbox.faults.fault import Fault

BEGAN_AT = 1_760_434_200_000
"""2025-10-14T09:30:00Z in milliseconds: when a made-up run that is over began, the same each time."""


@dataclass(frozen=True, slots=True)
class NamedExecution:
    """One execution of the sandbox.

    shows: one sentence for a list of them.
    record: gives the rows; a row is a dict of the documented fields, or anything else if that is its point.
    began_at: when the run began, in milliseconds since the epoch.
    began_ago: for a run under way, in place of began_at: how long before the sandbox opened it began.
    total: the `total` of the answer where it is not the number of its items.
    exchanges: answers replayed as recorded: the file in `recorded/`, and the whole query that it answers.
    grows: whether each read shows one row more than the one before.
    refuses_order: whether every `order` is answered 400.
    fault: how every answer about this execution goes wrong.
    """

    execution_id: str
    name: str
    shows: str
    record: Callable[[Recorder], Sequence[object]]
    began_at: int = BEGAN_AT
    began_ago: timedelta | None = None
    total: int | None = None
    exchanges: Sequence[tuple[str, Mapping[str, str]]] = ()
    grows: bool = False
    refuses_order: bool = False
    fault: Fault | None = None

    def rows(self, opened_at: int) -> Sequence[object]:
        """Make the rows, of a sandbox that opened at this time (milliseconds since the epoch)."""
        began_at = self.began_at
        if self.began_ago is not None:
            began_at = opened_at - self.began_ago // timedelta(milliseconds=1)
        return self.record(Recorder(self.execution_id, began_at))
