"""Faults of the connection: the answer comes late, or not at all."""

import asyncio
import socket
import struct
from contextlib import suppress
from typing import Literal

from aiohttp import web
from pydantic import Field

from bot.sandbox.answers import Answer
from bot.sandbox.faults.fault import Fault, whole

CLOSING = web.AppKey("closing", asyncio.Event)
"""Set when the application shuts down; it ends every wait, so that no fault holds up the server's end."""

LONGEST = 60.0
"""Seconds after which a fault gives up."""

_LINGER_NOT = struct.pack("ii", 1, 0)


class Delay(Fault):
    """The right answer, after this many seconds."""

    kind: Literal["delay"] = "delay"
    seconds: float = Field(gt=0, le=LONGEST)

    async def send(self, request: web.Request, answer: Answer) -> web.StreamResponse:
        """Wait, then send the answer."""
        await wait(request, self.seconds)
        return whole(answer)


class _Unanswered(Fault):
    """A fault that lets no answer out."""

    def visible_status(self, answer: Answer) -> int:
        """Give 0: no status is sent."""
        del answer
        return 0


class Silence(_Unanswered):
    """No answer; the connection is closed after a minute, or when the server stops."""

    kind: Literal["silence"] = "silence"

    async def send(self, request: web.Request, answer: Answer) -> web.StreamResponse:
        """Wait, then close the connection."""
        await wait(request, LONGEST)
        return abort(request, answer)


class Reset(_Unanswered):
    """The connection is reset (TCP RST) once the request was read."""

    kind: Literal["reset"] = "reset"

    async def send(self, request: web.Request, answer: Answer) -> web.StreamResponse:
        """Reset the connection."""
        if request.transport is not None:
            connection = request.transport.get_extra_info("socket")
            # With a linger time of zero, closing sends RST instead of FIN (socket(7), SO_LINGER).
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
        return abort(request, answer)


class Refused(_Unanswered):
    """The connection is closed (TCP FIN) without one byte of an answer.

    It is the nearest to a refusal that one request can meet: the kernel has accepted the connection before
    the request is read, so a client sees a server that hung up and no failed connect. For a connect that
    really fails, ask at the origin of a `serving` that has ended.
    """

    kind: Literal["refused"] = "refused"

    async def send(self, request: web.Request, answer: Answer) -> web.StreamResponse:
        """Close the connection."""
        return abort(request, answer)


async def wait(request: web.Request, seconds: float) -> None:
    """Wait so many seconds, or until the server stops."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await request.app[CLOSING].wait()


def abort(request: web.Request, answer: Answer) -> web.StreamResponse:
    """Close the connection at once; aiohttp wants a response nevertheless, and this one goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return whole(answer)
