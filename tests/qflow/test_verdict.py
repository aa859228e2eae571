"""What is honestly said of an execution as a whole."""

from typing import Any

import pytest
from hypothesis import given, settings

from bot.qflow.status import StatusGroup
from bot.qflow.verdict import Failed, NoFailure, OnlyTriggered, Partial, Tally, Unfinished
from bot.sandbox.recorded_exchanges import recorded_rows
from tests.qflow.rows import ANY_ROWS, Row, execution, finished, started, trigger


def ran(node: str, start: int, end: int, **other: Any) -> tuple[Row, Row]:
    return started(start, node), finished(end, node, **other)


def test_the_documented_execution_has_no_failure_and_its_trigger_does_not_count() -> None:
    assert execution(*recorded_rows()).verdict == NoFailure(0, Tally(5, 5))


def test_the_first_step_that_failed_as_run_is_named_and_the_others_are_counted() -> None:
    folded = execution(
        trigger(),
        *ran("late", 500, 600, status="Error"),
        *ran("early", 100, 200, status="Timed Out"),
        started(700, "open"),
    )
    verdict = folded.verdict
    assert isinstance(verdict, Failed)
    assert (verdict.step.node_id, verdict.others, verdict.tally) == ("early", 1, Tally(2, 3))


def test_a_failed_trigger_is_a_failure_outside_of_the_tally() -> None:
    verdict = execution(finished(0, "trigger", status="Failed"), *ran("a", 1, 2)).verdict
    assert isinstance(verdict, Failed)
    assert (verdict.step.node_id, verdict.tally) == ("trigger", Tally(1, 1))


def test_an_earlier_run_that_failed_does_not_fail_the_step() -> None:
    folded = execution(trigger(), *ran("loop", 1, 2, status="Failed"), *ran("loop", 3, 4))
    assert folded.verdict == NoFailure(0, Tally(1, 1))


def test_the_last_step_that_started_without_a_finish_is_named() -> None:
    verdict = execution(trigger(), started(100, "a"), started(300, "c"), *ran("b", 150, 200)).verdict
    assert isinstance(verdict, Unfinished)
    assert (verdict.step.node_id, verdict.others, verdict.tally) == ("c", 1, Tally(1, 3))


def test_a_loop_whose_newest_run_is_open_is_not_finished() -> None:
    verdict = execution(trigger(), *ran("loop", 100, 200), started(300, "loop")).verdict
    assert isinstance(verdict, Unfinished)
    assert verdict.tally == Tally(0, 1)


def test_an_unknown_status_is_counted_as_neither_success_nor_failure() -> None:
    folded = execution(trigger(), *ran("a", 1, 2, status="Hibernating"), *ran("b", 3, 4), *ran("c", 5, 6, status=None))
    assert folded.verdict == NoFailure(2, Tally(3, 3))


def test_a_skipped_step_is_finished() -> None:
    assert execution(trigger(), started(1, "a", status="Skipped")).verdict == NoFailure(0, Tally(1, 1, skipped=1))


def test_only_the_trigger_is_said_to_be_that() -> None:
    assert execution(trigger()).verdict == OnlyTriggered()


def test_a_row_that_could_not_be_read_may_be_a_step_that_reported() -> None:
    assert execution(trigger(), "no row").verdict == NoFailure(0, Tally(0, 0))


@pytest.mark.parametrize(
    ("dated", "total"), [pytest.param(True, 3, id="between dates"), pytest.param(False, 9, id="fewer than the total")]
)
def test_there_is_no_verdict_on_a_part(*, dated: bool, total: int) -> None:
    part = execution(trigger(), *ran("a", 1, 2), dated=dated, total=total)
    assert part.verdict == Partial(None)


def test_a_part_that_holds_a_failure_shows_it() -> None:
    part = execution(*ran("a", 1, 2), *ran("b", 3, 4, status="Failed"), *ran("c", 5, 6, status="Failed"), dated=True)
    verdict = part.verdict
    assert isinstance(verdict, Partial)
    assert verdict.failed is not None
    assert verdict.failed.node_id == "b"


def test_a_total_that_is_too_small_takes_no_verdict_away() -> None:
    assert execution(trigger(), *ran("a", 1, 2), total=1).verdict == NoFailure(0, Tally(1, 1))


@settings(max_examples=30)
@given(ANY_ROWS)
def test_no_verdict_says_more_than_the_rows_prove(rows: list[Any]) -> None:
    folded = execution(*rows)
    steps = [step for step in folded.steps if not step.is_trigger]
    groups = {step.newest.group for step in folded.steps}
    match folded.verdict:
        case Failed(step, _, tally):
            assert step.newest.group is StatusGroup.FAILED
            assert tally.finished <= tally.steps == len(steps)
        case Unfinished(step, others, tally):
            assert StatusGroup.FAILED not in groups
            assert not step.newest.finished
            assert tally.finished + 1 + others == tally.steps == len(steps)
        case NoFailure(unknown, tally):
            assert StatusGroup.FAILED not in groups
            assert tally.finished == tally.steps == len(steps)
            assert unknown <= len(steps)
        case OnlyTriggered():
            assert steps == []
            assert not folded.unreadable
        case Partial():
            assert not folded.whole
