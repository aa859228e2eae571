"""answer: from a command's first byte to the post on its `response_url`, cold and warm, against plain bots."""

from collections import defaultdict
from contextlib import AsyncExitStack
from itertools import count

from tests.bench.effort import Effort
from tests.bench.figures import Report
from tests.bench.load import Connection, ask, steady
from tests.bench.programs import FAIR, OURS, SYNC, Running, sides
from tests.bench.qflow import body_of, execution_id

_SUBJECTS = (OURS, FAIR, SYNC)
_SLOW = 0.3
_USERS = 16
_WARM = f"warm answers a second, {_USERS} at once, 6 steps"


async def measured(effort: Effort) -> Report:
    """Take the figures."""
    taken: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    sizes = effort.of((6, 100, 1_000, 10_000), (6, 1_000))
    numbers = count(1)
    async with AsyncExitStack() as stack:
        around = await stack.enter_async_context(sides())
        subjects = [await stack.enter_async_context(around.running(program)) for program in _SUBJECTS]

        async def one(running: Running, execution: str) -> float:
            async with Connection(running.port) as connection:
                asked = await ask(connection, around.slack.command(execution), answered=True)
            if asked.answer is None:
                raise RuntimeError(f"no answer by {running.program.name}")
            return asked.answer * 1000

        for running in subjects:
            await one(running, execution_id(6, 0))
        for _ in range(effort.rounds(7)):
            for steps in sizes:
                body_of(steps)  # made before anybody waits for it
                for running in subjects:
                    subject = running.program.name
                    for delay in (0.0, _SLOW):
                        around.qflow.delay = delay
                        execution = execution_id(steps, next(numbers))
                        took = await one(running, execution)
                        taken[f"cold answer, API of {delay * 1000:.0f} ms, {steps:,} steps", subject, "ms"].append(took)
                    around.qflow.delay = 0.0
                    took = await one(running, execution)
                    taken[f"warm answer, API of 0 ms, {steps:,} steps", subject, "ms"].append(took)
            for running in subjects:
                before = running.cpu()
                asked, seconds = await steady(
                    running,
                    lambda user: around.slack.command(execution_id(6, 0), user=user),
                    users=_USERS,
                    seconds=effort.of(1.0, 0.3),
                    answered=True,
                )
                answers = sum(one.answer is not None for one in asked)
                spent = (running.cpu() - before) * 1000 / answers
                taken[_WARM, running.program.name, ""].append(answers / seconds)
                taken[f"{_WARM}: processor time of each", running.program.name, "ms"].append(spent)
    report = Report()
    order = list(dict.fromkeys(what for what, _, _ in taken))
    for what, subject, unit in sorted(taken, key=lambda key: order.index(key[0])):
        report.add(what, subject, unit, taken[what, subject, unit])
    _mark(report)
    return report


def _mark(report: Report) -> None:
    times = report.of(_WARM, OURS.name) / report.of(_WARM, FAIR.name)
    report.mark("warm answers a second, against the fair AsyncApp", "≥ 5 times", f"{times:.1f} times", met=times >= 5)
    for delay in (0.0, _SLOW):
        own = report.of(f"cold answer, API of {delay * 1000:.0f} ms, 6 steps", OURS.name) - delay * 1000
        report.mark(
            f"cold answer, one caller, API of {delay * 1000:.0f} ms, 6 steps",
            "≤ the API's own time + 15 ms",
            f"+ {own:.1f} ms",
            met=own <= 15,
        )
