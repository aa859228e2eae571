"""The fold: from step events to steps."""

import itertools
import json
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.qflow.execution import Execution
from bot.qflow.fold import fold
from bot.qflow.reading import parse_step_events
from bot.qflow.status import StatusGroup
from bot.qflow.step import Run, Step
from bot.qflow.times import Measure
from bot.sandbox.recorded_exchanges import SAMPLE_1, recorded_body, recorded_rows
from tests.qflow.rows import (
    ANY_ROWS,
    EXECUTION_ID,
    NODE,
    ORIGIN,
    Row,
    execution,
    finished,
    moment,
    started,
    the_step,
    trigger,
)

OTHER_ORDERS = [pytest.param(order, id=str(order)) for order in (None, 0, 3, 99, -1)]


def exactly(milliseconds: int) -> Measure:
    return Measure(timedelta(milliseconds=milliseconds), exact=True)


def bound(milliseconds: int) -> Measure:
    return Measure(timedelta(milliseconds=milliseconds), exact=False)


def recorded() -> Execution:
    return execution(*recorded_rows())


def step_of(folded: Execution, node_id: str) -> Step:
    (step,) = [step for step in folded.steps if step.node_id == node_id]
    return step


def durations(step: Step) -> list[Measure | None]:
    return [run.duration for run in step.runs]


def test_the_documented_post_event_took_47_350_seconds() -> None:
    assert step_of(recorded(), NODE).newest.duration == exactly(47_350)


def test_the_documented_post_event_took_at_least_54_ms_as_far_as_its_finish_row_alone_tells() -> None:
    folded = fold(EXECUTION_ID, parse_step_events(recorded_body(SAMPLE_1)), dated=False)
    step = step_of(folded, NODE)
    assert step.newest.duration == bound(54)
    assert folded.offset(step) == bound(52_890)


def test_the_documented_steps_stand_as_run() -> None:
    folded = recorded()
    assert [(step.number, step.node_type, step.short_id) for step in folded.steps] == [
        (1, "trigger", None),
        (2, "filter", "67649155"),
        (3, "qualysevent", "e3a84822"),
        (4, "post-event", "e3a84822"),
        (5, "post-workflow-trigger", "e3a84822"),
        (6, "action", "ea318327"),
    ]
    assert [folded.offset(step) for step in folded.steps] == [
        exactly(0),
        bound(2_636),
        exactly(4_993),
        exactly(5_594),
        bound(53_561),
        bound(54_310),
    ]
    assert (folded.began, folded.ended) == (moment(0), moment(55_437))


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([started(100), finished(400)], id="start first"),
        pytest.param([finished(400), started(100)], id="finish first"),
    ],
)
def test_a_start_and_a_finish_are_one_run_whatever_the_order_of_the_rows(rows: list[Row]) -> None:
    step = the_step(*rows)
    assert durations(step) == [exactly(300)]
    assert (step.newest.started, step.newest.ended) == (moment(100), moment(400))
    assert (step.newest.status, step.newest.message, step.newest.finished) == ("Success", "Done", True)


def test_three_interleaved_runs_of_a_loop_give_three_right_durations() -> None:
    rows = [started(0), started(100), finished(150), started(200), finished(350), finished(600)]
    for shuffled in itertools.permutations(rows):
        assert durations(the_step(*shuffled)) == [exactly(150), exactly(250), exactly(400)]


def test_runs_pair_first_in_first_out() -> None:
    step = the_step(started(0), started(10), finished(15), started(20), finished(40))
    assert durations(step) == [exactly(15), exactly(30), None]
    assert step.newest.status == "Running"


def test_a_finish_with_no_open_start_stands_alone() -> None:
    step = the_step(finished(100), started(200), finished(500), finished(900))
    assert durations(step) == [bound(54), exactly(300), bound(54)]


def test_a_finish_that_starts_its_node_again_at_once_closes_the_run_before() -> None:
    step = the_step(started(0), finished(100), started(100), finished(300))
    assert durations(step) == [exactly(100), exactly(200)]


def test_a_run_within_one_millisecond_is_paired() -> None:
    assert durations(the_step(finished(100, own_start=100), started(100))) == [exactly(0)]


@pytest.mark.parametrize("order", [pytest.param(0, id="zero"), pytest.param(-1, id="below zero")])
def test_equal_times_go_by_event_order_whatever_its_number(order: int) -> None:
    step = the_step(finished(100, own_start=100), started(100, eventOrder=order))
    assert durations(step) == [exactly(0)]


