"""burst: many commands at once, for one execution, some, and as many as commands: who is answered, and how soon."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import count
from math import isfinite

from tests.bench.effort import Effort
from tests.bench.figures import Report, percentile
from tests.bench.load import ACK_DEADLINE, Asked, at_once
from tests.bench.programs import FAIR, OURS, SYNC, Program, Running, Sides, sides
from tests.bench.qflow import body_of, execution_id
from tests.bench.slack import Kind
from tests.redis_server import available, empty_redis

_TWO = "this bot, two processes and Redis"
_STEPS = 6


@dataclass(frozen=True, slots=True)
class Burst:
    """So many commands at once for so many executions.

    delay: seconds until the API answers. patience: seconds until what has not come is lost, the same for all; this bot
    promises an answer, or a refusal, within 25.
    """

    commands: int
    executions: int
    delay: float
    patience: float

    def __str__(self) -> str:
        asked_for = "1 execution" if self.executions == 1 else f"{self.executions} executions"
        return f"{self.commands} commands at once for {asked_for}, API of {self.delay * 1000:.0f} ms"

    @property
    def answered(self) -> str:
        """What the figure of those that were answered is called."""
        return f"answered within {self.patience:.0f} s"

    @property
    def lost(self) -> str:
        """What the figure of those is called for which nothing came: no answer, and no word of why there is none."""
        return f"lost, nothing within {self.patience:.0f} s"


async def measured(effort: Effort) -> Report:
    """Take the figures: in every burst, each subject is freshly started and knows no execution."""
    report = Report()
    numbers = count(1)
    body_of(_STEPS)
    bursts = [
        Burst(effort.of(500, 100), executions, delay=effort.of(0.3, 0.1), patience=effort.of(30.0, 3.0))
        for executions in effort.of((1, 50, 500), (1,))
    ]
    async with sides() as around:
        for burst in bursts:
            around.qflow.delay = burst.delay
            for number in range(effort.rounds(3 if burst.executions == 1 else 1, quick=1)):
                named = [execution_id(_STEPS, next(numbers)) for _ in range(burst.executions)]
                commands = [named[user % burst.executions] for user in range(burst.commands)]
                for subject, program, processes in _subjects(with_sync=burst is bursts[0] and not number):
                    around.qflow.calls.clear()
                    async with _started(around, program, processes) as running:
                        asked = await at_once(
                            running,
                            [around.slack.command(execution, user=user) for user, execution in enumerate(commands)],
                            within=burst.patience,
                        )
                    take(report, burst, subject, asked, calls=around.qflow.calls.total())
    report.notes.append("acks and answers are timed from the moment of the burst: opening the connections is in it")
    report.notes.append("a plain sync bot uses up all of the patience, so it takes part once: in the very first burst")
    if not available():
        report.notes.append("two processes are left out: they want a Redis")
    mark(report, bursts[0])
    return report


def take(report: Report, burst: Burst, subject: str, asked: Sequence[Asked], *, calls: int) -> None:
    """Take the figures of a subject's burst: what came of it, and how many calls to the API it made."""
    acks = [one.ack for one in asked if isfinite(one.ack)]
    answers = [one.answer for one in asked if one.kind is Kind.ANSWER]
    for what, counted in (
        ("calls to the API", calls),
        (burst.answered, len(answers)),
        ("refused", sum(one.kind is Kind.REFUSAL for one in asked)),
        ("failed", sum(one.kind is Kind.FAILED for one in asked)),
        (burst.lost, sum(one.kind is None for one in asked)),
        ("acks late or lost", sum(one.ack > ACK_DEADLINE for one in asked)),
    ):
        report.take(f"{burst}: {what}", subject, "", counted)
    for what, seconds in (("ack", acks), ("answer", answers)):
        for name, percent in (("p50", 50), ("p99", 99)):
            milliseconds = [percentile(seconds, percent) * 1000] if seconds else []
            report.take(f"{burst}: {what} {name}", subject, "ms", *milliseconds)
    report.take(f"{burst}: last answer", subject, "ms", *[seconds * 1000 for seconds in sorted(answers)[-1:]])


def mark(report: Report, burst: Burst) -> None:
    """Hold a burst for one execution against its marks; all of them want everybody answered in every round."""
    calls = max(report.figure(f"{burst}: calls to the API", OURS.name).rounds)
    answered, _ = _at_worst(report, burst, OURS)
    whole = answered == burst.commands
    wanted = f"1 call, {burst.commands} answered"
    told = f"{calls:.0f} and {answered:.0f} ({_fate(report, burst, SYNC)})"
    report.mark(f"{burst}: calls and answers", wanted, told, met=whole and calls == 1)
    for what, most, wanted in (("ack p99", 1 / 2, "≤ 1/2"), ("last answer", 1 / 3, "≤ 1/3")):
        ours, fair = (report.of(f"{burst}: {what}", program.name) for program in (OURS, FAIR))
        told = f"{ours / fair:.2f} of it ({_fate(report, burst, FAIR)})"
        met = whole and ours <= most * fair
        report.mark(f"{burst}: {what}, against the fair AsyncApp", wanted, told, met=met)


def _fate(report: Report, burst: Burst, program: Program) -> str:
    """Say what became of a peer's commands: its times are of those alone that were answered."""
    answered, lost = _at_worst(report, burst, program)
    said = f"{program.name}: {answered:.0f} of {burst.commands} answered, {lost:.0f} lost"
    return f"{said}, so most are in none of its times" if lost > burst.commands / 2 else said


def _at_worst(report: Report, burst: Burst, program: Program) -> tuple[float, float]:
    """Give how many were answered in a program's worst round, and how many lost."""
    answered, lost = (report.figure(f"{burst}: {what}", program.name) for what in (burst.answered, burst.lost))
    return min(answered.rounds), max(lost.rounds)


def _subjects(*, with_sync: bool) -> Sequence[tuple[str, Program, int]]:
    """Give who takes part: their names, and how many processes of which program they are."""
    programs = (OURS, FAIR, SYNC) if with_sync else (OURS, FAIR)
    alone = [(program.name, program, 1) for program in programs]
    return [*alone, (_TWO, OURS, 2)] if available() else alone


@asynccontextmanager
async def _started(around: Sides, program: Program, processes: int) -> AsyncIterator[Sequence[Running]]:
    """Start so many processes of a program, with a Redis between them if there is more than one."""
    async with AsyncExitStack() as stack:
        redis = {"REDIS_URL": await stack.enter_async_context(empty_redis())} if processes > 1 else {}
        yield [await stack.enter_async_context(around.running(program, **redis)) for _ in range(processes)]
