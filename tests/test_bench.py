"""The benchmark: the peers do the job that they are compared in, and a run ends in figures."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from math import isnan
from pathlib import Path
from typing import Any

import psutil

from tests.bench.figures import Report
from tests.bench.load import Connection, ask, steady
from tests.bench.programs import FAIR, OURS, SYNC, Program, Sides, sides
from tests.bench.qflow import DOCUMENTED
from tests.bench.slack import Kind

_DOCUMENTED_STEPS = ("trigger", "filter", "qualysevent", "post-event", "post-workflow-trigger", "action")
_DOCUMENTED_MESSAGES = ("2 Instances filtered", "1 events sent", "2 Instances acted on")


async def test_whoever_is_compared_answers_the_documented_execution_correctly() -> None:
    async with sides() as around:
        answers = await asyncio.gather(*(_answer(around, program) for program in (OURS, FAIR, SYNC)))
    for answer in answers:
        assert answer["text"].splitlines()[0] == "✅ No failure · 5 of 5 steps finished"
        for blocks in (json.dumps(answer["blocks"]), answer["text"]):
            assert all(said in blocks for said in (DOCUMENTED, *_DOCUMENTED_STEPS, *_DOCUMENTED_MESSAGES))


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
