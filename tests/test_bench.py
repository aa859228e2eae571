"""The benchmark: who is compared does the same job, only answers are measured as answers, and a run ends in figures."""

import asyncio
import json
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE
from datetime import timedelta
from math import isnan
from pathlib import Path
from typing import Any

import psutil
import pytest

from bot.blocks.errors import error_message
from bot.errors import Busy, InternalError
from tests.bench import burst
from tests.bench.burst import Burst
from tests.bench.cores import load_cores, pin_load, program_cores
from tests.bench.figures import Report, percentile
from tests.bench.growth import power
from tests.bench.load import Asked, Connection, NotAnswered, ask, at_once, steady, tried
from tests.bench.programs import FAIR, OURS, SYNC, Program, sides
from tests.bench.qflow import DOCUMENTED
from tests.bench.slack import Kind, kind_of

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
_HEADLINE = b'"1 of 1 steps finished"'
_BURST = Burst(commands=4, executions=1, delay=0.3, patience=30.0)
_ANSWERED = Asked(0.1, 0.4, Kind.ANSWER)


@pytest.mark.parametrize("program", [pytest.param(program, id=program.name) for program in (OURS, FAIR, SYNC)])
async def test_whoever_is_compared_answers_the_documented_execution_correctly(program: Program) -> None:
    answer = await _answer(program)
    assert answer["text"].splitlines()[0] == "✅ No failure · 5 of 5 steps finished"
    assert DOCUMENTED in answer["text"]
    sections = [block["text"]["text"] for block in answer["blocks"] if block["type"] == "section"]
    for said in (answer["text"], "\n".join(section.replace("\n", ": ") for section in sections)):
        steps = [step.groupdict() for step in _STEP.finditer(said.replace("started the execution", "Running"))]
        assert [(step["number"], step["node_type"], step["said"]) for step in steps] == _DOCUMENTED_STEPS
        assert [step["took"] for step in steps[:1]] == [None]
        assert [_milliseconds(step["took"]) for step in steps[1:]] == _DOCUMENTED_MILLISECONDS


async def test_a_run_that_is_told_to_stop_keeps_what_it_measured_and_leaves_nothing_running(tmp_path: Path) -> None:
    file = tmp_path / "figures"
    run = ("-m", "tests.bench", "size", "ack", "--quick", "--rounds", "1", "--json", str(file))
    process = await asyncio.create_subprocess_exec(sys.executable, *run, stdout=PIPE)
    assert process.stdout is not None
    printed = await process.stdout.readuntil(b"10,000 steps, peak: ")
    async with asyncio.timeout(20):
        while not (started := psutil.Process(process.pid).children()):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)
    process.terminate()
    assert await process.wait() == 128 + signal.SIGTERM
    assert not any(each.is_running() for each in started)
    (found,) = json.loads(file.read_text()).values()
    read = [figure for figure in found["figures"] if figure["what"].startswith("read to blocks, 10,000")]
    assert [figure["subject"] for figure in read] == ["json.loads", "orjson.loads", "this bot, to blocks"]
    assert [figure["ratio"] for figure in read] == [figure["median"] / read[0]["median"] for figure in read]
    assert all(min(figure["rounds"]) > 0 for figure in found["figures"])
    assert all(mark["what"] in printed.decode() for mark in found["marks"])


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="nothing can be pinned here")
async def test_the_load_and_the_program_under_test_are_kept_off_each_others_cores() -> None:
    before = os.sched_getaffinity(0)
    try:
        pin_load()
        async with sides() as around, around.running(FAIR) as running:
            cores = os.sched_getaffinity(0), os.sched_getaffinity(running.process.pid)
    finally:
        os.sched_setaffinity(0, before)
    assert cores == (load_cores(), program_cores())
    assert not set.intersection(*cores) or len(before) == 1


def test_a_ratio_is_against_the_first_subject_of_the_figure() -> None:
    report = Report()
    for subject, median in (("first", 10.0), ("second", 20.0), ("third", 5.0)):
        report.take("ack", subject, "ms", median - 1, median, median + 2)
        report.take("answer", subject, "ms", 1.0)
    figures = report.as_json()["figures"]
    assert [figure["ratio"] for figure in figures if figure["what"] == "ack"] == [1.0, 2.0, 0.5]
    first, second, third = list(report.lines())[1:4]
    assert "×1" in first
    assert "×2" in second
    assert "×0.5" in third


def test_what_was_not_measured_is_no_number_and_meets_no_mark() -> None:
    report = Report()
    report.take("answers", "this bot", "")
    assert isnan(report.of("answers", "this bot"))
    assert not report.of("answers", "this bot") <= 1
    assert report.as_json()["figures"][0]["median"] is None
    assert "nan" in "".join(report.lines())


def test_a_figure_that_nobody_took_is_not_to_be_had() -> None:
    report = Report()
    report.take("answers", "this bot", "", 1.0)
    with pytest.raises(KeyError):
        report.of("answer", "this bot")


def test_a_percentile_has_so_many_percent_of_the_values_below_it() -> None:
    assert [percentile(range(101), percent) for percent in (1, 50, 99)] == [1, 50, 99]
    assert percentile([7], 99) == 7
    with pytest.raises(ValueError, match="nothing was measured"):
        percentile([], 50)


