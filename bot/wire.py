"""A wire to Redis: commands go out as they are given, and their replies come back in that order.

So one connection serves any number of people who ask at once, and none of them waits for another's reply. While Redis
is gone nobody waits at all: the wire looks for it by itself, with more patience than people have, and uses it again
once it replies in time. What this process itself is late by does not count as Redis' time.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from redis.asyncio.connection import AbstractConnection
from redis.exceptions import InvalidResponse, RedisError, ResponseError

from bot.qflow.hold_up import waited_for

Command = tuple[str | bytes | int, ...]

GONE = timedelta(seconds=2)
"""From one look for Redis to the next, at least."""

_CONNECTING = timedelta(seconds=3)
"""It takes several round trips, and nobody waits for it."""
_LOOK: Command = ("SET", "qflow-bot:look", b"", "XX", "PX", 1)
"""Writes nothing, for there is nothing that it could replace; and is refused where nothing can be written."""
_FAILURES = (RedisError, OSError, TimeoutError, ValueError)
"""ValueError: an answer that is not Redis'."""


class Wire:
    """One connection, made anew where it fails.

    connections: makes them. longest: how long Redis may take to reply. noted: called with what has failed, and with
    None when Redis is there. gone: from one look to the next, at least. looked: set once there was one.
    """

    def __init__(
        self,
        connections: Callable[[], AbstractConnection],
        *,
        longest: timedelta,
        noted: Callable[[Exception | None], None],
        gone: timedelta = GONE,
    ) -> None:
        self.up = False
        self.looked = asyncio.Event()
        self._connections = connections
        self._longest = longest
        self._noted = noted
        self._gone = gone.total_seconds()
        self._given: list[tuple[Command, timedelta, asyncio.Future[Any]]] = []
        self._due: deque[asyncio.Future[Any]] = deque()
        self._sending: set[asyncio.Task[None]] = set()

    async def reply(self, command: Command, *, longest: timedelta | None = None) -> Any:
        """Give the reply to a command; None where there is none, at once while Redis is gone.

        longest: how long this one may take.
        """
        return await asyncio.shield(self._asked(command, longest or self._longest)) if self.up else None

    async def live(self) -> None:
        """Look for Redis and use it, over and over, until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            again = loop.time() + self._gone
            try:
                await self._used()
            except _FAILURES as error:
                self._noted(error)
                self.looked.set()
            await asyncio.sleep(max(0.0, again - loop.time()))

    async def _used(self) -> None:
        """Connect, and read replies for as long as all goes well. Raises what then failed."""
        connection = self._connections()
        self._failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(_CONNECTING.total_seconds()):
                await connection.connect()  # type: ignore[no-untyped-call]  # redis forgot to type it
            self._connection = connection
            with self._reading(connection):
                await asyncio.wait([self._asked(_LOOK, self._longest), self._failed], return_when="FIRST_COMPLETED")
                if not self._failed.done():
                    self.up = True
                    self._noted(None)
                    self.looked.set()
                await self._failed
        finally:
            self.up = False
            self._lose_all()
            if connection._writer is not None:  # noqa: SLF001 - closing by itself would wait for what is not taken
                connection._writer.transport.abort()  # noqa: SLF001
            await connection.disconnect(nowait=True)

    def _asked(self, command: Command, longest: timedelta) -> asyncio.Future[Any]:
        """Send a command with all that are given at this moment, and give its reply when it is there."""
        if not self._given:
            sending = asyncio.create_task(self._send())
            self._sending.add(sending)
            sending.add_done_callback(self._sending.discard)
        reply = asyncio.get_running_loop().create_future()
        self._given.append((command, longest, reply))
        return reply

    async def _send(self) -> None:
        given, self._given = self._given, []
        if not given:  # lost meanwhile
            return
        commands, longest, replies = zip(*given, strict=True)
        self._due.extend(replies)
        if self._failed.done():  # and these are about to be
            return
        with self._failing():
            packed = self._connection.pack_commands(commands)
            sent = asyncio.ensure_future(self._connection.send_packed_command(packed, check_health=False))
            try:
                await asyncio.gather(sent, _in_time(replies[-1], max(longest)))
            finally:
                sent.cancel()  # where Redis takes no more, sending has no end

    @contextmanager
    def _reading(self, connection: AbstractConnection) -> Iterator[None]:
        reading = asyncio.create_task(self._read(connection))
        try:
            yield
        finally:
            reading.cancel()

    async def _read(self, connection: AbstractConnection) -> None:
        with self._failing():
            while True:
                reply = await _reply_from(connection)
                if not self._due:
                    raise InvalidResponse("a reply to nothing")
                self._due.popleft().set_result(reply)

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """Let what fails end the use of the connection."""
        failed = self._failed
        try:
            yield
        except _FAILURES as error:
            if not failed.done():
                failed.set_exception(error)
                failed.exception()  # the last one nobody may want to know any more

    def _lose_all(self) -> None:
        for reply in (*self._due, *(reply for *_, reply in self._given)):
            reply.set_result(None)
        self._due.clear()
        self._given.clear()


async def _in_time(reply: asyncio.Future[Any], longest: timedelta) -> None:
    await waited_for(reply, longest.total_seconds())
    if not reply.done():
        raise TimeoutError


async def _reply_from(connection: AbstractConnection) -> Any:
    """Read a reply; None where one key holds rubbish while all else works. Raises what concerns everything."""
    try:
        return await connection.read_response()
    except ResponseError as error:
        if "WRONGTYPE" not in str(error):
            raise
        return None
