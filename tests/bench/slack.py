"""A Slack for load: it signs commands ahead of time and notes when an answer comes, and holds nobody up.

The sandbox's Slack checks all of Slack's rules, which takes longer than what is measured here.
"""

import asyncio
import re
import secrets
import time
from dataclasses import dataclass
from enum import Enum, auto
from itertools import count
from urllib.parse import urlencode

from aiohttp import web

from bot.blocks.errors import error_sentences
from bot.errors import InternalError
from bot.sandbox.slack.signing import signed_headers

SECRET = "8f742231b10e8888abcd99baac85a5f0"
TOKEN = "xoxb-made-up-for-the-bench"
TEAM = "T0BENCH"

_PATIENCE = b"Asking QFlow about"
_FINISHED = re.compile(rb"[\d,]+ of [\d,]+ steps? finished")
_NO_ANSWER = re.compile(rb"\\u26a0|\xe2\x9a\xa0")
"""The sign that this bot's errors begin with, as JSON may write it."""
_BROKEN = error_sentences(InternalError()).partition(",")[0].encode()


class Kind(Enum):
    """What came back for a command, beside nothing, which is a loss."""

    ANSWER = auto()
    """What the execution did that was asked about."""
    REFUSAL = auto()
    """Told that there is no answer, and why: as when more is asked for than QFlow can give in time."""
    FAILED = auto()
    """Neither: told of an error inside the bot, or what another execution did."""


@dataclass(frozen=True, slots=True)
class Landed:
    """An answer that arrived. at: by `time.perf_counter`."""

    at: float
    kind: Kind
    body: bytes


@dataclass(frozen=True, slots=True)
class Command:
    """A signed command, ready to be sent. asked: its text. answer: what comes back on its `response_url`."""

    asked: str
    request: bytes
    answer: asyncio.Future[Landed]


class Slack:
    """Makes commands and takes their answers. origin: where it is served; known once it is."""

    def __init__(self) -> None:
        self.origin = ""
        self._numbers = count(1)
        self._open: dict[str, Command] = {}

    def app(self) -> web.Application:
        """Give the application to serve."""
        app = web.Application(client_max_size=2**20)
        app.router.add_post("/api/auth.test", self._auth_test)
        app.router.add_get("/api/users.info", self._users_info)
        app.router.add_post("/response/{number}", self._take)
        return app

    def command(self, text: str, *, user: int = 0) -> Command:
        """Make `/qflow-steps` with this text, typed by one of many users."""
        number = next(self._numbers)
        form = {
            "token": "made-up",
            "team_id": TEAM,
            "team_domain": "bench",
            "channel_id": "C0BENCH",
            "channel_name": "incidents",
            "user_id": f"U0BENCH{user}",
            "user_name": f"user{user}",
            "command": "/qflow-steps",
            "text": text,
            "api_app_id": "A0BENCH",
            "is_enterprise_install": "false",
            "response_url": f"{self.origin}/response/{number}",
            "trigger_id": f"{number}.{number}.{secrets.token_hex(16)}",
        }
        answer = asyncio.get_running_loop().create_future()
        command = self._open[str(number)] = Command(text, _request(urlencode(form).encode()), answer)
        return command

    async def _auth_test(self, _: web.Request) -> web.Response:
        told = {"ok": True, "url": "https://bench.slack.com/", "team": "Bench", "team_id": TEAM}
        return web.json_response(told | {"user": "qflow", "user_id": "U0BOT", "bot_id": "B0BOT"})

    async def _users_info(self, request: web.Request) -> web.Response:
        """Tell of a member who is no guest (https://docs.slack.dev/reference/objects/user-object)."""
        user_id = request.query["user"]
        told = {"id": user_id, "team_id": TEAM, "name": user_id.lower(), "deleted": False, "is_bot": False}
        user = told | {"is_restricted": False, "is_ultra_restricted": False, "profile": {"team": TEAM}}
        return web.json_response({"ok": True, "user": user})

    async def _take(self, request: web.Request) -> web.Response:
        at = time.perf_counter()
        body = await request.read()
        if _PATIENCE not in body:
            command = self._open.pop(request.match_info["number"], None)
            if command is not None and not command.answer.done():
                command.answer.set_result(Landed(at, kind_of(body, command.asked), body))
        return web.Response(text="ok")


def kind_of(body: bytes, asked: str) -> Kind:
    """Tell what a body is that came back for a command of that text."""
    if _FINISHED.search(body):
        return Kind.ANSWER if asked.encode() in body else Kind.FAILED
    return Kind.REFUSAL if _NO_ANSWER.search(body) and _BROKEN not in body else Kind.FAILED


def _request(body: bytes) -> bytes:
    headers = {
        "Host": "127.0.0.1",
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "Accept": "application/json,*/*",
        "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": str(len(body)),
        **signed_headers(SECRET, body, now=time.time()),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST /slack/events HTTP/1.1\r\n{head}\r\n".encode() + body
