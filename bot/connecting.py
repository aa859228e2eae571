"""How one socket is opened: Slack is asked for an address, and says hello there.

Source: https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.envelopes import parsed

_HELLO_WITHIN = timedelta(seconds=8)
"""From the dialling on."""
_CLOSE_WITHIN = aiohttp.ClientWSTimeout(ws_close=1.0)


class SentAway(Exception):
    """A socket ended before it was of use; `why` is Slack's reason, or ours."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


async def connected(
    web: AsyncWebClient, http: aiohttp.ClientSession, *, app_token: str, silence: timedelta
) -> aiohttp.ClientWebSocketResponse:
    """Give a socket that has said hello; it breaks by itself after so long a silence, for it sends pings.

    Raises SlackApiError when Slack gives no address, SentAway when it says goodbye for hello, TimeoutError when it lets
    us wait for it, and what aiohttp raises.
    """
    answer = await web.apps_connections_open(app_token=app_token)
    async with asyncio.timeout(_HELLO_WITHIN.total_seconds()):
        ws = await http.ws_connect(
            _dialled(str(answer["url"])),
            autoping=False,
            heartbeat=silence.total_seconds() * 2 / 3,  # and half of that for the pong
            timeout=_CLOSE_WITHIN,
        )
        try:
            _check_hello(await _first_word(ws))
        except BaseException:
            await ws.close()
            raise
    return ws


def _dialled(url: str) -> str:
    """Give a wss address as https: proxies go by that, for in the environment there is `HTTPS_PROXY` and no other."""
    return f"http{url.removeprefix('ws')}" if url.startswith(("ws:", "wss:")) else url


async def _first_word(ws: aiohttp.ClientWebSocketResponse) -> Mapping[str, Any]:
    message = await ws.receive()
    while message.type is aiohttp.WSMsgType.PING:
        await ws.pong(message.data)
        message = await ws.receive()
    return parsed(message)


def _check_hello(told: Mapping[str, Any]) -> None:
    if told.get("type") != "hello":
        raise SentAway(str(told.get("reason", "no hello")))
