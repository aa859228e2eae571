"""The load: commands over kept connections, as leanly as they can be sent, and when each was acked and answered."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import inf, isinf
from typing import Self

from tests.bench.programs import Program, Running
from tests.bench.slack import Command, Kind, Landed

ACK_DEADLINE = 3.0
"""Seconds that Slack waits for an ack; who only acks is given no more."""
_GIVEN_UP = 30.0
"""Seconds; a busy machine is no bug, and a benchmark that ends early tells nothing."""
_QUOTED = 300


class NotAnswered(Exception):
    """A program that answers gave no ack, or something else than the answer."""

    def __init__(self, program: Program, command: Command) -> None:
        landed = _landed(command)
        got = f"{landed.kind.name.lower()}, {landed.body[:_QUOTED].decode(errors='replace')}" if landed else "nothing"
        super().__init__(f"{program.name} was asked {command.asked!r} and gave no ack, or no answer, but: {got}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of one command. ack, answer: seconds until each, infinite for what never came."""

    ack: float = inf
    answer: float = inf
    kind: Kind | None = None


class Connection:
    """One connection to a program, opened when it is needed and kept where the other side keeps it."""

    def __init__(self, running: Running) -> None:
        self.program = running.program
        self._port = running.port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.drop()

    async def opened(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open it, unless it is open. Raises OSError."""
        if self._reader is None or self._writer is None or self._reader.at_eof():
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self._reader, self._writer

    async def post(self, request: bytes) -> int:
        """Send a request, and give the status of its answer. Raises OSError or EOFError where there is none."""
        reader, writer = await self.opened()
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(_header(head, b"content-length") or 0)
        if length:
            await reader.readexactly(length)
        if head.startswith(b"http/1.0") or _header(head, b"connection") == b"close":
            self.drop()
        return int(head.split(b" ", 2)[1])

    def drop(self) -> None:
        """Close it; the next request opens another."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


async def ask(connection: Connection, command: Command) -> Asked:
    """Send a command and wait for its ack and, where the program gives one, for its answer.

    The connection is open before the clock starts, with the first byte. Raises NotAnswered; of a program that only acks
    the ack may be missing.
    """
    program = connection.program
    with suppress(OSError):  # whom nobody can connect to loses the command
        async with asyncio.timeout(_GIVEN_UP):
            await connection.opened()
    asked = await tried(connection, command, within=_GIVEN_UP if program.answers else ACK_DEADLINE)
    if program.answers and (isinf(asked.ack) or asked.kind is not Kind.ANSWER):
        raise NotAnswered(program, command)
    return asked


async def tried(connection: Connection, command: Command, *, within: float) -> Asked:
    """Do as `ask` does, and take whatever comes within so many seconds, in which the connection is opened, too."""
    began = time.perf_counter()
    ack = inf
    try:
        async with asyncio.timeout(within):
            if await connection.post(command.request) == 200:
                ack = time.perf_counter() - began
            if connection.program.answers:
                await command.answer
    except (OSError, EOFError):  # its answer may have come nevertheless
        connection.drop()
    landed = _landed(command)
    return Asked(ack, landed.at - began, landed.kind) if landed else Asked(ack)


async def steady(
    running: Running,
    commands: Callable[[int], Command],
    *,
    users: int,
    seconds: float,
    pause: float = 0.0,
) -> tuple[Sequence[Asked], float]:
    """Let so many users ask one command after the other for so long; give what came of it, and the seconds it took.

    However busy the machine is, each asks once at least. Raises NotAnswered.

    commands: makes the next one of a user. pause: seconds between what one user gets and what they ask next.
    """
    asked: list[Asked] = []
    began = time.perf_counter()

    async def one(user: int) -> None:
        async with Connection(running) as connection:
            while True:
                asked.append(await ask(connection, commands(user)))
                if time.perf_counter() - began >= seconds:
                    return
                await asyncio.sleep(pause)

    await asyncio.gather(*map(one, range(users)))
    return asked, time.perf_counter() - began


async def at_once(running: Sequence[Running], commands: Sequence[Command], *, within: float) -> Sequence[Asked]:
    """Send all of these at once, each on a new connection, to these programs in turn; take what comes of it.

    The clock starts with all of them, before their connections are opened. within: seconds until what has not come is
    lost.
    """

    async def one(number: int, command: Command) -> Asked:
        async with Connection(running[number % len(running)]) as connection:
            return await tried(connection, command, within=within)

    return await asyncio.gather(*(one(number, command) for number, command in enumerate(commands)))


def _landed(command: Command) -> Landed | None:
    """Give what has come back for a command."""
    return command.answer.result() if command.answer.done() and not command.answer.cancelled() else None


def _header(head: bytes, name: bytes) -> bytes | None:
    _, found, rest = head.partition(b"\r\n" + name + b":")
    return rest.partition(b"\r\n")[0].strip() if found else None