def test_equal_times_and_event_orders_go_by_recording_and_then_by_id() -> None:
    rows = [
        started(0, id="01B", createdAt=ORIGIN + 60, status="third"),
        started(0, id="01A", createdAt=ORIGIN + 60, status="second"),
        started(0, id="01C", createdAt=ORIGIN + 50, status="first"),
    ]
    for shuffled in itertools.permutations(rows):
        assert [run.status for run in the_step(*shuffled).runs] == ["first", "second", "third"]


def test_the_newest_run_gives_status_and_duration_and_earlier_failures_are_counted() -> None:
    step = the_step(
        *(started(0), finished(100, status="Failed")),
        *(started(200), finished(350, status="Success")),
        *(started(400), finished(500, status="Success")),
    )
    assert (len(step.runs), step.failed_earlier) == (3, 1)
    assert step.newest.group is StatusGroup.SUCCEEDED
    assert step.newest.duration == exactly(100)


def test_a_failure_of_the_newest_run_is_not_counted_as_an_earlier_one() -> None:
    step = the_step(started(0), finished(100), started(200), finished(300, status="Failed"))
    assert (step.newest.group, step.failed_earlier) == (StatusGroup.FAILED, 0)


@pytest.mark.parametrize("event_order", OTHER_ORDERS)
def test_another_event_order_finishes_where_there_is_an_end(event_order: int | None) -> None:
    run = the_step(finished(100, eventOrder=event_order)).newest
    assert run.start is None
    assert run.duration == bound(54)


@pytest.mark.parametrize("event_order", OTHER_ORDERS)
def test_another_event_order_starts_where_there_is_no_end(event_order: int | None) -> None:
    run = the_step(started(100, eventOrder=event_order)).newest
    assert run.finish is None
    assert run.started == moment(100)
    assert not run.finished


def test_event_orders_1_and_2_outweigh_the_end() -> None:
    assert the_step(started(0, endDate=ORIGIN + 5)).newest.finish is None
    assert the_step(finished(100, endDate=None)).newest.start is None


def test_only_start_rows_give_steps_without_duration() -> None:
    step = the_step(started(0), started(100))
    assert durations(step) == [None, None]
    assert not step.newest.finished


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([started(100), finished(99)], id="finish before start"),
        pytest.param([finished(99, own_start=100)], id="a finish alone that runs backwards"),
        pytest.param([started(0, startDate=None), finished(99)], id="no start date"),
        pytest.param([started(0), finished(99, endDate=None)], id="no end date"),
        pytest.param([finished(99, startDate=None)], id="a finish alone without a start date"),
    ],
)
def test_a_duration_that_runs_backwards_or_lacks_a_time_is_unknown(rows: list[Row]) -> None:
    assert the_step(*rows).newest.duration is None


def test_an_offset_counts_from_the_earliest_time_seen_in_any_row() -> None:
    folded = execution(finished(5_000, "b", own_start=1_000), started(3_000, "a"))
    assert folded.began == moment(1_000)
    assert {step.node_id: folded.offset(step) for step in folded.steps} == {"a": exactly(2_000), "b": bound(0)}


def test_a_recording_time_counts_only_where_nothing_else_is_known() -> None:
    folded = execution(started(100, "a", createdAt=ORIGIN), started(0, "b", startDate=None, createdAt=ORIGIN + 50))
    assert (folded.began, folded.ended) == (moment(50), moment(100))


def test_an_offset_by_the_recording_time_alone_is_a_bound() -> None:
    folded = execution(trigger(), started(900, startDate=None))
    assert folded.offset(step_of(folded, NODE)) == bound(953)


def test_an_offset_is_never_below_zero() -> None:
    """A start row that has an end instead of a start was recorded before that end, which is all that is known."""
    folded = execution(started(0, createdAt=ORIGIN + 1_000, startDate=None, endDate=ORIGIN + 5_000))
    assert folded.offset(folded.steps[0]) == bound(0)


def test_an_offset_without_any_time_is_unknown() -> None:
    folded = execution({"nodeId": "a"}, {"nodeId": "b"})
    assert [folded.offset(step) for step in folded.steps] == [None, None]
    assert (folded.began, folded.ended) == (None, None)


def test_steps_without_any_time_come_last() -> None:
    folded = execution({"nodeId": "timeless"}, started(10, "late"), started(5, "early"))
    assert [step.node_id for step in folded.steps] == ["early", "late", "timeless"]


