"""growth: how processor time and memory grow with steps, cached executions, users at once and replicas."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import count
from math import log
from statistics import linear_regression

from tests.bench.effort import Effort
from tests.bench.figures import Report
from tests.bench.load import Connection, ask, steady
from tests.bench.programs import OURS, Running, Sides, sides
from tests.bench.qflow import body_of, execution_id
from tests.redis_server import available, empty_redis

_ROOMY = {"BOT_CACHE_MIB": "1024"}
_STEPS = 6


@dataclass(frozen=True, slots=True)
class Point:
    """What was measured at one size: milliseconds of processor time, MiB of memory, and whatever else by its name."""

    size: int
    processor_time: float
    memory: float
    others: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Growth:
    """What grows with something. over: with what. processor_time, memory: of what they are."""

    over: str
    processor_time: str
    memory: str

    def take(self, report: Report, points: Sequence[Point]) -> None:
        """Take what a round measured, and how it grows: by least squares over all of its sizes."""
        for point in points:
            self._take(report, self.processor_time, f"{point.size:,}", "ms", point.processor_time)
            self._take(report, self.memory, f"{point.size:,}", "MiB", point.memory)
            for what, value in point.others.items():
                self._take(report, what, f"{point.size:,}", "", value)
        sizes = [point.size for point in points]
        between = f"{sizes[0]:,} to {sizes[-1]:,}"
        grows = power(sizes, [point.processor_time for point in points])
        self._take(report, f"growth of the {self.processor_time}", between, "as a power", grows)
        each = linear_regression(sizes, [point.memory for point in points]).slope * 1024
        self._take(report, f"growth of the {self.memory}", between, "KiB each", each)

    def _take(self, report: Report, what: str, size: str, unit: str, value: float) -> None:
        report.take(f"{what}, by {self.over}", f"{self.over}: {size}", unit, value)


def power(sizes: Sequence[float], taken: Sequence[float]) -> float:
    """Give the power by which something grows with size, by least squares in log-log: 0 is not at all, 1 is linear."""
    return linear_regression(list(map(log, sizes)), list(map(log, taken))).slope


async def measured(effort: Effort) -> Report:
    """Take the figures."""
    report = Report()
    async with sides() as around:
        for _ in range(effort.rounds(2, quick=1)):
            for growth, points in _GROWTHS.items():
                growth.take(report, [point async for point in points(around, effort)])
            if available():
                _REPLICAS.take(report, [point async for point in _over_replicas(around, effort)])
    report.notes.append("a power of 1 is linear; what every lookup costs, however small, is in it and makes it less")
    report.notes.append("of the cached, about a hundred are kept ready-made as messages: only the first size fits in")
    if not available():
        report.notes.append("replicas are left out: they want a Redis")
    return report


async def _over_steps(around: Sides, effort: Effort) -> AsyncIterator[Point]:
    """Cold lookups of ever larger executions."""
    numbers = count(1)
    async with around.running(OURS, **_ROOMY) as running:
        await _looked_up(around, running, [execution_id(_STEPS, 0)] * 50)
        for steps in effort.of((6, 100, 1_000, 10_000), (6, 1_000)):
            body_of(steps)
            lookups = max(3, effort.of(300, 60) // (1 + steps // 100))
            before, resident = running.cpu(), running.resident()
            await _looked_up(around, running, [execution_id(steps, next(numbers)) for _ in range(lookups)])
            spent = (running.cpu() - before) * 1000 / lookups
            yield Point(steps, spent, (running.resident() - resident) / lookups)


async def _over_cached(around: Sides, effort: Effort) -> AsyncIterator[Point]:
    """Warm lookups beside ever more executions in the cache."""
    lookups = effort.of(400, 60)
    named: list[str] = []
    async with around.running(OURS, **_ROOMY) as running:
        for executions in effort.of((100, 1_000, 1_500), (20, 100)):
            new = [execution_id(_STEPS, number) for number in range(len(named), executions)]
            named += new
            await _looked_up(around, running, new, users=8)
            before = running.cpu()
            await _looked_up(around, running, [named[number % len(named)] for number in range(lookups)])
            yield Point(executions, (running.cpu() - before) * 1000 / lookups, running.resident())


async def _over_users(around: Sides, effort: Effort) -> AsyncIterator[Point]:
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
            )
            spent = (running.cpu() - before) * 1000 / len(asked)
            yield Point(users, spent, running.resident(), {"warm answers a second": len(asked) / took})


async def _over_replicas(around: Sides, effort: Effort) -> AsyncIterator[Point]:
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
            calls = {"calls to the API": float(around.qflow.calls.total())}
            yield Point(replicas, spent, sum(each.resident() for each in running), calls)


async def _looked_up(around: Sides, running: Running, executions: Sequence[str], *, users: int = 1) -> None:
    """Look these up, one after the other by each of so many users."""
    waiting = iter(executions)

    async def one(user: int) -> None:
        async with Connection(running) as connection:
            for execution in waiting:
                await ask(connection, around.slack.command(execution, user=user))

    await asyncio.gather(*map(one, range(users)))


_GROWTHS: Mapping[Growth, Callable[[Sides, Effort], AsyncIterator[Point]]] = {
    Growth("steps", "processor time of a cold lookup", "memory that a cached execution keeps"): _over_steps,
    Growth("cached executions", "processor time of a warm lookup", "memory"): _over_cached,
    Growth("users at once", "processor time of a warm lookup", "memory"): _over_users,
}
_REPLICAS = Growth(
    "replicas", "processor time of a lookup, cold for the first and shared for the others", "memory of all"
)
