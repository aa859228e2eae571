"""The program that `size` starts: reads bodies to blocks, beside who only loads their JSON, and prints what it took.

`python -m tests.bench.reading '{"6": 3}'`: so many rounds for so many steps. One line of JSON for each number of steps.
All of it is work and no waiting, so it is measured in processor time, which does not mind who else is on the machine.
"""

import asyncio
import gc
import json
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import orjson

from bot.blocks.message import Message
from bot.blocks.shown import Shown
from bot.blocks.summary import Source, execution_summary
from bot.config import Settings, only_settings, secrets_of
from bot.connections.qflow import steps_client
from bot.garbage import leave_what_stays, look_seldom
from bot.qflow.cache import MemoryCache
from bot.qflow.execution import Execution
from bot.qflow.fold import sliced_fold
from bot.qflow.lookup import Lookup
from bot.qflow.reading import sliced_step_events
from bot.qflow.service import StepsService
from bot.qflow.slices import in_turn
from bot.qflow.snapshot import snapshot_of
from bot.qflow.tiers import Tiers
from bot.qflow.turns import Turns
from bot.redact import Redactor
from tests.bench.programs import SECRETS
from tests.bench.qflow import body_of, execution_id

_QFLOW = "https://qflow.test"
_TICK = 0.001
"""Seconds."""
_CHUNK = 65_536
_NOW = datetime(2026, 1, 1, tzinfo=UTC)


async def main(rounds_of: dict[str, int]) -> None:
    """Measure each size, and print it as soon as it is."""
    settings = only_settings(**SECRETS, QFLOW_BASE_URL=_QFLOW)
    look_seldom()
    leave_what_stays()
    for steps, rounds in rounds_of.items():
        sys.stdout.write(json.dumps(await measured(int(steps), rounds, settings)) + "\n")


async def measured(steps: int, rounds: int, settings: Settings) -> dict[str, Any]:
    """Give what each round took, in milliseconds, and the peak as a multiple of the body.

    settings: whose secrets are looked for, as the bot does where it serves.
    """
    body = body_of(steps)
    redactor = Redactor(secrets_of(settings))
    told: dict[str, Any] = {"steps": steps, "bytes": len(body), "json": [], "orjson": [], "ours": [], "stall": []}
    repeats = max(1, 200 // steps)
    for _ in range(rounds):
        told["json"].append(_took(lambda: json.loads(body), repeats))
        told["orjson"].append(_took(lambda: orjson.loads(body), repeats))
        began = time.process_time()
        for _ in range(repeats):
            await _read_to_blocks(steps, body, redactor)
        told["ours"].append((time.process_time() - began) * 1000 / repeats)
        told["stall"].append(await _stall(steps, body, settings))
    told["peak"] = await _peak(steps, body, redactor)
    return told


async def _read_to_blocks(steps: int, body: bytes, redactor: Redactor) -> Message:
    """Read, check, redact, fold and build: what the bot does with a body that it has."""
    events = await in_turn(sliced_step_events(body, redactor))
    execution = await in_turn(sliced_fold(execution_id(steps, 0), events, dated=False))
    snapshot = snapshot_of(execution, as_of=_NOW, size=len(body))
    return _summarised(snapshot.execution)


def _summarised(execution: Execution) -> Message:
    return execution_summary(execution, Shown(Lookup(execution.execution_id)), Source(_NOW, "5eed5eed"))


async def _stall(steps: int, body: bytes, settings: Settings) -> float:
    """Give the longest time for which the event loop did nothing else, from the body's first byte to the blocks."""

    async def chunks() -> Any:
        for start in range(0, len(body), _CHUNK):
            yield body[start : start + _CHUNK]
            await asyncio.sleep(0)

    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=chunks()))
    async with httpx.AsyncClient(base_url=_QFLOW, transport=transport) as http:
        service = StepsService(steps_client(settings, http), cache=Tiers(MemoryCache(0)), turns=Turns(1))
        worst, over = 0.0, asyncio.Event()

        async def tick() -> None:
            nonlocal worst
            while not over.is_set():
                before = time.process_time()
                await asyncio.sleep(_TICK)
                worst = max(worst, time.process_time() - before - _TICK)

        ticking = asyncio.create_task(tick())
        await asyncio.sleep(_TICK)
        answer = await service.look_up(Lookup(execution_id(steps, 0)))
        _summarised(answer.execution)
        await asyncio.sleep(_TICK)
        over.set()
        await ticking
    return worst * 1000


async def _peak(steps: int, body: bytes, redactor: Redactor) -> float:
    """Give the most memory that was held on the way, without the body itself, as a multiple of the body."""
    gc.collect()
    tracemalloc.start()
    try:
        await _read_to_blocks(steps, body, redactor)
        return tracemalloc.get_traced_memory()[1] / len(body)
    finally:
        tracemalloc.stop()


def _took(work: Callable[[], object], repeats: int) -> float:
    began = time.process_time()
    for _ in range(repeats):
        work()
    return (time.process_time() - began) * 1000 / repeats


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
