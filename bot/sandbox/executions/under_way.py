"""Executions that are not over; they begin shortly before the sandbox opens, so that they look alive."""

from datetime import timedelta

from bot.sandbox.executions.named import NamedExecution
from bot.sandbox.executions.recorder import Recorder, Row


def _running(record: Recorder) -> list[Row]:
    return [
        record.trigger(),
        *record.ran("node-6748e0e3-resource", 380, 2_610, "9 Instances found"),
        *record.ran("node-67649155-filter", 2_740, 2_800, "2 Instances filtered"),
        record.started("node-ea318327-action", 3_050),
    ]


def _just_started(record: Recorder) -> list[Row]:
    return [record.trigger()]


def _moving(record: Recorder) -> list[Row]:
    return [
        record.trigger(),
        *record.ran("node-6748e0e3-resource", 420, 3_150, "9 Instances found"),
        *record.ran("node-67649155-filter", 3_300, 3_370, "4 Instances filtered"),
        *record.ran("node-ea318327-action", 3_600, 41_200, "4 Instances acted on"),
        *record.ran("node-e3a84822-qualysevent", 41_500, 41_640, "1 events sent"),
    ]


EXECUTIONS = (
    NamedExecution(
        "ac71fe00-0000-4000-8000-000000000006",
        "running",
        "Still running: its last node has a start row and no finish row.",
        _running,
        began_ago=timedelta(seconds=90),
    ),
    NamedExecution(
        "57a127ed-0000-4000-8000-000000000007",
        "just-started",
        "Only the trigger has reported so far.",
        _just_started,
        began_ago=timedelta(seconds=2),
    ),
    NamedExecution(
        "60e50000-0000-4000-8000-000000000008",
        "moving",
        "Moves on by one row each time it is read, until it has finished.",
        _moving,
        began_ago=timedelta(minutes=1),
        grows=True,
    ),
)
"""The executions of this file, in the order to list them."""
