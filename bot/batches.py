"""Batches: commands that are given at one moment go out together, and those given meanwhile with the next.

So one connection serves any number of people who ask at once, in the order of asking.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

Command = tuple[str | bytes | int, ...]


class Batches:
    """Commands on their way. send: gives the replies to several, in their order, or None where all is lost."""

    def __init__(self, send: Callable[[Sequence[Command]], Awaitable[Sequence[Any] | None]]) -> None:
        self._send = send
        self._queue: list[tuple[Command, asyncio.Future[Any]]] = []
        self._sending: asyncio.Task[None] | None = None

    async def reply(self, command: Command) -> Any:
        """Give the reply to a command; None where it is lost, at the latest with the batch that goes before it."""
        reply = asyncio.get_running_loop().create_future()
        self._queue.append((command, reply))
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send_all())
        return await reply

    async def _send_all(self) -> None:
        while self._queue:
            batch, self._queue = self._queue, []
            replies: Sequence[Any] | None = None
            try:
                replies = await self._send([command for command, _ in batch])
            finally:  # whatever happens, nobody waits for ever
                if replies is None:
                    batch, self._queue = batch + self._queue, []
                for (_, reply), told in zip(batch, replies or [None] * len(batch), strict=True):
                    if not reply.done():  # it is where whoever asked has gone away
                        reply.set_result(told)
