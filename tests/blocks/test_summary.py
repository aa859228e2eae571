"""The summary: what it says of the sandbox's executions, and that nothing makes it break Slack's limits."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block as SlackBlock
from syrupy.assertion import SnapshotAssertion

from bot.blocks import limits
from bot.blocks.message import Message, fits
from bot.blocks.shown import Shown
from bot.blocks.summary import Source, execution_summary
from bot.qflow.execution import Execution
from bot.qflow.fold import fold
from bot.qflow.lookup import Lookup
from bot.qflow.order import parse_order
from bot.qflow.reading import parse_step_events
from bot.qflow.service import Provenance
from bot.sandbox.executions import named
from tests.blocks.readable import readable
from tests.blocks.rows import executions, shown

AS_OF = datetime(2025, 11, 3, 12, 3, 11, tzinfo=UTC)
SOURCE = Source(AS_OF, "5eed5eed")
OPENED_AT = 1_762_171_391_000
"""The same moment in milliseconds: when the sandbox's runs under way are seen."""


def an_execution(name: str, *, dated: bool = False) -> Execution:
    """Fold a named execution of the sandbox, all of its rows."""
    execution = named(name)
    rows = execution.rows(OPENED_AT)
    body = json.dumps({"total": execution.total or len(rows), "items": list(rows)}).encode()
    return fold(execution.execution_id, parse_step_events(body), dated=dated)


def summary(execution: Execution, **shown: Any) -> Message:
    """Summarise an execution, as it would first be shown."""
    lookup = Lookup(execution.execution_id, **shown)
    return execution_summary(execution, Shown(lookup), SOURCE)


@pytest.mark.parametrize(
    "name",
    [
        "documented",
        "failed",
        "both-rows",
        "loop",
        "running",
        "just-started",
        "unknown-statuses",
        "malformed",
        "lying-total",
    ],
)
def test_a_summary_reads_as_it_should(name: str, snapshot: SnapshotAssertion) -> None:
    assert readable(summary(an_execution(name))) == snapshot


def test_open_details_read_as_they_should(snapshot: SnapshotAssertion) -> None:
    execution = an_execution("loop")
    opened = Shown(Lookup(execution.execution_id)).opening(execution.steps[2])
    assert readable(execution_summary(execution, opened, SOURCE)) == snapshot


@pytest.mark.parametrize("provenance", Provenance)
def test_a_summary_says_where_its_answer_came_from_and_why(provenance: Provenance, snapshot: SnapshotAssertion) -> None:
    silent_since = AS_OF if provenance is Provenance.CACHE_WITHOUT_QFLOW else None
    source = replace(SOURCE, provenance=provenance, silent_since=silent_since)
    execution = an_execution("just-started")
    said = execution_summary(execution, Shown(Lookup(execution.execution_id)), source)
    assert [line for line in readable(said).splitlines() if " answer of " in line] == snapshot


def test_the_page_that_holds_the_failure_opens_first(snapshot: SnapshotAssertion) -> None:
    assert readable(summary(an_execution("ten-thousand"))) == snapshot


def test_an_order_moves_the_failure_to_another_page() -> None:
    said = readable(summary(an_execution("ten-thousand"), order=parse_order("-startDate")))
    assert "steps 2,671–2,680 of 10,000 · ordered by -startDate" in said
    assert "❌ 7,321  action" in said.partition("steps 2,671")[2]


def test_the_trigger_is_not_counted_among_what_runs_where_a_filter_tells_which_statuses_there_are() -> None:
    said = readable(summary(an_execution("failed"), statuses=("aborted",)))
    assert "0 of 7 steps with status aborted · there are 4 Success, 1 Failed, 1 Skipped and the trigger" in said
    assert "there is only the trigger" in readable(summary(an_execution("just-started"), statuses=("failed",)))


def test_a_filter_without_a_match_says_so() -> None:
    said = readable(summary(an_execution("documented"), statuses=("skipped",)))
    assert "0 of 6 steps with status skipped" in said


def test_a_part_of_an_execution_gets_no_verdict_but_its_failure_is_told() -> None:
    said = summary(an_execution("failed", dated=True)).text
    assert said.startswith("🔎 11 rows in this range, not the whole execution")
    assert "not authorized to perform: ec2:StopInstances" in said


def test_a_step_beyond_the_last_page_is_not_asked_for() -> None:
    execution = an_execution("documented")
    late = Shown(Lookup(execution.execution_id), page=99)
    assert "✅ 6  action" in readable(execution_summary(execution, late, SOURCE))


def _keeps_slacks_limits(message: Message) -> None:
    assert fits(message.blocks)
    assert message.reduced is not None
    assert fits(message.reduced.blocks)
    assert 0 < len(message.text.encode()) <= limits.FALLBACK_TEXT
    for block in message.blocks:
        parsed = SlackBlock.parse(dict(block))
        assert parsed is not None
        parsed.validate_json()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_rows_fold_order_and_build_within_every_limit(data: st.DataObject) -> None:
    execution = data.draw(executions())
    asked = data.draw(shown(execution))
    _keeps_slacks_limits(execution_summary(execution, asked, SOURCE))


@pytest.mark.parametrize("text", ["漢", "😀", "&", '"', "\\", "a", "👩‍👩‍👧‍👦", "\u202e<!channel>"])
def test_the_worst_of_texts_everywhere_keeps_the_budget(text: str) -> None:
    worst = text * (3_000 // len(text))
    rows = [
        {
            "nodeId": f"node-{node:08x}-{worst}",
            "nodeType": worst,
            "status": "Failed" if node == 24 else worst,
            "eventOrder": 1 + row % 2,
            "startDate": 1_746_010_375_084 + row,
            "endDate": 1_746_010_375_084 + row * 10**9,
            "createdAt": 1,
            "tags": [worst, worst],
            "details": {"message": worst},
        }
        for node in range(25)
        for row in range(12)
    ]
    body = json.dumps({"total": 10**6, "items": [*rows, "no row"]}).encode()
    execution = fold("0e72b4a1-abea-45b2-9ae9-91cd87506404", parse_step_events(body), dated=True)
    lookup = Lookup(
        execution.execution_id, parse_order("-parDateKey"), AS_OF, AS_OF, statuses=("漢" * 8, "failed", "other")
    )
    asked = Shown(lookup, page=1)
    for step in execution.steps[24:25] + execution.steps[:2]:
        asked = asked.opening(step)
    _keeps_slacks_limits(execution_summary(execution, asked, SOURCE))


def test_a_failing_message_of_many_lines_leaves_the_steps_in_sight() -> None:
    message = "\n".join(f"line {number} of 60" for number in range(1, 61))
    body = json.dumps(
        {"items": [{"nodeId": "n", "status": "Failed", "eventOrder": 2, "details": {"message": message}}]}
    )
    execution = fold("0e72b4a1-abea-45b2-9ae9-91cd87506404", parse_step_events(body.encode()), dated=False)
    closed = Shown(Lookup(execution.execution_id))
    shown = readable(execution_summary(execution, closed, SOURCE))
    assert "line 15 of 60" in shown
    assert "line 16 of 60" not in shown
    assert "line 60 of 60" in readable(execution_summary(execution, closed.opening(execution.steps[0]), SOURCE))


def test_rows_none_of_which_can_be_read_are_counted() -> None:
    answer = parse_step_events(b'{"total": 2, "items": [{"foo": 1}, 7]}')
    said = summary(fold("0e72b4a1-abea-45b2-9ae9-91cd87506404", answer, dated=False)).text
    assert said.startswith("❔ 2 rows could not be read, and no step is known")
