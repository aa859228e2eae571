"""Orders: read as typed, and applied to steps."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import UnknownField
from bot.qflow.order import FIELDS, Order, arranged, is_order, parse_order
from bot.qflow.status import status_matches
from bot.qflow.step import Step
from bot.sandbox.executions.recorder import FIELDS as DOCUMENTED
from tests.qflow.rows import ANY_ROWS, ORIGIN, Row, execution, finished, started, trigger
from tests.texts import any_text

STATUSES = any_text(often=("failed", "other", "Success"), most=3)


def nodes(steps: Sequence[Step]) -> str:
    return "".join(step.node_id for step in steps)


def arrange(rows: Sequence[Row], order: str | None, *statuses: str) -> str:
    return nodes(arranged(execution(*rows).steps, parse_order(order) if order else None, statuses))


def test_every_documented_field_can_be_ordered_by_and_duration_too() -> None:
    assert (*DOCUMENTED, "duration") == FIELDS


@pytest.mark.parametrize(
    ("text", "order"),
    [
        *(pytest.param(field, Order(field), id=field) for field in FIELDS),
        pytest.param("STARTDATE", Order("startDate"), id="capitals"),
        pytest.param("parDAteKEY", Order("parDateKey"), id="any case"),
        pytest.param("-startDate", Order("startDate", descending=True), id="descending"),
        pytest.param("-duration", Order("duration", descending=True), id="descending duration"),
        pytest.param("--status", Order("status", descending=True), id="two hyphens"),
    ],
)
def test_an_order_is_read_in_any_case(text: str, order: Order) -> None:
    assert parse_order(text) == order
    assert is_order(text)


@pytest.mark.parametrize(
    ("text", "field", "nearest"),
    [
        pytest.param("stauts", "stauts", "status", id="letters swapped"),
        pytest.param("-startdat", "startdat", "startDate", id="a letter missing"),
        pytest.param("started", "started", "startDate", id="another word"),
        pytest.param("xyzzy", "xyzzy", None, id="like none"),
        pytest.param("", "", None, id="nothing"),
        pytest.param("status-", "status-", "status", id="the hyphen behind"),
    ],
)
def test_an_unknown_field_is_answered_with_the_nearest(text: str, field: str, nearest: str | None) -> None:
    with pytest.raises(UnknownField) as caught:
        parse_order(text)
    assert (caught.value.field, caught.value.nearest) == (field, nearest)
    assert not is_order(text)


@settings(max_examples=30)
@given(any_text(often=("-", *FIELDS)))
def test_any_text_reads_as_an_order_or_is_an_unknown_field(text: str) -> None:
    if is_order(text):
        assert parse_order(text).field in FIELDS
    else:
        with pytest.raises(UnknownField):
            parse_order(text)


@pytest.mark.parametrize("text", FIELDS + tuple(f"-{field}" for field in FIELDS))
def test_an_order_is_written_as_the_api_takes_it(text: str) -> None:
    assert str(parse_order(text)) == text


def test_only_duration_is_unknown_to_the_api() -> None:
    assert [field for field in FIELDS if not Order(field).known_to_api] == ["duration"]


def test_without_an_order_steps_stand_as_run() -> None:
    assert arrange([started(20, "c"), started(0, "a"), started(10, "b")], None) == "abc"


THREE: dict[str, list[Any]] = {
    "id": ["01A", "01B", "01C"],
    "createdAt": [ORIGIN + 9, ORIGIN + 10, ORIGIN + 100],
    "updatedAt": [ORIGIN + 9, ORIGIN + 10, ORIGIN + 100],
    "tags": [["a", "z"], ["b"], ["c", "a"]],
    "customerId": ["a", "b", "c"],
    "eventOrder": [9, 10, 100],
    "execution": ["a", "b", "c"],
    "nodeType": ["action", "filter", "post-event"],
    "status": ["Failed", "Running", "Success"],
    "startDate": [ORIGIN + 9, ORIGIN + 10, ORIGIN + 100],
    "endDate": [ORIGIN + 900, ORIGIN + 1_000, ORIGIN + 10_000],
    "details": [{"message": "1"}, {"message": "12"}, {"message": "2"}],
    "parDateKey": ["2025-04-29", "2025-04-30", "2025-05-01"],
}
"""For every field but the node, three values in their order."""


@pytest.mark.parametrize("field", THREE)
def test_steps_are_ordered_by_each_field_with_empty_ones_last_either_way(field: str) -> None:
    small, middle, large = THREE[field]
    rows = [
        finished(1_000, "e", **{field: None}),
        finished(1_000, "l", **{field: large}),
        finished(1_000, "s", **{field: small}),
        finished(1_000, "m", **{field: middle}),
    ]
    assert arrange(rows, field) == "smle"
    assert arrange(rows, f"-{field}") == "lmse"


def test_steps_are_ordered_by_node() -> None:
    rows = [started(0, "b"), started(1, "c"), started(2, "a")]
    assert arrange(rows, "nodeId") == "abc"
    assert arrange(rows, "-nodeId") == "cba"


def test_steps_are_ordered_by_duration_with_unknown_ones_last_either_way() -> None:
    rows = [
        *(started(0, "u"), started(1, "l"), finished(9_001, "l")),
        *(started(2, "s"), finished(12, "s"), finished(5_000, "m", own_start=4_000)),
    ]
    assert arrange(rows, "duration") == "smlu"
    assert arrange(rows, "-duration") == "lmsu"


@pytest.mark.parametrize("order", ["status", "-status"])
def test_steps_that_are_equal_stay_as_run_either_way(order: str) -> None:
    assert arrange([started(20, "c"), started(10, "b"), started(0, "a")], order) == "abc"


def test_a_looped_step_stands_by_its_first_start_and_its_last_end() -> None:
    loop = [started(0, "l"), finished(10, "l"), started(500, "l"), finished(900, "l")]
    once = [started(100, "o"), finished(300, "o")]
    assert arrange([*once, *loop], "startDate") == "lo"
    assert arrange([*once, *loop], "endDate") == "ol"


def test_a_looped_step_stands_by_the_status_and_message_of_its_newest_run() -> None:
    loop = [
        *(started(0, "l"), finished(10, "l", status="A", details={"message": "a"})),
        *(started(20, "l"), finished(30, "l", status="Z", details={"message": "z"})),
    ]
    once = [started(5, "o"), finished(15, "o", status="M", details={"message": "m"})]
    assert arrange([*loop, *once], "status") == "ol"
    assert arrange([*loop, *once], "details") == "ol"


def test_statuses_filter_and_leave_the_order() -> None:
    rows = [
        finished(100, "a", status="Success"),
        finished(200, "b", status="Timeout"),
        started(300, "c"),
        finished(400, "d", status="Hibernating"),
    ]
    assert arrange(rows, None, "failed", "running") == "bc"
    assert arrange(rows, "-startDate", "failed", "RUNNING") == "cb"
    assert arrange(rows, None, "hibernating") == "d"
    assert arrange(rows, None, "skipped") == ""


def test_a_number_is_a_place_as_run_and_no_order_or_filter_changes_it() -> None:
    steps = execution(trigger(), finished(100, "b", status="Failed"), started(200, "c")).steps
    numbers = {step.node_id: step.number for step in steps}
    assert numbers == {"trigger": 1, "b": 2, "c": 3}
    for field in FIELDS:
        for order in (Order(field), Order(field, descending=True)):
            for statuses in ((), ("running",)):
                assert all(step.number == numbers[step.node_id] for step in arranged(steps, order, statuses))


@settings(max_examples=30)
@given(ANY_ROWS, st.sampled_from([*FIELDS, *(f"-{field}" for field in FIELDS)]), st.lists(STATUSES, max_size=2))
def test_any_steps_can_be_arranged_and_none_but_the_filtered_are_lost(
    rows: list[Any], text: str, statuses: list[str]
) -> None:
    steps = execution(*rows).steps
    order = parse_order(text)
    assert sorted(step.number for step in arranged(steps, order, ())) == [step.number for step in steps]
    kept = [step for step in steps if not statuses or status_matches(step.newest.status, statuses)]
    assert sorted(step.number for step in arranged(steps, order, statuses)) == [step.number for step in kept]
