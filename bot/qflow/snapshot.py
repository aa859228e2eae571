"""Snapshots: an execution as QFlow told it at one moment, and for how long that may be believed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.qflow.execution import Execution
from bot.qflow.verdict import Failed, NoFailure

FRESH_WHILE_RUNNING = timedelta(seconds=5)
FRESH_WHEN_OVER = timedelta(minutes=10)
SETTLING = timedelta(minutes=5)
"""How long after its last event an execution may still get another one."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What QFlow told of an execution.

    as_of: when. fresh_until: until when it answers for QFlow; after that, only where QFlow itself does not answer.
    size: bytes of the body that it came in.
    """

    execution: Execution
    as_of: datetime
    fresh_until: datetime
    size: int


def snapshot_of(execution: Execution, *, as_of: datetime, size: int) -> Snapshot:
    """Take a snapshot: it stays fresh for long when the execution is over, and for moments when it may go on."""
    return Snapshot(execution, as_of, as_of + _freshness(execution, as_of), size)


def _freshness(execution: Execution, as_of: datetime) -> timedelta:
    if not execution.whole:
        return timedelta(0)
    over = isinstance(execution.verdict, NoFailure | Failed)
    settled = execution.ended is not None and as_of - execution.ended > SETTLING
    return FRESH_WHEN_OVER if over and settled else FRESH_WHILE_RUNNING
