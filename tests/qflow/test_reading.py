"""Reading the answers of the steps endpoint."""

import json
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.qflow.events import StepEvent
from bot.qflow.reading import NotJSON, NotSteps, parse_step_events
from bot.sandbox.recorded_exchanges import SAMPLE_1, SAMPLE_2, recorded_body
from tests.qflow.rows import ANY_JSON, ANY_ROWS, EXECUTION_ID, answer, body, finished, started


def only(row: object) -> StepEvent:
    (event,) = answer(row).events
    return event


@pytest.mark.parametrize(
    ("file", "rows"), [pytest.param(SAMPLE_1, 6, id="sample 1"), pytest.param(SAMPLE_2, 2, id="sample 2")]
)
def test_a_documented_answer_is_read_whole(file: str, rows: int) -> None:
    read = parse_step_events(recorded_body(file))
    assert (len(read.events), read.total, read.unreadable) == (rows, rows, 0)


def test_every_documented_field_is_kept_and_times_stay_integers() -> None:
    assert asdict(parse_step_events(recorded_body(SAMPLE_1)).events[0]) == {
        "event_id": "01JT3585YRG0DHQNS9DNN432X3",
        "created_at": 1746010380248,
        "updated_at": 1746010380248,
        "tags": ("created_by=0ffaf046-768b-79fc-83f6-aa25be52c2a1",),
        "customer_id": "54f50897-26f3-c9af-83f9-e71459be70d9",
        "event_order": 2,
        "node_id": "node-e3a84822-qualysevent",
        "execution": EXECUTION_ID,
        "node_type": "qualysevent",
        "status": "Success",
        "start_date": 1746010380100,
        "end_date": 1746010380193,
        "details": {"message": "1 events sent"},
        "par_date_key": "2025-04-30T00:00:00.000Z",
        "data": None,
    }


def test_rows_keep_the_order_of_the_api() -> None:
    read = answer(finished(9, "c"), started(5, "a"), started(7, "b"))
    assert [event.node_id for event in read.events] == ["c", "a", "b"]


def test_unknown_fields_never_break_a_row() -> None:
    row = finished(54, output=[{"key": None}], details={"message": "Done", "trace": ["x"]}, region={"zones": []})
    assert only(row) == only(finished(54))


def test_everything_but_the_node_may_be_absent() -> None:
    event = only({"nodeId": "trigger"})
    assert event.node_id == "trigger"
    assert {getattr(event, name) for name in StepEvent.__slots__ if name != "node_id"} == {None}


@pytest.mark.parametrize(
    "row",
    [
        pytest.param("this is no row", id="a text"),
        pytest.param(None, id="null"),
        pytest.param([], id="a list"),
        pytest.param({}, id="an empty object"),
        pytest.param(finished(54, nodeId=None), id="no node"),
        pytest.param(finished(54, nodeId=""), id="an empty node"),
        pytest.param(finished(54, nodeId=7), id="a node that is a number"),
        pytest.param(finished(54, startDate="yesterday, about noon"), id="a time in words"),
        pytest.param(finished(54, endDate=-1), id="a time before the epoch"),
        pytest.param(finished(54, endDate=253_402_300_800_000), id="a time beyond the year 9999"),
        pytest.param(finished(54, createdAt=float("nan")), id="a time that is NaN"),
        pytest.param(finished(54, tags="one"), id="tags that are a text"),
    ],
)
def test_a_malformed_row_costs_itself_alone(row: object) -> None:
    read = answer(started(0), row, finished(54))
    assert read.events == answer(started(0), finished(54)).events
    assert (read.total, read.unreadable) == (3, 1)


@pytest.mark.parametrize("details", [["a", "list"], "access denied", {"message": {"code": 403}}, 7])
def test_odd_details_cost_their_message_and_not_the_row(details: object) -> None:
    read = answer(started(0), finished(54, status="Failed", details=details))
    assert (read.total, read.unreadable) == (2, 0)
    assert (read.events[1].status, read.events[1].details) == ("Failed", None)


@pytest.mark.parametrize("order", [2**53 + 1, -(2**53) - 1, 10**1_500, {}, "second", 1.5])
def test_an_odd_order_costs_itself_and_not_the_row(order: object) -> None:
    read = answer(started(0), finished(54, status="Failed", eventOrder=order))
    assert (read.total, read.unreadable) == (2, 0)
    assert (read.events[1].status, read.events[1].event_order) == ("Failed", None)


def test_a_number_that_python_refuses_to_read_costs_itself_alone() -> None:
    digits = b"9" * 5_000
    read = parse_step_events(b'{"items": [{"nodeId": "n", "eventOrder": %b}], "total": %b}' % (digits, digits))
    assert (len(read.events), read.events[0].event_order, read.total, read.unreadable) == (1, None, None, 0)


