"""One socket: what one message makes of itself harms no other, and only an ack that was sent counts as one."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from structlog.testing import capture_logs

from bot.envelopes import Socket
from bot.sandbox.loopback import serving

JSON: dict[str, str | Sequence[str]] = {"content-type": ["application/json"]}


class Wire:
    """Slack's end of a socket: it sends envelopes, each of which asks Bolt for an answer by its command's text.

    acked: how many acks the other end has counted. ours: the other end, before anything reads it.
    """

    def __init__(self, slacks: web.WebSocketResponse, ours: aiohttp.ClientWebSocketResponse) -> None:
        self.acked = 0
        self.ours = ours
        self._slacks = slacks

    async def send(self, envelope_id: str, text: str = "", **others: Any) -> None:
        """Send an envelope."""
        told = {"type": "slash_commands", "envelope_id": envelope_id, "payload": {"command": "/it", "text": text}}
        await self._slacks.send_json({**told, **others})

    async def next_acked(self) -> str:
        """Wait for an ack, and give the envelope's id."""
        return str((await self._slacks.receive_json(timeout=10))["envelope_id"])

    def count(self, _: float) -> None:
        """Count an ack."""
        self.acked += 1


@asynccontextmanager
async def wired() -> AsyncIterator[Wire]:
    """Give a wire to a Bolt that answers as it is asked to."""
    opened: asyncio.Queue[web.WebSocketResponse] = asyncio.Queue()
    over = asyncio.Event()

    async def link(request: web.Request) -> web.WebSocketResponse:
        slacks = web.WebSocketResponse()
        await slacks.prepare(request)
        opened.put_nowait(slacks)
        await over.wait()
        return slacks

    async def answer(body: dict[str, Any]) -> BoltResponse:
        match body["text"]:
            case "not JSON":
                return BoltResponse(status=200, body="{", headers=JSON)
            case "go away":
                await wire.ours.close()
            case "nobody takes it":
                return BoltResponse(status=404)
        return BoltResponse(status=200)

    async def authorize() -> AuthorizeResult:
        raise AssertionError

    bolt = AsyncApp(name="it", before_authorize=answer, authorize=authorize, process_before_response=True)
    app = web.Application()
    app.router.add_get("/link", link)
    async with serving(app) as origin, aiohttp.ClientSession() as http:
        ours = await http.ws_connect(f"{origin}/link", autoping=False)
        wire = Wire(await opened.get(), ours)
        socket = Socket(ours, bolt, gone=lambda _: None, acked=wire.count)
        try:
            yield wire
        finally:
            over.set()
            await socket.close()


async def test_a_message_that_cannot_be_taken_ends_no_socket() -> None:
    with capture_logs() as logged:
        async with wired() as wire:
            await wire.send("1", "not JSON")
            await wire.send("2")
            assert await wire.next_acked() == "2"
    assert [(line["event"], line["log_level"]) for line in logged] == [("message_failed", "error")]


@pytest.mark.parametrize("reason", [5, [{}], {"a": 1}, None, "timeout"])
async def test_why_slack_sends_something_again_is_not_read(reason: object) -> None:
    async with wired() as wire:
        await wire.send("1", retry_attempt=1, retry_reason=reason)
        assert await wire.next_acked() == "1"


async def test_only_an_ack_that_was_sent_counts_as_one() -> None:
    with capture_logs() as logged:
        async with wired() as wire:
            await wire.send("1", "nobody takes it")
            await wire.send("2")
            assert await wire.next_acked() == "2"
            await wire.send("3", "go away")
    assert [line["event"] for line in logged] == ["envelope_not_taken", "ack_not_delivered"]
    assert wire.acked == 1
