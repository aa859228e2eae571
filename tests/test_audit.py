"""The audit: a line for each lookup and each refusal, of the right people, and without anything of what was shown."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.blocks.ids import ActionId, CallbackId
from bot.sandbox.executions import named
from bot.sandbox.faults.planned import PlannedFault
from bot.sandbox.faults.replies import HttpError
from bot.sandbox.slack.people import ALICE, BOB, GUEST, INCIDENTS, Person
from tests.stage import Stage, staged, words
from tests.test_pressing import is_filled, press

FAILED = named("failed").execution_id
DOCUMENTED = named("documented").execution_id


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "audit.jsonl"


@pytest.fixture
async def stage(file: Path) -> AsyncIterator[Stage]:
    async with staged(BOT_AUDIT_FILE=str(file)) as running:
        yield running


def lines(file: Path) -> list[dict[str, Any]]:
    """Give the lines that were written."""
    return [json.loads(line) for line in file.read_text().splitlines()]


async def test_a_lookup_is_one_line_that_tells_who_asked_for_what_and_what_came_of_it(stage: Stage, file: Path) -> None:
    answer = await stage.say(f"/qflow-steps {DOCUMENTED}")
    (line,) = lines(file)
    assert isinstance(line.pop("milliseconds"), int)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line.pop("time"))
    request_id = line.pop("request_id")
    assert f"request {request_id}" in words(answer)
    assert line == {
        "way": "command",
        "user_id": ALICE.id,
        "team_id": ALICE.team.id,
        "channel_id": INCIDENTS.id,
        "execution_ids": [DOCUMENTED],
        "allowed": True,
        "why_not": None,
        "data": False,
        "source": "qflow",
        "rows": 6,
    }


async def test_each_way_in_and_source_is_told_apart(stage: Stage, file: Path) -> None:
    slack = stage.sandbox.slack
    answer = await stage.say(f"/qflow-steps {FAILED}")
    await press(stage, answer, ActionId.TIMELINE)
    delivery = await slack.mention(FAILED, person=BOB, channel=INCIDENTS)
    await slack.wait_for_message(person=BOB, channel=INCIDENTS, since=delivery)
    message = slack.say(f"see {FAILED}", person=BOB, channel=INCIDENTS)
    delivery = await slack.shortcut(CallbackId.FROM_MESSAGE, person=ALICE, message=message)
    await slack.wait_for_view(person=ALICE, since=delivery, where=is_filled)
    told = [(line["way"], line["user_id"], line["source"]) for line in lines(file)]
    assert told == [
        ("command", ALICE.id, "qflow"),
        ("press", ALICE.id, "cache"),
        ("mention", BOB.id, "cache"),
        ("shortcut", ALICE.id, "cache"),
    ]


async def test_what_qflow_does_not_give_is_told_by_its_error(stage: Stage, file: Path) -> None:
    stage.sandbox.qflow.faults.add(PlannedFault(fault=HttpError(status=403), on="steps", times=1))
    await stage.say(f"/qflow-steps {FAILED}")
    (line,) = lines(file)
    assert (line["allowed"], line["error"], "rows" in line) == (True, "NotPermitted", False)


@pytest.mark.parametrize(
    ("typed", "named_ids"), [(f"/qflow-steps {FAILED} -status", [FAILED]), ("/qflow-steps help", [])]
)
async def test_a_refusal_is_a_line_with_its_reason_and_what_was_named(
    stage: Stage, file: Path, typed: str, named_ids: list[str]
) -> None:
    await stage.say(typed, person=GUEST)
    (line,) = lines(file)
    assert (line["user_id"], line["allowed"], line["why_not"]) == (GUEST.id, False, "Guest")
    assert line["execution_ids"] == named_ids


async def test_data_that_is_refused_is_told_too(file: Path) -> None:
    async with staged(BOT_DATA_USERS=ALICE.id, BOT_AUDIT_FILE=str(file)) as stage:
        await stage.say(f"/qflow-steps {FAILED} data", person=BOB)
        await stage.say(f"/qflow-steps {FAILED} data")
    refused, allowed = lines(file)
    assert (refused["why_not"], refused["execution_ids"]) == ("DataNotAllowed", [FAILED])
    assert (allowed["allowed"], allowed["data"]) == (True, True)


async def test_what_is_wrong_or_help_looks_nothing_up_and_is_no_line(stage: Stage, file: Path) -> None:
    await stage.say("/qflow-steps help")
    await stage.say("/qflow-steps nonsense")
    assert lines(file) == []


async def test_nothing_of_the_step_data_is_in_it(stage: Stage, file: Path) -> None:
    await stage.say(f"/qflow-steps {FAILED}")
    written = json.dumps(lines(file))
    assert "StopInstances" not in written
    assert "node-" not in written


@pytest.mark.parametrize(
    ("typed", "person"),
    [
        pytest.param(f"/qflow-steps {FAILED}", ALICE, id="a lookup"),
        pytest.param(f"/qflow-steps {FAILED}", GUEST, id="a refusal"),
        pytest.param("/qflow-steps doctor", ALICE, id="an examination"),
    ],
)
async def test_where_it_cannot_be_written_nobody_is_answered_and_all_are_told_why(typed: str, person: Person) -> None:
    async with staged(BOT_AUDIT_FILE="/dev/full") as stage:
        answer = await stage.say(typed, person=person)
        (logged,) = stage.logged("answered_with_error")
    assert "could not write down who asked" in answer.text
    assert [block["type"] for block in answer.blocks] == ["section", "section", "context"]
    assert (logged["error"], logged["level"], logged["reason"]) == ("NotAudited", "error", "No space left on device")


async def test_a_file_is_written_on_and_standard_output_takes_it_where_none_is_configured(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        async with staged(BOT_AUDIT_FILE=str(file)) as stage:
            await stage.say(f"/qflow-steps {FAILED}")
    async with staged() as stage:
        await stage.say(f"/qflow-steps {DOCUMENTED}")
        told = [line for line in capsys.readouterr().out.splitlines() if line.startswith('{"time"')]
    assert [line["execution_ids"] for line in lines(file)] == [[FAILED], [FAILED]]
    assert [json.loads(line)["execution_ids"] for line in told] == [[DOCUMENTED]]
