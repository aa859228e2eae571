"""The formats, over what the sandbox's executions hold, the hostile ones too."""

import csv
import json
import re
from datetime import UTC, datetime
from io import StringIO

import pytest
from rich.cells import cell_len

from bot.config import Settings, only_settings
from bot.errors import MissingExecutionId, MissingValue
from bot.qflow.events import StepEvents
from bot.qflow.fold import fold
from bot.qflow.lookup import Lookup
from bot.qflow.order import Order
from bot.qflow.reading import parse_step_events
from bot.qflow.service import Answer
from bot.sandbox.executions import NAMED, NamedExecution, named
from bot.terminal.as_blocks import as_blocks
from bot.terminal.as_csv import COLUMNS, as_csv
from bot.terminal.as_json import as_json
from bot.terminal.asked import parse_lookup
from bot.terminal.lookup import look_up
from bot.terminal.output import show
from bot.terminal.table import table
from tests.terminal.shell import Shell

ID = "0e72b4a1-abea-45b2-9ae9-91cd87506404"
NOW = datetime(2025, 5, 1, 12, tzinfo=UTC)
NOT_ANSWERED = ("error-", "none")
LARGE = "ten-thousand"
ANSWERED = [execution for execution in NAMED.values() if not execution.name.startswith((*NOT_ANSWERED, LARGE))]
UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What a terminal may act on."""


def settings(sh: Shell) -> Settings:
    """Give the settings that lead to the sandbox."""
    return only_settings(**sh.sandbox.environment)


def answer_of(*messages: str | None, status: str = "Success") -> Answer:
    """Make an answer whose steps say these things."""
    rows = [
        {"nodeId": f"node-0000000{place}-action", "status": status, "endDate": place, "details": {"message": message}}
        for place, message in enumerate(messages, 1)
    ]
    events = parse_step_events(json.dumps({"total": len(rows), "items": rows}).encode())
    return Answer(fold(ID, events, dated=False), NOW, events.size)


def cells(written: str) -> list[list[str]]:
    """Read CSV, cells of a megabyte included."""
    csv.field_size_limit(2**24)
    return list(csv.reader(StringIO(written, newline=""), strict=True))


@pytest.mark.parametrize("execution", ANSWERED, ids=lambda execution: execution.name)
async def test_whatever_an_execution_holds_every_format_can_say_it_safely(sh: Shell, execution: NamedExecution) -> None:
    lookup = Lookup(execution.execution_id)
    answer = await look_up(settings(sh), lookup)
    steps = len(answer.execution.steps)
    lines = [line.text for line in table(answer, lookup, width=None)]
    narrow = "\n".join(line.text for line in table(answer, lookup, width=80)).split("\n\n")
    written = as_csv(answer, lookup)
    assert len(json.loads(as_json(answer, lookup))["steps"]) == steps
    assert len(cells(written)) == steps + 1
    assert json.loads(as_blocks(answer, lookup, execution_url=None))["blocks"]
    assert not UNSAFE.search("\n".join(lines))
    assert not UNSAFE.search(written.replace("\r\n", "\n"))
    assert as_json(answer, lookup).isascii()
    assert max(map(cell_len, narrow[-2].splitlines())) <= 80


def test_a_terminal_is_spared_most_of_a_long_message_and_a_pipe_is_not() -> None:
    answer = answer_of("\n".join(f"line {number}" for number in range(5_000)), status="Failed")
    drawn = [line.text for line in table(answer, Lookup(ID), width=80)]
    assert len(drawn) < 60
    assert "    … and more: --format json tells all" in drawn
    assert "    line 4999" in [line.text for line in table(answer, Lookup(ID), width=None)]


async def test_a_table_tells_of_an_earlier_run_that_failed_as_slack_does(sh: Shell) -> None:
    lookup = Lookup(named("loop").execution_id)
    answer = await look_up(settings(sh), lookup)
    (looped,) = [line.text for line in table(answer, lookup, width=None) if "×" in line.text]
    assert "Success ×3, 1 failed   action 4c1d88e0" in looped
    assert not await show(settings(sh), lookup, "table")


@pytest.mark.parametrize(
    ("message", "cell"),
    [
        *((f"{sign}1+1", f"'{sign}1+1") for sign in "=+-@"),
        pytest.param("\t=1", "' =1", id="tab"),
        pytest.param("\r=1", "'=1", id="carriage return"),
        pytest.param("\u200b=1", "'=1", id="hidden in front"),
        pytest.param('a "b", c\nd', 'a "b", c\nd', id="quotes, commas and lines"),
        pytest.param("1 - 1 = 0", "1 - 1 = 0", id="signs within"),
        pytest.param(None, "", id="nothing"),
    ],
)
def test_no_cell_is_a_formula_and_every_other_is_as_it_was(message: str | None, cell: str) -> None:
    answer = answer_of(message)
    head, row = cells(as_csv(answer, Lookup(ID)))
    assert head == list(COLUMNS)
    assert row[head.index("message")] == cell


def test_a_status_and_a_node_are_no_formulas_either() -> None:
    head, row = cells(as_csv(answer_of("ok", status="=cmd()"), Lookup(ID)))
    assert row[head.index("status")] == "'=cmd()"


def test_csv_has_a_line_break_of_its_own_kind_and_quotes_doubled() -> None:
    written = as_csv(answer_of('say "hi"'), Lookup(ID))
    assert written.count("\r\n") == 2
    assert ',"say ""hi""",' in written