def test_a_long_number_in_the_data_of_a_row_stays_as_it_is() -> None:
    (event,) = parse_step_events(body(finished(54, serial=10**30)), include_data=True).events
    assert event.data is not None
    assert json.loads(event.data) == {"serial": 10**30}


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param("\ud83d", id="the first half of a character"),
        pytest.param("\udfff", id="the second half"),
    ],
)
def test_half_a_character_costs_neither_its_row_nor_the_others(bad: str) -> None:
    read = answer(started(0), finished(54, status=bad, details={"message": f"cut in the middle {bad}"}))
    assert read.unreadable == 0
    assert read.events[0] == only(started(0))
    assert read.events[1].status == "\ufffd"
    assert read.events[1].details is not None
    assert read.events[1].details.message == "cut in the middle \ufffd"


def test_both_halves_of_a_character_stay_that_character() -> None:
    assert only(finished(54, status="✅ \U0001f468")).status == "✅ \U0001f468"
    halves = rb'{"items": [{"nodeId": "n", "status": "\ud83d\udc68"}, {"nodeId": "\ud83d"}]}'
    assert parse_step_events(halves).events[0].status == "\U0001f468"


@pytest.mark.parametrize(
    ("total", "read_as"),
    [
        pytest.param(999, 999, id="too many"),
        pytest.param(0, 0, id="none"),
        pytest.param(2**53, 2**53, id="the most"),
        pytest.param(2**53 + 1, None, id="more than any"),
        pytest.param(10**1_500, None, id="more than can be written"),
        pytest.param(None, None, id="null"),
        pytest.param("many", None, id="a text"),
        pytest.param(1.5, None, id="a fraction"),
        pytest.param(-1, None, id="below zero"),
        pytest.param([], None, id="a list"),
        pytest.param("9", 9, id="a number in quotes"),
        pytest.param(9.0, 9, id="a whole fraction"),
    ],
)
@pytest.mark.parametrize("odd", [(), ("unreadable",)], ids=["all rows readable", "one row is not"])
def test_a_total_is_taken_as_it_is_and_nonsense_as_none(total: object, read_as: int | None, odd: tuple[str]) -> None:
    read = answer(started(0), finished(54), *odd, total=total)
    assert (len(read.events), read.total, read.unreadable) == (2, read_as, len(odd))


@given(ANY_JSON)
def test_a_row_that_cannot_be_read_changes_nothing_of_the_total(total: object) -> None:
    assert answer(started(0), total=total).total == answer(started(0), "unreadable", total=total).total


def test_an_answer_without_a_total_is_read() -> None:
    assert parse_step_events(b'{"items": []}').total is None


def test_an_answer_without_rows_is_read() -> None:
    assert answer().events == ()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<html><body>Sign in</body></html>", id="HTML"),
        pytest.param(body(started(0))[:-7], id="half an answer"),
        pytest.param(b'{"items": [{"nodeId": "\xff"}]}', id="not UTF-8"),
        pytest.param(b'{"items":\xc2\xa0[]}', id="indented with no-break spaces"),
        pytest.param(b"[" * 100_000, id="nested beyond depth"),
        pytest.param(b'{"items": [], "total": ' + b"9" * 5_000 + b"}x", id="a number beyond size"),
    ],
)
def test_what_is_not_json_is_said_to_be_that(text: bytes) -> None:
    with pytest.raises(NotJSON):
        parse_step_events(text)


@pytest.mark.parametrize(
    "document",
    [
        pytest.param([], id="a list"),
        pytest.param("items", id="a text"),
        pytest.param(None, id="null"),
        pytest.param({}, id="an empty object"),
        pytest.param({"items": None}, id="items that are null"),
        pytest.param({"items": {"nodeId": "trigger"}}, id="items that are an object"),
        pytest.param({"data": {}, "errors": [], "meta": {"timestamp": 1}}, id="Qualys' newer envelope"),
    ],
)
def test_json_without_a_list_of_steps_is_said_to_be_that(document: object) -> None:
    with pytest.raises(NotSteps):
        parse_step_events(json.dumps(document).encode())


@settings(max_examples=30)
@given(ANY_ROWS)
def test_readable_rows_are_all_read(rows: list[Any]) -> None:
    read = answer(*rows)
    assert (len(read.events), read.unreadable) == (len(rows), 0)


@settings(max_examples=30)
@given(ANY_JSON | st.fixed_dictionaries({"items": st.lists(ANY_JSON, max_size=4)}, optional={"total": ANY_JSON}))
def test_any_json_is_read_or_said_to_hold_no_steps(document: object) -> None:
    try:
        read = parse_step_events(json.dumps(document).encode())
    except NotSteps:
        return
    assert isinstance(document, dict)
    assert len(read.events) + read.unreadable == len(document["items"])


@settings(max_examples=30)
@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_said_to_be_wrong(text: bytes) -> None:
    with pytest.raises((NotJSON, NotSteps)):
        parse_step_events(text)
