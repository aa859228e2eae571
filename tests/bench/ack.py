"""ack: how soon a signed command is acknowledged, with a real answer behind it, against who only acknowledges."""

from contextlib import AsyncExitStack
from math import isfinite

from tests.bench.effort import Effort
from tests.bench.figures import Report, percentile
from tests.bench.load import ACK_DEADLINE, steady
from tests.bench.programs import BARE, OURS, STOCK_ASYNC, STOCK_SYNC, sides
from tests.bench.qflow import DOCUMENTED

_PAUSE = 0.003
"""Seconds, for one user alone: nobody asks in the very millisecond in which an answer has come."""
_SUBJECTS = (BARE, OURS, STOCK_ASYNC, STOCK_SYNC)
_ALONE = "ack p50, 1 at once"


async def measured(effort: Effort) -> Report:
    """Take the figures."""
    async with AsyncExitStack() as stack:
        around = await stack.enter_async_context(sides())
        subjects = [await stack.enter_async_context(around.running(program)) for program in _SUBJECTS]

        async def taken(report: Report, users: int, seconds: float) -> None:
            for running in subjects:
                asked, _ = await steady(
                    running,
                    lambda user: around.slack.command(DOCUMENTED, user=user),
                    users=users,
                    seconds=seconds,
                    pause=_PAUSE if users == 1 else 0.0,
                )
                acks = [one.ack * 1000 for one in asked if isfinite(one.ack)]
                for percent in (50, 99):
                    what = f"ack p{percent}, {users} at once"
                    report.take(what, running.program.name, "ms", percentile(acks, percent))
                late = sum(one.ack > ACK_DEADLINE for one in asked) / len(asked)
                report.take(f"acks late or lost, {users} at once", running.program.name, "%", late * 100)

        await taken(Report(), 1, 0.2)  # what is imported and asked of Slack on the first command is no part of an ack
        report = Report()
        for _ in range(effort.rounds(3)):
            for users in effort.of((1, 16, 64), (1, 16)):
                await taken(report, users, effort.of(0.5, 0.2))
    report.notes.append("at once: so many users, each of whom asks again when answered, or acked by who only acks")
    report.notes.append("connections are open before the clock starts, also those of a program that keeps none")
    report.notes.append(f"late or lost: not there within {ACK_DEADLINE:.0f} s, and in no percentile if lost")
    ours, bare, stock = (report.of(_ALONE, program.name) for program in (OURS, BARE, STOCK_ASYNC))
    report.mark(f"{_ALONE}, against the bare endpoint", "≤ ×2", f"×{ours / bare:.2f}", met=ours <= 2 * bare)
    faster = stock / ours
    report.mark(f"{_ALONE}, against stock AsyncApp", "≥ 15 times", f"{faster:.1f} times", met=faster >= 15)
    return report
