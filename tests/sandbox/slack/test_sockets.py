"""Socket Mode: how an app connects, what envelopes it gets over which connection, and how connections end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from bot.sandbox.slack import SlackSandbox
from bot.sandbox.slack.people import ALICE, INCIDENTS
from tests.sandbox.slack.conftest import BOT_TOKEN
from tests.sandbox.slack.test_web_api import call

APP_TOKEN = "xapp-sandbox"


@pytest.fixture(autouse=True)
def _by_socket(slack: SlackSandbox) -> None:
    slack.request_url = ""


@asynccontextmanager
async def connected(slack: SlackSandbox, http: aiohttp.ClientSession) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """Open one connection, and read its hello."""
    url = (await call(http, slack, "apps.connections.open", token=APP_TOKEN))["url"]
    async with http.ws_connect(url) as ws:
        hello = await ws.receive_json(timeout=1)
        assert (hello["type"], hello["connection_info"]) == ("hello", {"app_id": "A0SANDBOX"})
        yield ws


async def acking(ws: aiohttp.ClientWebSocketResponse, payload: Any = None) -> Any:
    """Take one envelope and acknowledge it."""
    envelope = await ws.receive_json(timeout=1)
    ack = {"envelope_id": envelope["envelope_id"]}
    await ws.send_json(ack if payload is None else ack | {"payload": payload})
    return envelope


async def test_only_the_apps_own_token_opens_a_connection(slack: SlackSandbox, http: aiohttp.ClientSession) -> None:
    refused = await call(http, slack, "apps.connections.open", token=BOT_TOKEN)
    assert refused["error"] == "not_allowed_token_type"


async def test_a_url_opens_one_connection(slack: SlackSandbox, http: aiohttp.ClientSession) -> None:
    url = (await call(http, slack, "apps.connections.open", token=APP_TOKEN))["url"]
    async with http.ws_connect(url):
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await http.ws_connect(url)


async def test_a_command_comes_in_an_envelope_and_its_ack_may_say_something(
    slack: SlackSandbox, http: aiohttp.ClientSession
) -> None:
    async with connected(slack, http) as ws:
        acked = asyncio.create_task(acking(ws, {"text": "usage"}))
        delivery = await slack.command("/qflow-steps", person=ALICE, channel=INCIDENTS)
        envelope = await acked
    assert envelope["type"] == "slash_commands"
    assert (envelope["payload"], envelope["accepts_response_payload"]) == (delivery.payload, True)
    assert "retry_attempt" not in envelope
    assert (delivery.status, delivery.body) == (200, {"text": "usage"})
    assert [message.text for message in slack.visible_to(ALICE, INCIDENTS)] == ["usage"]


async def test_an_event_says_which_retry_it_is(slack: SlackSandbox, http: aiohttp.ClientSession) -> None:
    slack.ack_within = 0.02
    async with connected(slack, http) as ws:
        mentioned = asyncio.create_task(slack.mention("hi", person=ALICE, channel=INCIDENTS))
        first = await ws.receive_json(timeout=1)
        second = await acking(ws)
        delivery = await mentioned
    assert (first["type"], first["retry_attempt"], first["accepts_response_payload"]) == (
        "events_api",
        0,
        False,
    )
    assert (second["retry_attempt"], second["retry_reason"]) == (1, "http_timeout")
    assert second["payload"] == first["payload"]
    assert (delivery.tries, delivery.error) == (2, None)


async def test_deliveries_are_spread_over_the_connections(slack: SlackSandbox, http: aiohttp.ClientSession) -> None:
    async with connected(slack, http) as one, connected(slack, http) as other:
        acks = asyncio.gather(acking(one), acking(other))
        for _ in range(2):
            await slack.command("/qflow-steps", person=ALICE, channel=INCIDENTS)
        await acks


async def test_without_a_connection_a_command_fails(slack: SlackSandbox) -> None:
    delivery = await slack.command("/qflow-steps", person=ALICE, channel=INCIDENTS)
    assert delivery.error == "dispatch_failed"


async def test_a_silent_connection_swallows_what_is_sent(slack: SlackSandbox, http: aiohttp.ClientSession) -> None:
    slack.ack_within = 0.02
    async with connected(slack, http) as ws:
        slack.sockets.silence()
        delivery = await slack.command("/qflow-steps", person=ALICE, channel=INCIDENTS)
        assert delivery.error == "operation_timeout"
        await ws.ping()
        slack.sockets.drop()
        assert (await ws.receive(timeout=1)).type in {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR}


async def test_a_dropped_connection_is_gone(slack: SlackSandbox, http: aiohttp.ClientSession) -> None:
    async with connected(slack, http) as ws:
        slack.sockets.drop()
        assert (await ws.receive(timeout=1)).type in {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR}
        await slack.sockets.wait_for(0)


async def test_slack_warns_before_it_ends_a_connection(slack: SlackSandbox, http: aiohttp.ClientSession) -> None:
    async with connected(slack, http) as ws:
        await slack.sockets.disconnect("warning")
        assert (await ws.receive_json(timeout=1))["reason"] == "warning"
        assert len(slack.sockets) == 1
        ended = asyncio.create_task(slack.sockets.disconnect())
        goodbye = await ws.receive_json(timeout=1)
        assert (goodbye["type"], goodbye["reason"]) == ("disconnect", "refresh_requested")
        assert (await ws.receive(timeout=1)).type is aiohttp.WSMsgType.CLOSE
        await ended


async def test_an_eleventh_connection_is_sent_away(slack: SlackSandbox, http: aiohttp.ClientSession) -> None:
    urls = [(await call(http, slack, "apps.connections.open", token=APP_TOKEN))["url"] for _ in range(11)]
    sockets = [await http.ws_connect(url) for url in urls]
    assert (await sockets[-1].receive_json(timeout=1))["reason"] == "too_many_websockets"
    assert len(slack.sockets) == 10
    for ws in sockets:
        await ws.close()