def test_the_power_of_a_growth_is_of_all_sizes() -> None:
    assert power([1, 10, 100], [3, 30, 300]) == pytest.approx(1)
    assert power([1, 10, 100], [3, 3, 3]) == pytest.approx(0)
    assert power([1, 10, 100], [1, 10, 1]) == pytest.approx(0)


async def test_however_little_time_there_is_everybody_asks_once() -> None:
    async with sides() as around, around.running(OURS) as running:
        asked, _ = await steady(running, lambda user: around.slack.command(DOCUMENTED, user=user), users=2, seconds=0)
    assert [one.kind for one in asked] == [Kind.ANSWER] * 2


async def test_a_refusal_is_told_from_a_loss_and_from_an_answer() -> None:
    async with sides() as around, around.running(OURS) as running, Connection(running) as connection:
        refused = await tried(connection, around.slack.command("no-such-execution"), within=20)
        lost = await tried(connection, around.slack.command(DOCUMENTED), within=0)
        (answered,) = await at_once([running], [around.slack.command(DOCUMENTED)], within=20)
    assert refused.kind is Kind.REFUSAL
    assert lost.kind is None
    assert answered.kind is Kind.ANSWER


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(_HEADLINE + DOCUMENTED.encode(), Kind.ANSWER, id="answer"),
        pytest.param(_HEADLINE + DOCUMENTED[::-1].encode(), Kind.FAILED, id="answer about another execution"),
        pytest.param(_HEADLINE, Kind.FAILED, id="answer about none"),
        pytest.param(b"<html>", Kind.FAILED, id="something else"),
    ],
)
def test_an_answer_is_one_about_what_was_asked(body: bytes, kind: Kind) -> None:
    assert kind_of(body, DOCUMENTED) is kind


def test_an_error_inside_the_bot_is_no_refusal() -> None:
    for error, kind in ((InternalError(), Kind.FAILED), (Busy(DOCUMENTED, timedelta(seconds=1)), Kind.REFUSAL)):
        message = error_message(error, request_id="5eed5eed")
        for escaped in (True, False):
            body = json.dumps({"text": message.text, "blocks": message.blocks}, ensure_ascii=escaped)
            assert kind_of(body.encode(), DOCUMENTED) is kind


async def test_what_is_refused_is_not_measured() -> None:
    async with sides() as around, around.running(OURS, BOT_ALLOW_USERS="U0NOBODY") as running:
        with pytest.raises(NotAnswered, match=r"this bot .*refusal.*not among those"):
            await steady(running, lambda user: around.slack.command(DOCUMENTED, user=user), users=1, seconds=0)


def test_refusals_failures_and_losses_of_a_burst_are_counted_apart() -> None:
    report = Report()
    asked = [_ANSWERED, Asked(0.1, 0.2, Kind.REFUSAL), Asked(3.5, 4.0, Kind.FAILED), Asked()]
    burst.take(report, _BURST, OURS.name, asked, calls=3)
    assert [report.of(f"{_BURST}: {what}", OURS.name) for what in ("refused", "failed", _BURST.lost)] == [1, 1, 1]
    assert report.of(f"{_BURST}: {_BURST.answered}", OURS.name) == 1
    assert report.of(f"{_BURST}: acks late or lost", OURS.name) == 2
    assert report.of(f"{_BURST}: last answer", OURS.name) == 400


@pytest.mark.parametrize(
    ("ours", "calls", "met"),
    [
        pytest.param([_ANSWERED] * 4, 1, [True, True, True], id="all as it should be"),
        pytest.param([_ANSWERED] * 4, 2, [False, True, True], id="a call too many"),
        pytest.param([_ANSWERED] * 3 + [Asked()], 1, [False, False, False], id="one lost"),
        pytest.param([Asked(0.6, 0.7, Kind.ANSWER)] * 4, 1, [True, False, True], id="late acks"),
        pytest.param([Asked(0.1, 1.1, Kind.ANSWER)] * 4, 1, [True, True, False], id="late answers"),
    ],
)
def test_the_marks_of_a_burst_are_met_only_where_it_went_well_in_every_round(
    ours: list[Asked], calls: int, met: list[bool]
) -> None:
    report = Report()
    for asked, made in (([_ANSWERED] * 4, 1), (ours, calls), (ours, calls)):
        burst.take(report, _BURST, OURS.name, asked, calls=made)
    for peer in (FAIR, SYNC):
        burst.take(report, _BURST, peer.name, [Asked(1.0, 3.0, Kind.ANSWER), Asked(), Asked(), Asked()], calls=4)
    burst.mark(report, _BURST)
    assert [mark.met for mark in report.marks] == met
    assert all("1 of 4 answered, 3 lost, so most are in none of its times" in mark.measured for mark in report.marks)


async def _answer(program: Program) -> dict[str, Any]:
    """Start a program, ask it about the documented execution and give what it posts."""
    async with sides() as around, around.running(program) as running, Connection(running) as connection:
        command = around.slack.command(DOCUMENTED)
        await ask(connection, command)
    answer: dict[str, Any] = json.loads(command.answer.result().body)
    return answer


def _milliseconds(took: str) -> Any:
    """Read a duration, which is exact to half of its last digit."""
    number, unit = took.split(" ")
    of_one = 1000 if unit == "s" else 1
    return pytest.approx(float(number) * of_one, abs=0.5 * of_one / 10 ** len(number.partition(".")[2]))
