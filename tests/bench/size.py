"""size: from the bytes of QFlow's answer to blocks, for few steps and for many, against who only loads the JSON."""

import json
from asyncio.subprocess import PIPE
from typing import Any

from tests.bench.effort import Effort
from tests.bench.figures import Report
from tests.bench.processes import python

_SUBJECTS = (("json.loads", "json"), ("orjson.loads", "orjson"), ("this bot, to blocks", "ours"))
_ROUNDS = {6: 15, 100: 15, 1_000: 15, 10_000: 11, 60_000: 5}


async def measured(effort: Effort) -> Report:
    """Take the figures."""
    rounds = {steps: effort.rounds(usual) for steps, usual in _ROUNDS.items()}
    if effort.quick:
        del rounds[60_000]
    told = {size["steps"]: size for size in await _read(rounds)}
    report = Report()
    for steps, size in told.items():
        for subject, key in _SUBJECTS:
            report.add(f"read to blocks, {steps:,} steps, {size['bytes'] / 1e6:.3g} MB", subject, "ms", size[key])
    for steps, size in told.items():
        report.add("longest stall of the event loop", f"{steps:,} steps", "ms", size["stall"])
    for steps, size in told.items():
        report.add("peak memory, without the body", f"{steps:,} steps", "times the body", [size["peak"]])
    _mark(report, told)
    return report


async def _read(rounds: dict[int, int]) -> list[dict[str, Any]]:
    async with python("-m", "tests.bench.reading", json.dumps(rounds), stdout=PIPE) as process:
        out, _ = await process.communicate()
        if process.returncode:
            raise RuntimeError("the reading ended before its end")
    return [json.loads(line) for line in out.splitlines()]


def _mark(report: Report, told: dict[int, dict[str, Any]]) -> None:
    ten = told[10_000]
    of_ten = f"read to blocks, 10,000 steps, {ten['bytes'] / 1e6:.3g} MB"
    ours = report.of(of_ten, "this bot, to blocks")
    times = ours / report.of(of_ten, "json.loads")
    report.mark("10,000 steps, read to blocks", "≤ ×2.5 of json.loads", f"×{times:.2f}", met=times <= 2.5)
    stall = report.of("longest stall of the event loop", "10,000 steps")
    report.mark("10,000 steps, stall", "≤ 50 ms", f"{stall:.1f} ms", met=stall <= 50)
    report.mark("10,000 steps, peak", "≤ ×6 of the body", f"×{ten['peak']:.2f}", met=ten["peak"] <= 6)
    if sixty := told.get(60_000):
        of_sixty = f"read to blocks, 60,000 steps, {sixty['bytes'] / 1e6:.3g} MB"
        off = report.of(of_sixty, "this bot, to blocks") / ours / 6
        report.mark("60,000 steps against 10,000, each step", "within ×1.5", f"×{off:.2f}", met=off <= 1.5)
        stall = report.of("longest stall of the event loop", "60,000 steps")
        report.mark("60,000 steps, stall", "≤ 100 ms", f"{stall:.1f} ms", met=stall <= 100)
