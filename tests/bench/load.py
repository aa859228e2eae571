"""The load: commands over kept connections, as leanly as they can be sent, and when each was acked and answered."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

from tests.bench.programs import Running
from tests.bench.slack import Command, Kind, Landed

ACK_DEADLINE = 3.0
"""Seconds that Slack waits for an ack."""
_GIVEN_UP = 30.0
"""Seconds; a busy machine is no bug, and a benchmark that ends early tells nothing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of one command: seconds until its ack and until its answer; None for what never came."""

    ack: float | None
    answer: float | None = None
    kind: Kind | None = None


class Connection:
    """One connection that is kept, where the other side keeps it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._drop()

    async def post(self, request: bytes) -> int:
        """Send a request, and give the status of its answer. Raises OSError or EOFError where there is none."""
        if self._reader is None or self._writer is None or self._reader.at_eof():
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._writer.write(request)
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = int(_header(head, b"content-length") or 0)
        if length:
            await self._reader.readexactly(length)
        if head.startswith(b"http/1.0") or _header(head, b"connection") == b"close":
            self._drop()
        return int(head.split(b" ", 2)[1])

    def _drop(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


async def ask(connection: Connection, command: Command, *, answered: bool, within: float = _GIVEN_UP) -> Asked:
    """Send a command and wait for its ack and, where it will be `answered`, for its answer, for so many seconds."""
    began = time.perf_counter()
    ack = landed = None
    try:
        async with asyncio.timeout(within):
            if await connection.post(command.request) == 200:
                ack = time.perf_counter() - began
            if answered:
                landed = await command.answer
    except (OSError, EOFError, TimeoutError):
        landed = _already(command)
    return Asked(ack, landed.at - began if landed else None, landed.kind if landed else None)


async def steady(
    running: Running,
    commands: Callable[[int], Command],
    *,
    users: int,
    seconds: float,
    answered: bool,
    pause: float = 0.0,
) -> tuple[Sequence[Asked], float]:
    """Let so many users ask one command after the other for so long; give what came of it, and how long it took.

    However busy the machine is, each asks once at least.

    commands: makes the next one of a user. pause: seconds between what one user gets and what they ask next.
    """
    asked: list[Asked] = []
    began = time.perf_counter()

    async def one(user: int) -> None:
        async with Connection(running.port) as connection:
            while True:
                asked.append(await ask(connection, commands(user), answered=answered))
                if time.perf_counter() - began >= seconds:
                    return
                await asyncio.sleep(pause)

    await asyncio.gather(*map(one, range(users)))
    return asked, time.perf_counter() - began


async def at_once(ports: Sequence[int], commands: Sequence[Command], *, within: float) -> Sequence[Asked]:
    """Send all of these at once, each on a connection of its own, to these ports in turn."""

    async def one(number: int, command: Command) -> Asked:
        async with Connection(ports[number % len(ports)]) as connection:
            return await ask(connection, command, answered=True, within=within)

    return await asyncio.gather(*(one(number, command) for number, command in enumerate(commands)))


def _already(command: Command) -> Landed | None:
    """Give the answer of a command whose ack was not seen."""
    return command.answer.result() if command.answer.done() and not command.answer.cancelled() else None


def _header(head: bytes, name: bytes) -> bytes | None:
    _, found, rest = head.partition(b"\r\n" + name + b":")
    return rest.partition(b"\r\n")[0].strip() if found else None
