"""size: from the bytes of QFlow's answer to blocks, for few steps and for many, against who only loads the JSON."""

import json
from asyncio.subprocess import PIPE
from typing import Any

from tests.bench.effort import Effort
from tests.bench.figures import Report
from tests.bench.processes import python

_JSON, _OURS = "json.loads", "this bot, to blocks"
_SUBJECTS = ((_JSON, "json"), ("orjson.loads", "orjson"), (_OURS, "ours"))
_PROCESSOR_TIME = "ms of processor time"
_PEAK = "peak memory, without the body"
_STALL = "longest stall of the event loop"
_ROUNDS = {6: 15, 100: 15, 1_000: 15, 10_000: 11, 60_000: 5}


async def measured(effort: Effort) -> Report:
    """Take the figures."""
    rounds = {steps: effort.rounds(usual) for steps, usual in _ROUNDS.items()}
    if effort.quick:
        del rounds[60_000]
    told = {size["steps"]: size for size in await _read(rounds)}
    report = Report()
    for size in told.values():
        for subject, key in _SUBJECTS:
            report.take(_read_to_blocks(size), subject, _PROCESSOR_TIME, *size[key])
    for steps, size in told.items():
        report.take(_STALL, f"{steps:,} steps", _PROCESSOR_TIME, *size["stall"])
        report.take(_PEAK, f"{steps:,} steps", "times the body", size["peak"])
    _mark(report, told)
    return report


async def _read(rounds: dict[int, int]) -> list[dict[str, Any]]:
    async with python("-m", "tests.bench.reading", json.dumps(rounds), stdout=PIPE) as process:
        out, _ = await process.communicate()
        if process.returncode:
            raise RuntimeError("the reading ended before its end")
    return [json.loads(line) for line in out.splitlines()]


def _read_to_blocks(size: dict[str, Any]) -> str:
    return f"read to blocks, {size['steps']:,} steps, {size['bytes'] / 1e6:.3g} MB"


def _mark(report: Report, told: dict[int, dict[str, Any]]) -> None:
    ten = told[10_000]
    ours = report.of(_read_to_blocks(ten), _OURS)
    times = ours / report.of(_read_to_blocks(ten), _JSON)
    report.mark("10,000 steps, read to blocks", "≤ ×2.5 of json.loads", f"×{times:.2f}", met=times <= 2.5)
    _mark_stall(report, "10,000 steps", most=50)
    report.mark("10,000 steps, peak", "≤ ×6 of the body", f"×{ten['peak']:.2f}", met=ten["peak"] <= 6)
    if sixty := told.get(60_000):
        off = report.of(_read_to_blocks(sixty), _OURS) / ours / 6
        report.mark("60,000 steps against 10,000, each step", "within ×1.5", f"×{off:.2f}", met=off <= 1.5)
        _mark_stall(report, "60,000 steps", most=100)


def _mark_stall(report: Report, steps: str, *, most: float) -> None:
    """Hold a stall against its mark. most: milliseconds."""
    stall = report.of(_STALL, steps)
    report.mark(f"{steps}, stall", f"≤ {most:.0f} ms", f"{stall:.1f} {_PROCESSOR_TIME}", met=stall <= most)
