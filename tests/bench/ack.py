"""ack: how soon a signed command is acknowledged, with a real answer behind it, against who only acknowledges."""

from collections import defaultdict
from contextlib import AsyncExitStack

from tests.bench.effort import Effort
from tests.bench.figures import Report, percentile
from tests.bench.load import steady
from tests.bench.programs import BARE, OURS, STOCK_ASYNC, STOCK_SYNC, sides
from tests.bench.qflow import DOCUMENTED

_PAUSE = 0.003
"""For one user alone: nobody asks in the very millisecond in which an answer has come."""
_SUBJECTS = (BARE, OURS, STOCK_ASYNC, STOCK_SYNC)


async def measured(effort: Effort) -> Report:
    """Take the figures."""
    p50: dict[tuple[int, str], list[float]] = defaultdict(list)
    p99: dict[tuple[int, str], list[float]] = defaultdict(list)
    rate: dict[tuple[int, str], list[float]] = defaultdict(list)
    at_once = effort.of((1, 16, 64), (1, 16))
    async with AsyncExitStack() as stack:
        around = await stack.enter_async_context(sides())
        subjects = [await stack.enter_async_context(around.running(program)) for program in _SUBJECTS]

        async def taken(users: int, seconds: float) -> None:
            for running in subjects:
                asked, took = await steady(
                    running,
                    lambda user: around.slack.command(DOCUMENTED, user=user),
                    users=users,
                    seconds=seconds,
                    answered=running.program.answers,
                    pause=_PAUSE if users == 1 else 0.0,
                )
                acks = [one.ack * 1000 for one in asked if one.ack is not None]
                key = (users, running.program.name)
                p50[key].append(percentile(acks, 50))
                p99[key].append(percentile(acks, 99))
                rate[key].append(len(acks) / took)

        await taken(1, 0.2)  # what is imported and asked of Slack on the first command is no part of an ack
        for figures in (p50, p99, rate):
            figures.clear()
        for _ in range(effort.rounds(3)):
            for users in at_once:
                await taken(users, effort.of(0.5, 0.2))
    report = Report()
    for users in at_once:
        for what, unit, figures in (("ack p50", "ms", p50), ("ack p99", "ms", p99), ("acks a second", "", rate)):
            for program in _SUBJECTS:
                report.add(f"{what}, {users} at once", program.name, unit, figures[users, program.name])
    ours, bare, stock = (report.of("ack p50, 1 at once", program.name) for program in (OURS, BARE, STOCK_ASYNC))
    report.mark("ack p50, 1 at once, against the bare endpoint", "≤ ×2", f"×{ours / bare:.2f}", met=ours <= 2 * bare)
    faster = stock / ours
    report.mark("ack p50, 1 at once, against stock AsyncApp", "≥ 15 times", f"{faster:.1f} times", met=faster >= 15)
    return report
