"""Socket Mode: the connections an app opens, and the envelopes that are spread over them.

Source: https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import json
from collections import deque
from collections.abc import Mapping
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox.slack.doors import Answer, Post
from bot.sandbox.slack.envelopes import envelope, goodbye, hello
from bot.sandbox.slack.refused import Refused
from bot.sandbox.slack.web_api import Method
from bot.sandbox.slack.workspace import Workspace

MOST = 10
"""Connections one app may have open."""

CLOSE_WITHIN = 1.0
"""Seconds the app has to agree that a connection ends."""


class Socket:
    """One connection; a silent one takes what is sent to it, and neither passes it on nor answers pings."""

    def __init__(self, request: web.Request, ws: web.WebSocketResponse) -> None:
        self.ws = ws
        self.is_silent = False
        self._request = request

    async def send(self, message: Mapping[str, Any]) -> None:
        """Send one message, unless silent."""
        if not self.is_silent:
            await self.ws.send_json(message)

    def abort(self) -> None:
        """Break the connection without a word."""
        if self._request.transport is not None:
            self._request.transport.abort()


class Sockets:
    """The app's connections, and the door that leads through them; each delivery takes the next one."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._tickets: set[str] = set()
        self._sockets: deque[Socket] = deque()
        self._waiting: dict[str, asyncio.Future[Answer]] = {}

    def methods(self) -> dict[str, Method]:
        """Give the method that an app asks for a connection: it wants the app-level token."""
        return {"apps.connections.open": Method(self.open, for_app=True)}

    def open(self, _arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Give the URL of one new connection (https://docs.slack.dev/reference/methods/apps.connections.open)."""
        if not self._workspace.origin:
            raise Refused("internal_error")
        ticket = self._workspace.ids.name("ticket-")
        self._tickets.add(ticket)
        origin = self._workspace.origin.replace("http://", "ws://", 1)
        return {"url": f"{origin}/link/?ticket={ticket}&app_id={self._workspace.directory.app.id}"}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Hold one connection from hello to its end; a URL opens one connection only."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403)
        self._tickets.discard(ticket)
        ws = web.WebSocketResponse(autoping=False, timeout=CLOSE_WITHIN)
        await ws.prepare(request)
        socket = Socket(request, ws)
        if len(self._sockets) >= MOST:
            await self._say_goodbye(socket, "too_many_websockets")
            return ws
        self._sockets.append(socket)
        self._workspace.changes.note()
        try:
            await socket.send(hello(self._workspace.directory.app.id, connections=len(self)))
            await self._listen(socket)
        finally:
            if socket in self._sockets:
                self._sockets.remove(socket)
            self._workspace.changes.note()
        return ws

    async def deliver(self, post: Post) -> Answer:
        """Send an envelope over the next connection and wait for its ack."""
        if not self._sockets:
            raise ConnectionError("no socket is connected")
        socket = self._sockets[0]
        self._sockets.rotate(-1)
        envelope_id = self._workspace.ids.name("envelope-")
        answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = answered
        try:
            await socket.send(envelope(envelope_id, post))
            return await answered
        finally:
            del self._waiting[envelope_id]

    def __len__(self) -> int:
        return len(self._sockets)

    async def wait_for(self, count: int, *, within: float = 5.0) -> None:
        """Wait until so many connections are open. Raises TimeoutError."""
        await self._workspace.changes.until(lambda: len(self) == count or None, within=within)

    def silence(self) -> None:
        """Let the connection that is next in turn fall silent without being closed."""
        self._sockets[0].is_silent = True

    def drop(self) -> None:
        """Break the connection that is next in turn."""
        self._sockets.popleft().abort()
        self._workspace.changes.note()

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell the connection next in turn to go: `warning` announces it, any other reason ends it."""
        if reason == "warning":
            await self._sockets[0].send(goodbye(reason))
            return
        socket = self._sockets.popleft()
        self._workspace.changes.note()
        await self._say_goodbye(socket, reason)

    async def close(self) -> None:
        """Close all connections."""
        for socket in tuple(self._sockets):
            await socket.ws.close()

    async def _listen(self, socket: Socket) -> None:
        async for message in socket.ws:
            if socket.is_silent:
                continue
            if message.type is WSMsgType.PING:
                await socket.ws.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                self._take(message.data)

    def _take(self, text: str) -> None:
        ack = json.loads(text)
        answered = self._waiting.get(ack.get("envelope_id", ""))
        if answered is not None and not answered.done():
            answered.set_result(Answer(200, ack.get("payload") or None))

    async def _say_goodbye(self, socket: Socket, reason: str) -> None:
        await socket.send(goodbye(reason))
        await socket.ws.close()
