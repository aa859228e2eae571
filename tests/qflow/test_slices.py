"""Large answers, which are read and folded in slices: the same comes of them as of small ones, and others go on."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.qflow.fold import fold, sliced_fold
from bot.qflow.reading import NotJSON, parse_step_events, sliced_step_events
from bot.qflow.slices import Sliced, in_turn
from tests.qflow.rows import EXECUTION_ID, Row, answer, body, finished, started

MANY = 1_500
"""Rows that no single slice holds."""


def row(number: int, **other: Any) -> Row:
    """Write one of many finish rows."""
    return finished(60 + number, f"node-{number:08x}-action", **other)


def same_as_small(rows: list[Any], **other: Any) -> None:
    """Say that an answer of all these rows is read as answers of a few of them each are."""
    whole = parse_step_events(body(*rows, **other))
    parts = [answer(*rows[start : start + 50]) for start in range(0, len(rows), 50)]
    assert whole.events == tuple(event for part in parts for event in part.events)
    assert whole.unreadable == sum(part.unreadable for part in parts)
    assert whole.size == len(body(*rows, **other))


async def turns_during(work: Sliced[Any]) -> int:
    """Count how often somebody else has a turn while work is done."""
    turns, done = 0, asyncio.Event()

    async def other() -> None:
        nonlocal turns
        while not done.is_set():
            turns += 1
            await asyncio.sleep(0)

    going_on = asyncio.create_task(other())
    await in_turn(work)
    done.set()
    await going_on
    return turns


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param(row, id="none"),
        pytest.param(lambda _: {"nodeId": 7}, id="malformed"),
        pytest.param(lambda _: "no row at all", id="no object"),
        pytest.param(lambda number: row(number, status="cut \ud83d"), id="half a character"),
        pytest.param(lambda number: row(number, details=["odd"]), id="odd details"),
        pytest.param(lambda number: row(number, status='}, {"id": "a'), id="a text that looks like the next row"),
        pytest.param(lambda number: row(number, status="]}"), id="a text that looks like the end"),
        pytest.param(lambda number: {"nodeId": "z", "output": [row(number), row(number)]}, id="rows within a row"),
        pytest.param(lambda _: {"nodeId": "z", "output": [[{}, {}], {}]}, id="lists within a row"),
    ],
)
@pytest.mark.parametrize("every", [7, 700])
def test_a_large_answer_is_read_as_small_ones_are(odd: Callable[[int], object], every: int) -> None:
    same_as_small([odd(number) if number % every == 0 else row(number) for number in range(1, MANY)])


def test_what_stands_around_the_rows_is_read_too() -> None:
    rows = [row(number) for number in range(MANY)]
    assert parse_step_events(body(*rows, total=7)).total == 7
    assert parse_step_events(json.dumps({"items": rows, "total": 8, "note": "[]"}).encode()).total == 8
    assert parse_step_events(json.dumps({"note": "[", "items": rows}).encode()).total is None
    same_as_small(rows, others=[row(number) for number in range(MANY)])
    same_as_small(rows, meta={"tags": [], "lists": [[{"id": 1}], [{"id": 2}]]})


def test_indented_rows_are_read() -> None:
    rows = [row(number) for number in range(MANY)]
    assert parse_step_events(json.dumps({"items": rows}, indent=2).encode()).events == answer(*rows).events


def test_rows_that_begin_each_in_their_own_way_are_read() -> None:
    rows = [dict(sorted(row(number).items(), reverse=bool(number % 2))) for number in range(MANY)]
    same_as_small(rows)


@pytest.mark.parametrize("end", [-1, -2, -100])
def test_half_of_a_large_answer_is_no_json(end: int) -> None:
    with pytest.raises(NotJSON):
        parse_step_events(body(*(row(number) for number in range(MANY)))[:end])


async def test_others_have_their_turn_while_a_large_answer_is_read_and_folded() -> None:
    rows = [each for number in range(MANY) for each in (started(number, f"n{number}"), row(number))]
    assert await turns_during(sliced_step_events(body(*rows))) > 5
    read = answer(*rows)
    assert await turns_during(sliced_fold(EXECUTION_ID, read, dated=False)) > 3
    assert await in_turn(sliced_fold(EXECUTION_ID, read, dated=False)) == fold(EXECUTION_ID, read, dated=False)


async def test_an_error_in_a_slice_reaches_who_waits() -> None:
    with pytest.raises(NotJSON):
        await in_turn(sliced_step_events(b"<html>" * MANY * 100))
