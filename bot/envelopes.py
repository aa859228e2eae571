"""One socket: the envelopes that come by it, and their acks.

Source: https://docs.slack.dev/apis/events-api/using-socket-mode. Each envelope is dispatched to Bolt, as the HTTP door
does with a request, and its ack goes back by the socket it came by. When that socket is gone meanwhile, there is no
way back, but the work has begun and goes on: Slack takes the envelope for lost and, if it was an event, delivers it
again, which is told apart by what it says; a person sees Slack's own failure beside the answer.

Envelopes of one socket are taken one after the other: a listener acks and hands on, so that none waits for long, and
what Slack sends faster than that stays on the wire.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.listeners.shape import is_readable

_log = structlog.get_logger(__name__)

CATCHING_UP = timedelta(seconds=1)
"""For what is on its way when a socket is to be closed."""
_SO_FAR = b"so far"


class Socket:
    """One socket after its hello.

    leaving: set when another should take its place. why: Slack's reason for that, or ours.
    gone: called when nothing comes by it any more. acked: told how many seconds each ack took.
    """

    def __init__(
        self,
        ws: aiohttp.ClientWebSocketResponse,
        bolt: AsyncApp,
        *,
        gone: Callable[["Socket"], None],
        acked: Callable[[float], None],
    ) -> None:
        self.leaving = asyncio.Event()
        self.why = "broken"
        self._ws = ws
        self._bolt = bolt
        self._gone = gone
        self._acked = acked
        self._in_hand = asyncio.Lock()
        self._caught_up = asyncio.Event()
        self._reading = asyncio.create_task(self._read())

    async def close(self) -> None:
        """Take what Slack sent before now, and close; what it sends by this socket after that is lost to it."""
        with contextlib.suppress(TimeoutError, aiohttp.ClientError, ConnectionError):
            async with asyncio.timeout(CATCHING_UP.total_seconds()):
                await self._ws.ping(_SO_FAR)  # its pong comes after all that was sent before
                await self._caught_up.wait()
        try:
            async with asyncio.timeout(CATCHING_UP.total_seconds()), self._in_hand:
                await self._ws.close()
        except TimeoutError:
            self._reading.cancel()  # whatever it is stuck in would hold up the end of the process
        await asyncio.wait([self._reading])

    async def _read(self) -> None:
        try:
            async for message in self._ws:
                async with self._in_hand:
                    with _outlived():
                        await self._take(message)
        except (aiohttp.ClientError, ConnectionError):  # a pong that could not be sent any more
            return
        finally:
            if isinstance(self._ws.exception(), aiohttp.ServerTimeoutError):
                self.why = "silent"
            self._caught_up.set()
            self._gone(self)
            self.leaving.set()

    async def _take(self, message: aiohttp.WSMessage) -> None:
        match message.type:
            case aiohttp.WSMsgType.PING:
                await self._ws.pong(message.data)
            case aiohttp.WSMsgType.PONG if message.data == _SO_FAR:
                self._caught_up.set()
            case aiohttp.WSMsgType.TEXT:
                await self._understand(parsed(message))

    async def _understand(self, told: Mapping[str, Any]) -> None:
        if told.get("type") == "disconnect":
            self.why = str(told.get("reason"))
            self.leaving.set()
            return
        match told:
            case {"type": str(), "envelope_id": str() as envelope_id, "payload": dict() as payload} if is_readable(
                payload
            ):
                arrived = time.perf_counter()
                answer = await self._bolt.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=payload))
                if await self._ack(envelope_id, answer):
                    self._acked(time.perf_counter() - arrived)
            case _:
                _log.warning("message_not_understood", type=str(told.get("type")))

    async def _ack(self, envelope_id: str, answer: BoltResponse) -> bool:
        """Ack as Bolt's own adapter does, with nothing at all where Bolt did not say 200; tell whether it was sent."""
        if answer.status != HTTPStatus.OK:
            _log.warning("envelope_not_taken", status=answer.status)
            return False
        ack = SocketModeResponse(envelope_id=envelope_id, payload=_payload(answer))
        try:
            await self._ws.send_json(ack.to_dict())
        except (aiohttp.ClientError, ConnectionError):
            _log.warning("ack_not_delivered")
            return False
        return True


@contextmanager
def _outlived() -> Iterator[None]:
    """Let the socket outlive whatever a message makes of itself, for others come by it; only that it broke ends it."""
    try:
        yield
    except (aiohttp.ClientError, ConnectionError):
        raise
    except Exception:
        _log.exception("message_failed")


def parsed(message: aiohttp.WSMessage) -> Mapping[str, Any]:
    """Read the JSON object that a message holds; an empty one for anything else."""
    try:
        told = json.loads(message.data) if message.type is aiohttp.WSMsgType.TEXT else None
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _payload(answer: BoltResponse) -> dict[str, Any] | None:
    if not answer.body:
        return None
    if str(answer.headers.get("content-type", [""])[0]).startswith("application/json"):
        payload: dict[str, Any] = json.loads(answer.body)
        return payload
    return {"text": answer.body}
