"""How one socket is opened and kept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import WSMsgType, web
from slack_sdk.web.async_client import AsyncWebClient

from bot.connecting import SentAway, _dialled, connected
from bot.sandbox.loopback import serving
from tests.clocks import be_late, run_late


class QuietSlack:
    """A Slack where nothing happens: it says one thing, and answers pings. pinged: set by the third of them."""

    def __init__(self, *, says: object) -> None:
        self.pinged = asyncio.Event()
        self._says = says
        self._origin = ""

    @asynccontextmanager
    async def dialled(self, *, silence: timedelta) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        """Give a socket to it."""
        app = web.Application()
        app.router.add_post("/api/apps.connections.open", self._open)
        app.router.add_get("/link", self._link)
        async with serving(app) as self._origin, aiohttp.ClientSession() as http:
            client = AsyncWebClient(base_url=f"{self._origin}/api/", session=http)
            async with await connected(client, http, app_token="xapp-1", silence=silence) as ws:
                yield ws

    async def _open(self, _: web.Request) -> web.Response:
        return web.json_response({"ok": True, "url": f"{self._origin.replace('http', 'ws')}/link"})

    async def _link(self, request: web.Request) -> web.StreamResponse:
        ws = web.WebSocketResponse(autoping=False)
        await ws.prepare(request)
        await ws.ping(b"before a word")
        await ws.send_json(self._says)
        pings = 0
        async for message in ws:
            if message.type is WSMsgType.PING:
                pings += 1
                await ws.pong(message.data)
            if pings == 3:
                self.pinged.set()
        return ws


async def test_a_quiet_workspace_is_no_fault() -> None:
    slack = QuietSlack(says={"type": "hello"})
    async with slack.dialled(silence=timedelta(seconds=0.6)) as ws:
        reading = asyncio.create_task(_read(ws))
        await asyncio.wait_for(slack.pinged.wait(), 10)
        assert not reading.done()
    await reading


@pytest.mark.parametrize(
    ("says", "why"),
    [
        ({"type": "disconnect", "reason": "too_many_websockets"}, "too_many_websockets"),
        ({"type": "something else"}, "no hello"),
        ([], "no hello"),
    ],
)
async def test_a_socket_without_a_hello_is_none(says: object, why: str) -> None:
    with pytest.raises(SentAway) as caught:
        async with QuietSlack(says=says).dialled(silence=timedelta(seconds=30)):
            pass
    assert caught.value.why == why


class HangingSlack(QuietSlack):
    """A Slack that lets a handshake hang for nine seconds."""

    async def _link(self, _: web.Request) -> web.StreamResponse:
        be_late(9)
        return web.Response(status=504)


def test_a_handshake_that_hangs_is_given_up_as_a_missing_hello_is() -> None:
    async def scene() -> None:
        async with HangingSlack(says=None).dialled(silence=timedelta(seconds=30)):
            pass

    with pytest.raises(TimeoutError):
        run_late(scene())


@pytest.mark.parametrize(
    ("url", "dialled"),
    [
        ("wss://wss-primary.slack.com/link/?ticket=1", "https://wss-primary.slack.com/link/?ticket=1"),
        ("ws://127.0.0.1:1/link/", "http://127.0.0.1:1/link/"),
    ],
)
def test_a_socket_is_dialled_by_the_scheme_that_proxies_go_by(url: str, dialled: str) -> None:
    assert _dialled(url) == dialled


async def _read(ws: aiohttp.ClientWebSocketResponse) -> None:
    async for message in ws:
        assert message.type in {WSMsgType.PING, WSMsgType.PONG}
