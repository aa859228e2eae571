"""idle: what it costs to keep the bot running, and what many lookups leave behind, against stock AsyncApp."""

import json
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from itertools import count
from tempfile import NamedTemporaryFile

from tests.bench.effort import Effort
from tests.bench.figures import Report
from tests.bench.load import Connection, ask, steady
from tests.bench.programs import OURS, STOCK_ASYNC, Program, Running, Sides, sides
from tests.bench.qflow import DOCUMENTED, execution_id
from tests.redis_server import available, empty_redis

_CACHE_MIB = 64
_READING_MIB = 32
"""What may be held beside the cache while an answer of 5 MB is read."""
_USERS = 8
NOT_SERVED_WITH = ("typer", "rich", "prompt_toolkit", "bot.demo", "bot.sandbox", "redis", "slack_sdk.socket_mode")
_WITH_REDIS = f"{OURS.name}, with Redis"
_READY, _RESIDENT = "start to ready", "resident when idle, one command served"
_Subject = tuple[str, Program, dict[str, str]]


async def measured(effort: Effort) -> Report:
    """Take the figures."""
    report = Report()
    async with AsyncExitStack() as stack:
        around = await stack.enter_async_context(sides())
        subjects: list[_Subject] = [(STOCK_ASYNC.name, STOCK_ASYNC, {}), (OURS.name, OURS, {})]
        if available():
            url = await stack.enter_async_context(empty_redis())
            subjects.append((_WITH_REDIS, OURS, {"REDIS_URL": url}))
        else:
            report.notes.append("the figures with Redis are left out: there is none")
        await _start(Report(), around, subjects)  # the first start writes bytecode
        for _ in range(effort.rounds(7, quick=1)):
            await _start(report, around, subjects)
        for subject, program, settings in subjects:
            imported = await imported_by(around, program, settings)
            report.take("modules imported", subject, "", len(imported))
            if subject == OURS.name:
                needless = [name for name in NOT_SERVED_WITH if name in imported]
                found = ", ".join(needless) or "none"
                report.mark("imported without need", f"none of {', '.join(NOT_SERVED_WITH)}", found, met=not needless)
        await _fill(report, around, effort.of(10_000, 400))
        await _fill_with_long_ones(report, around, effort.of(60, 6))
    for what, words, wanted in (
        (_READY, "≤ ×1.8 of stock AsyncApp", 1.8),
        (_RESIDENT, "≤ ×1.5 of stock AsyncApp", 1.5),
    ):
        times = report.of(what, OURS.name) / report.of(what, STOCK_ASYNC.name)
        report.mark(what, words, f"×{times:.2f}", met=times <= wanted)
    return report


async def imported_by(around: Sides, program: Program, settings: dict[str, str]) -> list[str]:
    """Run a program, let it serve one command, and read which modules it had imported in its time."""
    with NamedTemporaryFile() as file:
        seen = replace(program, arguments=("-m", "tests.bench.imported", file.name, *program.arguments[1:]))
        async with around.running(seen, **settings) as running:
            await _serve_one(around, running)
        names: list[str] = json.load(file)
    return names


async def _start(report: Report, around: Sides, subjects: Sequence[_Subject]) -> None:
    for subject, program, settings in subjects:
        async with around.running(program, **settings) as running:
            await _serve_one(around, running)
            report.take(_READY, subject, "ms", running.ready_after * 1000)
            report.take(_RESIDENT, subject, "MiB", running.resident())


async def _serve_one(around: Sides, running: Running) -> None:
    async with Connection(running) as connection:
        await ask(connection, around.slack.command(DOCUMENTED))


async def _fill(report: Report, around: Sides, lookups: int) -> None:
    """Look up so many distinct executions, and watch the memory grow up to the cache's budget, and then no more."""
    numbers = count(1)
    async with around.running(OURS, BOT_CACHE_MIB=str(_CACHE_MIB)) as running:
        await steady(running, lambda _: around.slack.command(DOCUMENTED), users=1, seconds=0.1)
        at_first = running.resident()
        after: list[float] = []
        done = 0
        for tenth in range(1, 11):
            while done < lookups * tenth // 10:
                asked, _ = await steady(
                    running,
                    lambda _: around.slack.command(execution_id(6, next(numbers))),
                    users=_USERS,
                    seconds=0.2,
                )
                done += len(asked)
            after.append(running.resident() - at_first)
            if tenth in (1, 5, 8, 10):
                report.take("memory beside the idle one", f"after {done:,} distinct executions", "MiB", after[-1])
    most = max(after)
    report.mark(
        f"memory after {lookups:,} distinct executions",
        f"within the cache's {_CACHE_MIB} MiB",
        f"+ {most:.1f} MiB",
        met=most <= _CACHE_MIB,
    )
    if lookups == 10_000:  # the budget is used up by half of them
        more = after[-1] - after[5]
        report.mark("memory, from the 6,000th to the 10,000th", "flat, ± 3 MiB", f"{more:+.1f} MiB", met=abs(more) <= 3)


async def _fill_with_long_ones(report: Report, around: Sides, lookups: int) -> None:
    """Look up so many distinct executions of few steps that say much, of which the cache can hold only some."""
    async with around.running(OURS, BOT_CACHE_MIB=str(_CACHE_MIB)) as running, Connection(running) as connection:
        await ask(connection, around.slack.command(DOCUMENTED))
        at_first = running.resident()
        most = 0.0
        for number in range(lookups):
            await ask(connection, around.slack.command(execution_id(6, number, kib=1024)))
            most = max(most, running.resident() - at_first)
    report.take("most memory beside the idle one", f"{lookups} executions of 6 steps, 1 MiB each", "MiB", most)
    report.mark(
        f"memory after {lookups} distinct executions of 6 steps with messages of 1 MiB",
        f"within the cache's {_CACHE_MIB} MiB and {_READING_MIB} MiB for the answer that is being read",
        f"+ {most:.1f} MiB",
        met=most <= _CACHE_MIB + _READING_MIB,
    )
