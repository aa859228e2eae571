"""The programs under test: each a process of its own, on loopback, that takes its settings from the environment."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

import psutil

from bot.sandbox.loopback import serving
from tests.bench import qflow, slack
from tests.bench.processes import python
from tests.bench.qflow import QFlow
from tests.bench.slack import Slack
from tests.redis_server import free_port

_ROOT = Path(__file__).parents[2]
_SOON = 30.0
_LOOK_AGAIN = 0.002
"""Both in seconds."""

SECRETS = {"SLACK_BOT_TOKEN": slack.TOKEN, "SLACK_SIGNING_SECRET": slack.SECRET, "QFLOW_TOKEN": qflow.TOKEN}
"""The settings that nobody may be told, which this bot therefore looks for in all that it tells."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program. name: in the figures. arguments: of Python. answers: whether it does more than ack."""

    name: str
    arguments: Sequence[str]
    answers: bool = False


def _peer(name: str, module: str, *, answers: bool = False) -> Program:
    return Program(name, ("-m", f"tests.bench.peers.{module}"), answers)


OURS = Program("this bot", ("-m", "bot", "serve"), answers=True)
SYNC = _peer("sync Bolt with requests", "sync_bolt", answers=True)
FAIR = _peer("fair AsyncApp", "fair_async", answers=True)
STOCK_ASYNC = _peer("stock AsyncApp, acks only", "stock_async")
STOCK_SYNC = _peer("stock App, acks only", "stock_sync")
BARE = _peer("bare aiohttp endpoint", "bare")


@dataclass(frozen=True, slots=True)
class Running:
    """A program at work. port: where it listens on loopback. ready_after: seconds from its start until it did."""

    program: Program
    port: int
    ready_after: float
    process: psutil.Process

    def cpu(self) -> float:
        """Give the seconds of processor time that it has used."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def resident(self) -> float:
        """Give the MiB of memory that are resident."""
        return float(self.process.memory_info().rss) / 2**20


@dataclass(frozen=True, slots=True)
class Sides:
    """What the programs under test talk to."""

    slack: Slack
    qflow: QFlow
    environment: dict[str, str]

    @asynccontextmanager
    async def running(self, program: Program, **settings: str) -> AsyncIterator[Running]:
        """Start a program, wait until it listens, stop it at the end. settings: beside those that all of them get."""
        port = free_port()
        environment = self.environment | {"BOT_PORT": str(port)} | settings
        with TemporaryFile() as log, TemporaryDirectory() as empty:
            began = time.perf_counter()
            async with python(*program.arguments, cwd=empty, env=environment, stdout=log, stderr=log) as process:
                await _listening(process, port, log)
                ready_after = time.perf_counter() - began
                yield Running(program, port, ready_after, psutil.Process(process.pid))


@asynccontextmanager
async def sides() -> AsyncIterator[Sides]:
    """Serve a Slack and a QFlow for load."""
    for_slack, for_qflow = Slack(), QFlow()
    async with serving(for_slack.app()) as for_slack.origin, serving(for_qflow.app()) as origin:
        environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ},
            "PYTHONPATH": str(_ROOT),
            **SECRETS,
            "SLACK_API_URL": f"{for_slack.origin}/api",
            "QFLOW_BASE_URL": origin,
            "BOT_HOST": "127.0.0.1",
            "BOT_OPS_PORT": "0",
            "BOT_LAME_DUCK": "0",  # nobody spreads these deliveries
            "BOT_LIMIT_PERSON": "0",  # load is not one person's
            "BOT_LIMIT_CHANNEL": "0",
        }
        yield Sides(for_slack, for_qflow, environment)


async def _listening(process: asyncio.subprocess.Process, port: int, log: IO[bytes]) -> None:
    async with asyncio.timeout(_SOON):
        while process.returncode is None:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(_LOOK_AGAIN)
            else:
                writer.close()
                return
    log.seek(0)
    raise RuntimeError(f"ended before it listened: {log.read().decode()[-2_000:]}")
