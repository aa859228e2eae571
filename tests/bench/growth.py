"""growth: how processor time and memory grow with steps, cached executions, users at once and replicas."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from itertools import count
from math import log

from tests.bench.effort import Effort
from tests.bench.figures import Report
from tests.bench.load import Connection, ask, steady
from tests.bench.programs import OURS, Running, Sides, sides
from tests.bench.qflow import body_of, execution_id
from tests.redis_server import available, empty_redis

_ROOMY = {"BOT_CACHE_MIB": "1024"}
_STEPS = 6


async def measured(effort: Effort) -> Report:
    """Take the figures."""
    report = Report()
    async with sides() as around:
        await _over_steps(report, around, effort)
        await _over_cached(report, around, effort)
        await _over_users(report, around, effort)
        if available():
            await _over_replicas(report, around, effort)
        else:
            report.notes.append("replicas are left out: they want a Redis")
    order = list(dict.fromkeys(figure.what for figure in report.figures))
    report.figures.sort(key=lambda figure: order.index(figure.what))
    return report


async def _over_steps(report: Report, around: Sides, effort: Effort) -> None:
    """Cold lookups of ever larger executions."""
    sizes, numbers = effort.of((6, 100, 1_000, 10_000), (6, 1_000)), count(1)
    per_lookup: list[float] = []
    kept: list[float] = []
    async with around.running(OURS, **_ROOMY) as running:
        await _looked_up(around, running, [execution_id(_STEPS, 0)] * 50)
        for steps in sizes:
            body_of(steps)
            lookups = max(3, effort.of(300, 60) // (1 + steps // 100))
            before, resident = running.cpu(), running.resident()
            await _looked_up(around, running, [execution_id(steps, next(numbers)) for _ in range(lookups)])
            per_lookup.append((running.cpu() - before) * 1000 / lookups)
            kept.append((running.resident() - resident) / lookups)
            report.add("processor time of a cold lookup", f"{steps:,} steps", "ms", [per_lookup[-1]])
    for steps, mib in zip(sizes, kept, strict=True):
        report.add("memory that a cached execution keeps", f"{steps:,} steps", "MiB", [mib])
    report.notes.append(f"over steps, processor time grows with the power {_power(sizes[-2:], per_lookup[-2:]):.2f}")


async def _over_cached(report: Report, around: Sides, effort: Effort) -> None:
    """Warm lookups beside ever more executions in the cache."""
    filled, lookups = effort.of((100, 1_000, 4_000), (20, 100)), effort.of(400, 60)
    named: list[str] = []
    resident: list[float] = []
    async with around.running(OURS, **_ROOMY) as running:
        for executions in filled:
            new = [execution_id(_STEPS, number) for number in range(len(named), executions)]
            named += new
            await _looked_up(around, running, new, users=8)
            before = running.cpu()
            await _looked_up(around, running, [named[number % len(named)] for number in range(lookups)])
            each = (running.cpu() - before) * 1000 / lookups
            resident.append(running.resident())
            report.add("processor time of a warm lookup", f"{executions:,} executions cached", "ms", [each])
    slope = (resident[-1] - resident[0]) * 1024 / (filled[-1] - filled[0])
    report.notes.append(f"over cached executions of {_STEPS} steps, memory grows by {slope:.1f} KiB each")


async def _over_users(report: Report, around: Sides, effort: Effort) -> None:
    """Warm lookups by ever more users at once."""
    async with around.running(OURS, **_ROOMY) as running:
        await _looked_up(around, running, [execution_id(_STEPS, 0)] * 50)
        for users in effort.of((1, 16, 64, 256), (1, 16)):
            before = running.cpu()
            asked, took = await steady(
                running,
                lambda user: around.slack.command(execution_id(_STEPS, 0), user=user),
                users=users,
                seconds=effort.of(2.0, 0.4),
                answered=True,
            )
            each = (running.cpu() - before) * 1000 / len(asked)
            report.add("processor time of a warm lookup, by users", f"{users} at once", "ms", [each])
            report.add("warm answers a second, by users", f"{users} at once", "", [len(asked) / took])
            report.add("memory, by users", f"{users} at once", "MiB", [running.resident()])


async def _over_replicas(report: Report, around: Sides, effort: Effort) -> None:
    """The same lookups, each asked of every replica in turn: cold for the first, shared for the others."""
    numbers = count(1)
    lookups = effort.of(200, 30)
    for replicas in effort.of((1, 2, 4), (1, 2)):
        async with AsyncExitStack() as stack:
            url = await stack.enter_async_context(empty_redis())
            running = [await stack.enter_async_context(around.running(OURS, REDIS_URL=url)) for _ in range(replicas)]
            for each in running:
                await _looked_up(around, each, [execution_id(_STEPS, 0)])
            before = sum(each.cpu() for each in running)
            around.qflow.calls.clear()
            named = [execution_id(_STEPS, next(numbers)) for _ in range(lookups)]
            for each in running:
                await _looked_up(around, each, named)
            spent = (sum(each.cpu() for each in running) - before) * 1000 / (lookups * replicas)
            subject = f"{replicas} replica{'s' if replicas > 1 else ''}"
            report.add("processor time of a lookup, by replicas", subject, "ms", [spent])
            report.add("calls to the API, by replicas", subject, "", [around.qflow.calls.total()])
            report.add("memory of all, by replicas", subject, "MiB", [sum(each.resident() for each in running)])


async def _looked_up(around: Sides, running: Running, executions: Sequence[str], *, users: int = 1) -> None:
    """Look these up, one after the other by each of so many users."""
    waiting = iter(executions)

    async def one(user: int) -> None:
        async with Connection(running.port) as connection:
            for execution in waiting:
                await ask(connection, around.slack.command(execution, user=user), answered=True)

    await asyncio.gather(*map(one, range(users)))


def _power(sizes: Sequence[float], taken: Sequence[float]) -> float:
    """Give the power by which `taken` grows from the first size to the last: 1 is linear."""
    return log(taken[-1] / taken[0]) / log(sizes[-1] / sizes[0])
