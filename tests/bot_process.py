"""`qflow-bot serve` as a process of its own, and what it logs."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

SOON = 20
"""Seconds in which whatever is waited for has happened, the start of a process included."""


class BotProcess:
    """A process, the lines of its log so far, and all that it wrote to standard output and standard error."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.log: list[dict[str, Any]] = []
        self.audit, self.error = "", ""
        self._more = asyncio.Condition()
        self._ended = False

    async def logged(self, event: str) -> dict[str, Any]:
        """Give the line of this event, as soon as it is there."""
        async with asyncio.timeout(SOON), self._more:
            while not (found := [line for line in self.log if line["event"] == event]):
                assert not self._ended, self.log
                await self._more.wait()
        return found[0]

    async def ended(self) -> int:
        """Wait for its end, and give its exit code."""
        return await asyncio.wait_for(self.process.wait(), SOON)

    async def read(self) -> None:
        """Read both outputs to their end."""
        await asyncio.gather(self._read_audit(), self._read_log())

    async def _read_audit(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.audit += line.decode()

    async def _read_log(self) -> None:
        assert self.process.stderr is not None
        async for line in self.process.stderr:
            self.error += line.decode()
            await self._note(json.loads(line) if line.startswith(b"{") else {"event": line.decode()})
        self._ended = True
        await self._note()

    async def _note(self, *lines: dict[str, Any]) -> None:
        async with self._more:
            self.log.extend(lines)
            self._more.notify_all()


@asynccontextmanager
async def bot_process(environment: Mapping[str, str], *options: str) -> AsyncIterator[BotProcess]:
    """Run `qflow-bot serve`; it may still be starting."""
    ours = {"BOT_HOST": "127.0.0.1", "BOT_PORT": "0", "BOT_OPS_PORT": "off", "BOT_LAME_DUCK": "0"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "serve", *options),
        env={**os.environ, **ours, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    running = BotProcess(process)
    reading = asyncio.create_task(running.read())
    try:
        yield running
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await reading
