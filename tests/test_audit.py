"""The audit: a line for each lookup and each refusal, of the right people, and without anything of what was shown."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.blocks.ids import ActionId, CallbackId
from bot.sandbox.executions import named
from bot.sandbox.faults.planned import PlannedFault
from bot.sandbox.faults.replies import HttpError
from bot.sandbox.slack.people import ALICE, BOB, GUEST, INCIDENTS
from tests.stage import Stage, staged, words
from tests.test_pressing import is_filled, press

FAILED = named("failed").execution_id
DOCUMENTED = named("documented").execution_id


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Give the lines that were written to standard output since they were last asked for."""
    return [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith('{"time"')]


async def test_a_lookup_is_one_line_that_tells_who_asked_for_what_and_what_came_of_it(
    capsys: pytest.CaptureFixture[str], stage: Stage
) -> None:
    answer = await stage.say(f"/qflow-steps {DOCUMENTED}")
    (line,) = lines(capsys)
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


async def test_each_way_in_and_source_is_told_apart(capsys: pytest.CaptureFixture[str], stage: Stage) -> None:
    slack = stage.sandbox.slack
    answer = await stage.say(f"/qflow-steps {FAILED}")
    await press(stage, answer, ActionId.TIMELINE)
    delivery = await slack.mention(FAILED, person=BOB, channel=INCIDENTS)
    await slack.wait_for_message(person=BOB, channel=INCIDENTS, since=delivery)
    message = slack.say(f"see {FAILED}", person=BOB, channel=INCIDENTS)
    delivery = await slack.shortcut(CallbackId.FROM_MESSAGE, person=ALICE, message=message)
    await slack.wait_for_view(person=ALICE, since=delivery, where=is_filled)
    told = [(line["way"], line["user_id"], line["source"]) for line in lines(capsys)]
    assert told == [
        ("command", ALICE.id, "qflow"),
        ("press", ALICE.id, "cache"),
        ("mention", BOB.id, "cache"),
        ("shortcut", ALICE.id, "cache"),
    ]


async def test_what_qflow_does_not_give_is_told_by_its_error(capsys: pytest.CaptureFixture[str], stage: Stage) -> None:
    stage.sandbox.qflow.faults.add(PlannedFault(fault=HttpError(status=403), on="steps", times=1))
    await stage.say(f"/qflow-steps {FAILED}")
    (line,) = lines(capsys)
    assert (line["allowed"], line["error"], "rows" in line) == (True, "NotPermitted", False)


@pytest.mark.parametrize(
    ("typed", "named_ids"), [(f"/qflow-steps {FAILED} -status", [FAILED]), ("/qflow-steps help", [])]
)
async def test_a_refusal_is_a_line_with_its_reason_and_what_was_named(
    capsys: pytest.CaptureFixture[str], stage: Stage, typed: str, named_ids: list[str]
) -> None:
    await stage.say(typed, person=GUEST)
    (line,) = lines(capsys)
    assert (line["user_id"], line["allowed"], line["why_not"]) == (GUEST.id, False, "Guest")
    assert line["execution_ids"] == named_ids


async def test_data_that_is_refused_is_told_too(capsys: pytest.CaptureFixture[str]) -> None:
    async with staged(BOT_DATA_USERS=ALICE.id) as stage:
        await stage.say(f"/qflow-steps {FAILED} data", person=BOB)
        await stage.say(f"/qflow-steps {FAILED} data")
    refused, allowed = lines(capsys)
    assert (refused["why_not"], refused["execution_ids"]) == ("DataNotAllowed", [FAILED])
    assert (allowed["allowed"], allowed["data"]) == (True, True)


async def test_what_is_wrong_or_help_looks_nothing_up_and_is_no_line(
    capsys: pytest.CaptureFixture[str], stage: Stage
) -> None:
    await stage.say("/qflow-steps help")
    await stage.say("/qflow-steps nonsense")
    assert lines(capsys) == []


async def test_nothing_of_the_step_data_is_in_it(capsys: pytest.CaptureFixture[str], stage: Stage) -> None:
    await stage.say(f"/qflow-steps {FAILED}")
    written = capsys.readouterr().out
    assert "StopInstances" not in written
    assert "node-" not in written


async def test_it_goes_to_a_file_where_one_is_configured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "audit.jsonl"
    for _ in range(2):
        async with staged(BOT_AUDIT_FILE=str(file)) as stage:
            await stage.say(f"/qflow-steps {FAILED}")
    assert [json.loads(line)["execution_ids"] for line in file.read_text().splitlines()] == [[FAILED], [FAILED]]
    assert lines(capsys) == []
