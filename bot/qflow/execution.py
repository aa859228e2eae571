"""An execution: its steps, and what is known of it as a whole."""

from dataclasses import dataclass
from datetime import datetime

from bot.qflow.step import Step
from bot.qflow.times import Measure, datetime_of
from bot.qflow.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Execution:
    """What is known of one execution.

    steps: as run.
    rows: how many rows the answer held, unreadable ones included. total: how many the API counts, where it says so.
    redacted: how many values in the answer were secrets, and are hidden.
    dated: whether rows were asked for between dates only.
    whole: whether the rows are all there are, as far as the API tells. verdict: what can honestly be said of them.
    began, ended: the earliest and the latest time in any row.
    """

    execution_id: str
    steps: tuple[Step, ...]
    rows: int
    total: int | None
    unreadable: int
    redacted: int
    dated: bool
    whole: bool
    verdict: Verdict
    began: datetime | None
    ended: datetime | None

    def offset(self, step: Step) -> Measure | None:
        """How long after the earliest time seen the step started; at most so long where its start is not recorded."""
        first = step.runs[0]
        began = datetime_of(first.began)
        if began is None or self.began is None:
            return None
        return Measure(began - self.began, exact=first.started is not None)