async def test_the_json_of_the_documented_execution_is_what_its_description_says(sh: Shell) -> None:
    lookup = Lookup(ID, Order("startDate", descending=True), statuses=("succeeded",))
    document = json.loads(as_json(await look_up(settings(sh), lookup), lookup))
    assert document["verdict"] == {
        "kind": "no_failure",
        "headline": "✅ No failure · 5 of 5 steps finished",
        "step": None,
        "finished": 5,
        "steps": 5,
    }
    assert (document["version"], document["redacted"], document["provenance"]["source"]) == (1, 0, "qflow")
    assert document["execution"]["began"] == "2025-04-30T10:52:55.084+00:00"
    assert [step["number"] for step in document["steps"]] == [6, 5, 4, 3, 2]
    step = document["steps"][2]
    assert (step["node_type"], step["short_id"], step["group"]) == ("post-event", "e3a84822", "succeeded")
    assert step["duration"] == {"seconds": 47.35, "exact": True}
    assert {step["duration"]["exact"] for step in document["steps"]} == {True, False}


def test_json_says_of_each_verdict_which_step_it_is_about() -> None:
    document = json.loads(as_json(answer_of("a", "b", status="Failed"), Lookup(ID)))
    assert (document["verdict"]["kind"], document["verdict"]["step"]) == ("failed", 1)
    dated = Answer(fold(ID, StepEvents((), 0, 0, unreadable=0, size=1, redacted=0), dated=True), NOW, 1)
    assert json.loads(as_json(dated, Lookup(ID)))["verdict"]["kind"] == "partial"


async def test_blocks_are_those_of_slack_with_the_link_that_is_configured(sh: Shell) -> None:
    lookup = Lookup(ID)
    written = as_blocks(
        await look_up(settings(sh), lookup), lookup, execution_url="https://qflow.example/{execution_id}"
    )
    assert f"<https://qflow.example/{ID}|Open in QFlow>" in written


async def test_data_is_asked_of_qflow_only_where_it_is_wanted(sh: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    for data in (False, True):
        await show(settings(sh), parse_lookup([ID], data=data, now=NOW), "json")
    asked = [seen.fields["query"] for seen in sh.seen if seen.kind == "qflow"]
    assert asked == [{}, {"includeData": "true"}]
    assert len(capsys.readouterr().out.splitlines()) > 2


@pytest.mark.parametrize(
    ("name", "failed"),
    [pytest.param("failed", True, id="failed"), pytest.param("running", False, id="running")],
)
async def test_a_failure_is_told_whatever_is_shown(
    sh: Shell, capsys: pytest.CaptureFixture[str], name: str, *, failed: bool
) -> None:
    lookup = Lookup(named(name).execution_id, statuses=("succeeded",))
    assert await show(settings(sh), lookup, "csv") is failed
    assert all(",succeeded," in line for line in capsys.readouterr().out.splitlines()[1:])


def test_what_is_asked_is_read_as_the_command_reads_it() -> None:
    read = parse_lookup(
        [f"<https://qflow.example/{ID.upper()}|the run>", "—STATUS"],
        since="2024-10-15 08:30",
        until="2024-10-16",
        status="failed, running",
        now=NOW,
    )
    assert read == Lookup(
        ID,
        Order("status", descending=True),
        datetime(2024, 10, 15, 8, 30, tzinfo=UTC),
        datetime(2024, 10, 16, 23, 59, 59, tzinfo=UTC),
        statuses=("failed", "running"),
    )


@pytest.mark.parametrize("words", [["help"], [""], [], ["-status"]])
def test_without_an_id_there_is_nothing_to_look_up(words: list[str]) -> None:
    with pytest.raises(MissingExecutionId):
        parse_lookup(words, now=NOW)


@pytest.mark.parametrize("option", ["since=", "until=", "status="])
def test_an_option_with_nothing_behind_it_is_refused(option: str) -> None:
    with pytest.raises(MissingValue):
        parse_lookup([ID, option], now=NOW)


def test_an_empty_option_is_no_option_with_nothing_behind_it() -> None:
    with pytest.raises(MissingValue):
        parse_lookup([ID], since="", now=NOW)