@pytest.mark.parametrize(
    ("node_id", "node_type", "shown", "short_id"),
    [
        pytest.param("node-e3a84822-post-event", "post-event", "post-event", "e3a84822", id="documented"),
        pytest.param("node-E3A84822-post-event", "post-event", "post-event", "E3A84822", id="capitals"),
        pytest.param("trigger", "trigger", "trigger", None, id="trigger"),
        pytest.param("node-e3a84822-x", None, "node-e3a84822-x", "e3a84822", id="no node type"),
        pytest.param("node-e3a84822-x", "", "node-e3a84822-x", "e3a84822", id="empty node type"),
        pytest.param("node-e3a848-x", "x", "x", None, id="six digits"),
        pytest.param("e3a84822", "x", "x", None, id="another shape"),
    ],
)
def test_a_step_is_named_by_its_type_and_its_short_id(
    node_id: str, node_type: str | None, shown: str, short_id: str | None
) -> None:
    step = the_step(started(0, node_id, nodeType=node_type))
    assert (step.node_type, step.short_id) == (shown, short_id)


@pytest.mark.parametrize(
    ("row", "is_trigger"),
    [
        pytest.param(trigger(), True, id="documented"),
        pytest.param(started(0, "trigger", nodeType=None), True, id="by its node alone"),
        pytest.param(started(0, "node-e3a84822-x", nodeType="trigger"), True, id="by its type alone"),
        pytest.param(started(0, "node-e3a84822-post-workflow-trigger"), False, id="a step that triggers another"),
    ],
)
def test_a_trigger_is_known_by_its_node_or_type(row: Row, *, is_trigger: bool) -> None:
    assert the_step(row).is_trigger is is_trigger


@pytest.mark.parametrize(
    ("status", "ended"),
    [
        *(pytest.param(status, True, id=status) for status in ("Success", "Failed", "Skipped")),
        *(pytest.param(status, False, id=str(status)) for status in ("Running", "Hibernating", "", None)),
    ],
)
def test_a_start_row_alone_has_ended_if_its_status_says_so(status: str | None, *, ended: bool) -> None:
    assert the_step(started(0, status=status)).newest.finished is ended


def test_rows_and_totals_are_counted_as_sent() -> None:
    folded = execution(started(0), "no row", finished(54), total=9)
    assert (folded.rows, folded.total, folded.unreadable) == (3, 9, 1)


@pytest.mark.parametrize(
    ("total", "dated", "whole"),
    [
        pytest.param(2, False, True, id="all rows"),
        pytest.param(None, False, True, id="no total"),
        pytest.param(1, False, True, id="more rows than the total"),
        pytest.param(3, False, False, id="fewer rows than the total"),
        pytest.param(2, True, False, id="between dates"),
    ],
)
def test_rows_are_the_whole_execution_unless_some_were_left_out(total: int | None, *, dated: bool, whole: bool) -> None:
    assert execution(started(0), finished(54), total=total, dated=dated).whole is whole


@settings(max_examples=30)
@given(ANY_ROWS)
def test_any_rows_fold_into_steps_and_no_row_is_lost(rows: list[Any]) -> None:
    folded = execution(*rows)
    assert sorted(step.number for step in folded.steps) == list(range(1, len(folded.steps) + 1))
    assert sum(len(step.events) for step in folded.steps) == len({json.dumps(_without_nulls(row)) for row in rows})
    for step in folded.steps:
        in_runs = [event for run in step.runs for event in (run.start, run.finish) if event is not None]
        assert len(in_runs) == len(step.events)
        for measure in (folded.offset(step), *durations(step)):
            assert measure is None or measure.length >= timedelta(0)


def _without_nulls(part: Any) -> Any:
    """Leave out what is null: the API may send it or not, and it is the same row either way."""
    if not isinstance(part, dict):
        return part
    return {key: _without_nulls(value) for key, value in part.items() if value is not None}


@settings(max_examples=30)
@given(ANY_ROWS)
def test_only_a_recorded_start_and_end_make_a_duration_exact(rows: list[Any]) -> None:
    runs = [run for step in execution(*rows).steps for run in step.runs]
    assert all(_has_both_ends(run) for run in runs if run.duration and run.duration.exact)


def _has_both_ends(run: Run) -> bool:
    if run.started is None or run.ended is None:
        return False
    return run.duration == Measure(run.ended - run.started, exact=True)


@settings(max_examples=30)
@given(ANY_ROWS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(rows: list[Any], random: Random) -> None:
    rows = [row | {"id": f"{place:03}"} for place, row in enumerate(rows)]
    shuffled = random.sample(rows, len(rows))
    assert execution(*shuffled) == execution(*rows)


def test_the_same_row_sent_twice_is_one_event() -> None:
    step = the_step(started(0), started(0), finished(300), finished(300))
    assert (durations(step), len(step.runs)) == ([exactly(300)], 1)
