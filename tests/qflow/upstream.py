"""A QFlow API behind httpx's transport: it answers as it is told, and keeps what it was asked."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

import httpx

from bot.qflow.auth import StaticToken
from bot.qflow.client import StepsClient
from bot.qflow.counts import UNCOUNTED, Counts
from bot.redact import Redactor
from tests.qflow.rows import moment

ORIGIN_URL = "https://gateway.qflow.example"
TOKEN = "eyJhbGciOiJub25lIn0.made-up"
NOW = moment(60_000)

Reply = httpx.Response | Exception | Callable[[httpx.Request], Awaitable[httpx.Response]]


class Upstream:
    """Gives its replies one after the other, the last one again and again."""

    def __init__(self, *replies: Reply) -> None:
        self.asked: list[httpx.Request] = []
        self.now: datetime = NOW
        self.token = TOKEN
        self._replies = replies

    def client(self, counts: Counts = UNCOUNTED) -> StepsClient:
        """Make a client that asks here."""
        http = httpx.AsyncClient(base_url=ORIGIN_URL, transport=httpx.MockTransport(self._reply), trust_env=False)
        return StepsClient(
            http,
            authentication=StaticToken(self.token),
            redactor=Redactor(),
            now=lambda: self.now,
            counts=counts,
        )

    def queries(self) -> list[str]:
        """Give the query of each request as sent."""
        return [request.url.query.decode() for request in self.asked]

    async def _reply(self, request: httpx.Request) -> httpx.Response:
        reply = self._replies[min(len(self.asked), len(self._replies) - 1)]
        self.asked.append(request)
        if isinstance(reply, Exception):
            raise reply
        if isinstance(reply, httpx.Response):
            # A response can be read once; its headers go along raw, for they need not be valid.
            return httpx.Response(reply.status_code, headers=reply.headers.raw, stream=reply.stream)
        return await reply(request)


class Chunks(httpx.AsyncByteStream):
    """A body that comes in chunks and, where `breaks` is given, breaks then."""

    def __init__(self, *chunks: bytes, breaks: Exception | None = None) -> None:
        self.read = 0
        self.closed = False
        self._chunks = chunks
        self._breaks = breaks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            self.read += 1
            yield chunk
        if self._breaks:
            raise self._breaks

    async def aclose(self) -> None:
        """Remember that the answer was closed."""
        self.closed = True


def response(status: int, *chunks: bytes, breaks: Exception | None = None, **headers: str) -> httpx.Response:
    """Answer with a body in chunks; `headers` are spelt with `_` for `-`."""
    spelt = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, headers=spelt, stream=Chunks(*chunks, breaks=breaks))
