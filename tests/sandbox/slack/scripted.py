"""An app on loopback that records what Slack sends and answers as a test tells it to."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it came: the bytes, the headers, and what they say."""

    body: bytes
    headers: Mapping[str, str]

    @property
    def payload(self) -> dict[str, Any]:
        """Read the form of a command, the payload of an interaction, or the JSON of an event."""
        if self.headers["Content-Type"] == "application/json":
            return dict(json.loads(self.body))
        form = dict(parse_qsl(self.body.decode(), keep_blank_values=True))
        return dict(json.loads(form["payload"])) if "payload" in form else form


async def say_nothing(_received: Received) -> web.Response:
    """Acknowledge with an empty body."""
    return web.Response()


@dataclass(slots=True)
class ScriptedApp:
    """The app under trial: `answer` may be exchanged at any time."""

    answer: Callable[[Received], Awaitable[web.Response]] = say_nothing
    received: list[Received] = field(default_factory=list)

    def app(self) -> web.Application:
        """Give the web application that listens at `/slack/events`."""
        app = web.Application()
        app.router.add_post("/slack/events", self._receive)
        return app

    async def _receive(self, request: web.Request) -> web.Response:
        received = Received(await request.read(), request.headers)
        self.received.append(received)
        return await self.answer(received)
