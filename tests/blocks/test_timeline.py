"""The timeline: to scale, at most 36 columns wide, and nothing drawn that is not recorded."""

import json

from hypothesis import HealthCheck, given, settings
from syrupy.assertion import SnapshotAssertion

from bot.blocks.timeline import COLUMNS, timeline
from bot.qflow.execution import Execution
from bot.qflow.fold import fold
from bot.qflow.reading import parse_step_events
from tests.blocks.rows import executions
from tests.blocks.test_summary import an_execution


def test_a_timeline_reads_as_it_should(snapshot: SnapshotAssertion) -> None:
    names = ("documented", "failed", "running", "loop")
    drawn = {name: timeline(an_execution(name), an_execution(name).steps) for name in names}
    assert "\n\n".join(f"{name}\n{lines}" for name, lines in drawn.items()) == snapshot


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(executions())
def test_any_execution_is_drawn_line_by_line(execution: Execution) -> None:
    steps = execution.steps[:30]
    lines = timeline(execution, steps).splitlines()
    assert len(lines) in {1, len(steps) + 1, len(steps) + 2}
    assert all(len(line) <= COLUMNS for line in lines)


def test_which_step_failed_is_marked_and_the_mark_explained() -> None:
    execution = an_execution("failed")
    lines = timeline(execution, execution.steps).splitlines()
    assert [line.split()[0] for line in lines if "✗" in line[:4]] == ["6", "✗"]
    assert lines[-1] == "✗ failed  - skipped"


def test_all_signs_together_are_explained_within_the_columns() -> None:
    statuses = ("Failed", "Running", "Skipped", "Hibernating")
    items = [{"nodeId": status, "status": status, "eventOrder": 1, "startDate": 1} for status in statuses]
    answer = parse_step_events(json.dumps({"items": items}).encode())
    execution = fold("0e72b4a1-abea-45b2-9ae9-91cd87506404", answer, dated=False)
    legend = timeline(execution, execution.steps).splitlines()[-1]
    assert legend == "✗ failed … running - skipped ? other"
    assert len(legend) <= COLUMNS
