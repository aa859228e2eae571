"""The processes under test: started off the core of the load, and stopped whatever ends the benchmark."""

import asyncio
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from tests.bench.cores import pin_program

_GONE = 5.0
"""Seconds that a process gets to end by itself: a peer with much left to answer may take its time."""


@asynccontextmanager
async def python(*arguments: str, **how: Any) -> AsyncIterator[Process]:
    """Run Python with these arguments for as long as the context lasts. how: as asyncio starts a process."""
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, **how)
    try:
        pin_program(process.pid)
        yield process
    finally:
        await _stopped(process)


async def _stopped(process: Process) -> None:
    """Ask it to end, and end it where it does not, or where nobody waits for that."""
    if process.returncode is None:
        process.terminate()
    try:
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), _GONE)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
