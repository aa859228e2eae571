"""Faults of a body under way: it breaks off, drips, or does not seem to end."""

import asyncio
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Literal

from aiohttp import web
from pydantic import Field

from bot.sandbox.answers import Answer
from bot.sandbox.faults.connections import LONGEST, wait
from bot.sandbox.faults.fault import Fault

_MEBIBYTE = 2**20


class HalfBody(Fault):
    """The headers promise the whole body; the connection is closed after half of it."""

    kind: Literal["half-body"] = "half-body"

    async def send(self, request: web.Request, answer: Answer) -> web.StreamResponse:
        """Send half, then close the connection."""
        response = await _begin(request, answer)
        with suppress(ConnectionError):
            await response.write(answer.body[: len(answer.body) // 2])
        _hang_up(request)
        return response


class Dribble(Fault):
    """The right answer, a few bytes at a time; after a minute the connection is closed."""

    kind: Literal["dribble"] = "dribble"
    chunk_bytes: int = Field(default=16, ge=1)
    pause: float = Field(default=0.1, gt=0, le=LONGEST)

    async def send(self, request: web.Request, answer: Answer) -> web.StreamResponse:
        """Send chunk by chunk, with a pause of so many seconds after each."""
        response = await _begin(request, answer)
        try:
            async with asyncio.timeout(LONGEST):
                for begin in range(0, len(answer.body), self.chunk_bytes):
                    await response.write(answer.body[begin : begin + self.chunk_bytes])
                    await wait(request, self.pause)
        except (TimeoutError, ConnectionError):
            _hang_up(request)
        return response


class GzipBomb(Fault):
    """A valid answer without rows, blown up with white space that compresses to a thousandth.

    It is compressed while it is sent, so it costs no memory here either.
    """

    kind: Literal["gzip-bomb"] = "gzip-bomb"
    mebibytes: int = Field(default=33, ge=1, le=1024)

    def visible_status(self, answer: Answer) -> int:
        """Give 200."""
        del answer
        return 200

    async def send(self, request: web.Request, answer: Answer) -> web.StreamResponse:
        """Send it all, mebibyte by mebibyte."""
        del answer
        response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Encoding": "gzip"})
        await response.prepare(request)
        with suppress(ConnectionError):
            for chunk in self._chunks():
                await response.write(chunk)
                await asyncio.sleep(0)  # write() lets others run only when a buffer is full, and this fills none
        return response

    def _chunks(self) -> Iterator[bytes]:
        packer = zlib.compressobj(level=1, wbits=31)  # 31: with gzip's header and trailer
        yield packer.compress(b'{"total":0,"items":[')
        for _ in range(self.mebibytes):
            yield packer.compress(b" " * _MEBIBYTE)
        yield packer.compress(b"]}") + packer.flush()


async def _begin(request: web.Request, answer: Answer) -> web.StreamResponse:
    response = web.StreamResponse(status=answer.status, headers={"Content-Type": answer.content_type, **answer.headers})
    response.content_length = len(answer.body)
    await response.prepare(request)
    return response


def _hang_up(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.close()
