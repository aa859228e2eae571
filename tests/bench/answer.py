"""answer: from a command's first byte to the post on its `response_url`, cold and warm, against plain bots."""

from contextlib import AsyncExitStack
from itertools import count

from tests.bench.effort import Effort
from tests.bench.figures import Report
from tests.bench.load import Connection, ask, steady
from tests.bench.programs import FAIR, OURS, SYNC, Running, sides
from tests.bench.qflow import body_of, execution_id

_SUBJECTS = (OURS, FAIR, SYNC)
_DELAYS = (0.0, 0.3)
"""Seconds until the API answers."""
_USERS = 16
_WARM = f"warm answers a second, {_USERS} at once, 6 steps"


async def measured(effort: Effort) -> Report:
    """Take the figures."""
    report = Report()
    sizes = effort.of((6, 100, 1_000, 10_000), (6, 1_000))
    numbers = count(1)
    async with AsyncExitStack() as stack:
        around = await stack.enter_async_context(sides())
        subjects = [await stack.enter_async_context(around.running(program)) for program in _SUBJECTS]

        async def one(running: Running, execution: str) -> float:
            async with Connection(running) as connection:
                return (await ask(connection, around.slack.command(execution))).answer * 1000

        for running in subjects:
            await one(running, execution_id(6, 0))
        for _ in range(effort.rounds(7)):
            for steps in sizes:
                body_of(steps)  # made before anybody waits for it
                for running in subjects:
                    subject = running.program.name
                    for delay in _DELAYS:
                        around.qflow.delay = delay
                        execution = execution_id(steps, next(numbers))
                        report.take(_cold(delay, steps), subject, "ms", await one(running, execution))
                    around.qflow.delay = 0.0
                    warm = await one(running, execution)
                    report.take(f"warm answer, API of 0 ms, {steps:,} steps", subject, "ms", warm)
            for running in subjects:
                before = running.cpu()
                asked, seconds = await steady(
                    running,
                    lambda user: around.slack.command(execution_id(6, 0), user=user),
                    users=_USERS,
                    seconds=effort.of(1.0, 0.3),
                )
                spent = (running.cpu() - before) * 1000 / len(asked)
                report.take(_WARM, running.program.name, "", len(asked) / seconds)
                report.take(f"{_WARM}: each", running.program.name, "ms of processor time", spent)
    _mark(report)
    return report


def _cold(delay: float, steps: int) -> str:
    return f"cold answer, API of {delay * 1000:.0f} ms, {steps:,} steps"


def _mark(report: Report) -> None:
    times = report.of(_WARM, OURS.name) / report.of(_WARM, FAIR.name)
    report.mark("warm answers a second, against the fair AsyncApp", "≥ 5 times", f"{times:.1f} times", met=times >= 5)
    for delay in _DELAYS:
        own = report.of(_cold(delay, 6), OURS.name) - delay * 1000
        words = "≤ the API's own time + 15 ms"
        report.mark(f"{_cold(delay, 6)}, one caller", words, f"+ {own:.1f} ms", met=own <= 15)
