"""The benchmark: the peers do the job that they are compared in, and a run ends in figures."""

import asyncio
import json
import re
import sys
from asyncio.subprocess import PIPE, Process
from math import isnan
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.bench.figures import Report
from tests.bench.load import Connection, ask, steady
from tests.bench.programs import FAIR, OURS, SYNC, Program, Sides, sides
from tests.bench.qflow import DOCUMENTED
from tests.bench.slack import Kind

_DOCUMENTED_STEPS = [
    ("1", "trigger", "Running"),
    ("2", "filter", "Success · 2 Instances filtered"),
    ("3", "qualysevent", "Success · 1 events sent"),
    ("4", "post-event", "Success"),
    ("5", "post-workflow-trigger", "Success"),
    ("6", "action", "Success · 2 Instances acted on"),
]
_DOCUMENTED_MILLISECONDS = [9, 93, 54, 62, 1127]
"""Of the steps after the trigger, which never ends."""
_STEP = re.compile(
    r"^\S+ (?P<number>\d+)  (?P<node_type>[a-z-]+)(?: · [0-9a-f]{8})?(?::| ·) (?:≤ )?\+[\d.]+ m?s"
    r"(?: · (?:≥ )?(?P<took>[\d.]+ m?s))? · (?P<said>.+)$",
    re.MULTILINE,
)


@pytest.mark.parametrize("program", [pytest.param(program, id=program.name) for program in (OURS, FAIR, SYNC)])
async def test_whoever_is_compared_answers_the_documented_execution_correctly(program: Program) -> None:
    async with sides() as around:
        answer = await _answer(around, program)
    assert answer["text"].splitlines()[0] == "✅ No failure · 5 of 5 steps finished"
    assert DOCUMENTED in answer["text"]
    sections = [block["text"]["text"] for block in answer["blocks"] if block["type"] == "section"]
    for said in (answer["text"], "\n".join(section.replace("\n", ": ") for section in sections)):
        steps = [step.groupdict() for step in _STEP.finditer(said.replace("started the execution", "Running"))]
        assert [(step["number"], step["node_type"], step["said"]) for step in steps] == _DOCUMENTED_STEPS
        assert [step["took"] for step in steps[:1]] == [None]
        assert [_milliseconds(step["took"]) for step in steps[1:]] == _DOCUMENTED_MILLISECONDS


async def test_a_run_ends_in_figures_and_in_what_they_should_be(tmp_path: Path) -> None:
    file = tmp_path / "figures"
    process = await _run("size", "--quick", "--rounds", "1", "--json", str(file))
    printed, _ = await process.communicate()
    assert process.returncode == 0
    found = json.loads(file.read_text())["size"]
    compared = {figure["subject"] for figure in found["figures"] if figure["what"].startswith("read to blocks, 10,000")}
    assert compared == {"json.loads", "orjson.loads", "this bot, to blocks"}
    assert all(min(figure["rounds"]) > 0 for figure in found["figures"])
    assert all(mark["what"] in printed.decode() for mark in found["marks"])


async def test_a_run_that_is_told_to_stop_leaves_nothing_running() -> None:
    process = await _run("size")
    async with asyncio.timeout(20):
        while not (started := psutil.Process(process.pid).children()):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)
    process.terminate()
    assert await process.wait() == 128 + 15
    assert not any(each.is_running() for each in started)


def test_what_was_not_measured_is_no_number_and_meets_no_mark() -> None:
    report = Report()
    report.add("answers", "this bot", "", [])
    assert isnan(report.of("answers", "this bot"))
    assert not report.of("answers", "this bot") <= 1


async def test_however_little_time_there_is_everybody_asks_once() -> None:
    async with sides() as around, around.running(OURS) as running:
        asked, _ = await steady(
            running,
            lambda user: around.slack.command(DOCUMENTED, user=user),
            users=2,
            seconds=0,
            answered=True,
        )
    assert [one.kind for one in asked] == [Kind.ANSWER] * 2


async def test_a_refusal_is_told_from_a_loss_and_from_an_answer() -> None:
    async with sides() as around:
        command = around.slack.command("no-such-execution")
        async with around.running(OURS) as running, Connection(running.port) as connection:
            refused = await ask(connection, command, answered=True, within=20)
            lost = await ask(connection, around.slack.command(DOCUMENTED), answered=True, within=0)
    assert refused.kind is Kind.REFUSAL
    assert lost.kind is None


async def _run(*arguments: str) -> Process:
    return await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.bench", *arguments, stdout=PIPE)


async def _answer(around: Sides, program: Program) -> dict[str, Any]:
    """Start a program, ask it about the documented execution and give what it posts."""
    command = around.slack.command(DOCUMENTED)
    async with around.running(program) as running, Connection(running.port) as connection:
        asked = await ask(connection, command, answered=True, within=20)
    assert asked.ack is not None
    assert asked.kind is Kind.ANSWER
    answer: dict[str, Any] = json.loads(command.answer.result().body)
    return answer


def _milliseconds(took: str) -> Any:
    """Read a duration, which is exact to half of its last digit."""
    number, unit = took.split(" ")
    of_one = 1000 if unit == "s" else 1
    return pytest.approx(float(number) * of_one, abs=0.5 * of_one / 10 ** len(number.partition(".")[2]))
