"""burst: many commands at once, for one execution, some, and as many as commands: who is answered, and how soon."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count

from tests.bench.effort import Effort
from tests.bench.figures import Report, percentile
from tests.bench.load import ACK_DEADLINE, Asked, at_once
from tests.bench.programs import FAIR, OURS, SYNC, Program, Sides, sides
from tests.bench.qflow import body_of, execution_id
from tests.bench.slack import Kind
from tests.redis_server import available, empty_redis

_API = 0.3
_TWO = "this bot, two processes and Redis"
_STEPS = 6
_PATIENT, _GIVEN_UP = 30.0, 15.0
"""Seconds until what has not come counts as lost; this bot promises an answer, or a refusal, within 25."""
_BY_ONE = "a burst for one execution"


async def measured(effort: Effort) -> Report:
    """Take the figures: in every burst, each subject is freshly started and knows no execution."""
    commands = effort.of(500, 100)
    numbers = count(1)
    taken: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    body_of(_STEPS)
    async with sides() as around:
        around.qflow.delay = effort.of(_API, 0.1)
        for executions in effort.of((1, 50, 500), (1, 20)):
            for _ in range(effort.rounds(2, quick=1) if executions == 1 else 1):
                named = [execution_id(_STEPS, next(numbers)) for _ in range(executions)]
                for subject, program, processes in _subjects():
                    around.qflow.calls.clear()
                    async with _started(around, program, processes) as ports:
                        asked = await at_once(
                            ports,
                            [around.slack.command(named[user % executions], user=user) for user in range(commands)],
                            within=effort.of(_PATIENT if program is OURS else _GIVEN_UP, 3.0),
                        )
                    where = f"{commands} commands at once for {executions} execution{'s' if executions > 1 else ''}"
                    for what, unit, value in _told(asked, around.qflow.calls):
                        taken[f"{where}: {what}", subject, unit].append(value)
    report = Report()
    order = list(dict.fromkeys(what for what, _, _ in taken))
    for what, subject, unit in sorted(taken, key=lambda key: order.index(key[0])):
        report.add(what, subject, unit, taken[what, subject, unit])
    _mark(report, f"{commands} commands at once for 1 execution", commands)
    if not available():
        report.notes.append("two processes are left out: they want a Redis")
    return report


def _subjects() -> Sequence[tuple[str, Program, int]]:
    alone = [(OURS.name, OURS, 1), (FAIR.name, FAIR, 1), (SYNC.name, SYNC, 1)]
    return [*alone, (_TWO, OURS, 2)] if available() else alone


@asynccontextmanager
async def _started(around: Sides, program: Program, processes: int) -> AsyncIterator[Sequence[int]]:
    """Start so many processes of a program, with a Redis between them if there is more than one; give their ports."""
    async with AsyncExitStack() as stack:
        redis = {"REDIS_URL": await stack.enter_async_context(empty_redis())} if processes > 1 else {}
        yield [(await stack.enter_async_context(around.running(program, **redis))).port for _ in range(processes)]


def _told(asked: Sequence[Asked], calls: Counter[str]) -> Sequence[tuple[str, str, float]]:
    """Say what came of a burst. A refusal is an answer that says why there is none; a loss is no answer at all."""
    acks = sorted(one.ack for one in asked if one.ack is not None)
    answers = sorted(one.answer for one in asked if one.answer is not None and one.kind is Kind.ANSWER)
    figures: list[tuple[str, str, float]] = [
        ("calls to the API", "", calls.total()),
        ("answered", "", len(answers)),
        ("refused", "", sum(one.kind is Kind.REFUSAL for one in asked)),
        ("lost", "", sum(one.kind is None for one in asked)),
        ("acks late or lost", "", len(asked) - sum(ack <= ACK_DEADLINE for ack in acks)),
    ]
    if acks:
        figures += [("ack p50", "ms", percentile(acks, 50) * 1000), ("ack p99", "ms", percentile(acks, 99) * 1000)]
    if answers:
        figures += [
            ("answer p50", "ms", percentile(answers, 50) * 1000),
            ("answer p99", "ms", percentile(answers, 99) * 1000),
            ("last answer", "ms", answers[-1] * 1000),
        ]
    return figures


def _mark(report: Report, burst: str, commands: int) -> None:
    calls, answered = (report.of(f"{burst}: {what}", OURS.name) for what in ("calls to the API", "answered"))
    by_sync = report.of(f"{burst}: answered", SYNC.name)
    told = f"{calls:.0f} and {answered:.0f} (sync Bolt: {by_sync:.0f} of {commands})"
    met = (calls, answered) == (1, commands)
    report.mark(f"{_BY_ONE}, calls and answers", f"1 call, {commands} answered", told, met=met)
    for what, wanted, words in (("ack p99", 1 / 2, "≤ 1/2"), ("last answer", 1 / 3, "≤ 1/3")):
        ours, fair = (report.of(f"{burst}: {what}", program.name) for program in (OURS, FAIR))
        said = f"{ours / fair:.2f} of it"
        report.mark(f"{_BY_ONE}, {what}, against the fair AsyncApp", words, said, met=ours <= wanted * fair)
