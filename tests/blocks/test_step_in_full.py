"""A step in full: as much as a modal holds, and how much that is not."""

import json
from typing import Any

import pytest

from bot.blocks.message import fits
from bot.blocks.modals import modal
from bot.blocks.notices import direct
from bot.blocks.step_in_full import step_in_full
from bot.qflow.execution import Execution
from bot.qflow.fold import fold
from bot.qflow.reading import parse_step_events
from bot.sandbox.slack.rules_views import judge_view
from tests.blocks.readable import readable

ID = "0e72b4a1-abea-45b2-9ae9-91cd87506404"


def one_step(message: str, *, runs: int = 1, status: str = "Failed") -> Execution:
    """Give an execution of one step that ran so often, and said this last."""
    rows: list[dict[str, Any]] = [
        {"nodeId": "node-1-action", "eventOrder": order, "status": status, "createdAt": run * 1000, at: run * 1000}
        for run in range(runs)
        for order, at in ((1, "startDate"), (2, "endDate"))
    ]
    rows[-1]["details"] = {"message": message}
    return fold(ID, parse_step_events(json.dumps({"items": rows}).encode()), dated=False)


def in_full(execution: Execution) -> str:
    """Show the step, if Slack takes it, and give what stands there."""
    message = step_in_full(execution, execution.steps[0])
    judge_view(modal("QFlow steps", message.blocks, "c=C1"))
    assert message.reduced is not None
    judge_view(modal("QFlow steps", message.reduced.blocks, "c=C1"))
    return readable(message)


def test_a_long_message_is_there_to_its_end() -> None:
    message = "\n".join(f"line {number} of 4,000" for number in range(1, 3_001))
    shown = in_full(one_step(message))
    assert 50_000 < len(message) < 60_000
    assert all(line in shown for line in message.splitlines())
    assert "characters shown" not in shown


def test_a_longer_one_says_how_much_of_it_is() -> None:
    assert "60,000 of 1,048,576 characters shown" in in_full(one_step("x" * 2**20))


def test_as_many_runs_and_events_as_fit_are_listed() -> None:
    shown = in_full(one_step("done", runs=1_000))
    assert "1,000 runs" in shown
    assert "2,000 events" in shown
    assert shown.count(" earlier") == 2
    assert shown.count("recorded") > 200


def test_no_list_begins_with_an_empty_line() -> None:
    execution = one_step("done", runs=100)
    blocks = step_in_full(execution, execution.steps[0]).blocks
    begins = [block["elements"][0]["elements"][0]["text"] for block in blocks if block["type"] == "rich_text"]
    assert len(begins) > 4
    assert not [text for text in begins if text.startswith("\n")]


@pytest.mark.parametrize("text", ["漢", "😀", '"', "\\", "a b", "👩‍👩‍👧‍👦", "\n"])
def test_whatever_a_step_says_slack_takes_it(text: str) -> None:
    assert in_full(one_step("a" + text * 60_000, runs=400, status=text * 300))


@pytest.mark.parametrize("runs", [1, 30])
@pytest.mark.parametrize(
    "message",
    [
        pytest.param("boom", id="short"),
        pytest.param("x " * 3_000, id="long"),
        pytest.param('{"a":"b"},' * 1_200, id="JSON"),
        pytest.param("\U0001f680" * 6_000, id="emoji"),
    ],
)
def test_reduced_it_is_taken_as_a_message_too_with_a_line_above_it(message: str, runs: int) -> None:
    """Where no modal takes it, it stands beside one."""
    execution = one_step(message, runs=runs)
    beside = direct(step_in_full(execution, execution.steps[0]), "C0INCIDENTS", unconfirmed=True)
    assert beside.reduce is not None
    assert fits(beside.reduce())
    assert "action" in beside.text.splitlines()[1]
