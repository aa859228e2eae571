"""A bot whose parts are given, behind its real door, and a Slack that only listens: for what must not go wrong."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import urlencode

import aiohttp
import httpx
from aiohttp import web
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import Records, Slack, wired
from bot.audit import Audit
from bot.findings import Report
from bot.listeners.pace import Pace
from bot.listeners.posts import Posts
from bot.listeners.replies import Replies
from bot.manifest import REQUEST_PATH
from bot.metrics import Metrics
from bot.policy import Rules
from bot.qflow.auth import Authentication, StaticToken
from bot.qflow.cache import MemoryCache
from bot.qflow.client import StepsClient
from bot.qflow.service import StepsService
from bot.qflow.tiers import Tiers
from bot.qflow.times import utc_now
from bot.qflow.turns import Turns
from bot.redact import Redactor
from bot.sandbox.loopback import serving
from bot.sandbox.slack.signing import signed_headers
from bot.server import Door
from bot.work import Work

SECRET = "8f742231b10e8888abcd99baac85a5f0"
FORM = "application/x-www-form-urlencoded"
LONG = timedelta(seconds=5)


def one_step(_: httpx.Request) -> httpx.Response:
    """Answer as a QFlow API with an execution that was only triggered."""
    return httpx.Response(200, json={"total": 1, "items": [{"nodeId": "trigger"}]})


async def nothing_found(_: str | None) -> Report:
    """Examine nothing."""
    return Report(())


async def post(url: str, body: bytes | BytesIO, headers: dict[str, str]) -> tuple[int, str]:
    """Post to the door, and give the status and the body of its answer."""
    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as response:
        return response.status, await response.text()


async def command(url: str, response_url: str, text: str) -> tuple[int, str]:
    """Send a signed `/qflow-steps` with this text."""
    form = {"command": "/qflow-steps", "text": text, "response_url": response_url, "team_id": "T1", "user_id": "U1"}
    body = urlencode(form).encode()
    headers = signed_headers(SECRET, body, now=time.time()) | {"Content-Type": FORM}
    return await post(url, body, headers)


@asynccontextmanager
async def listening_slack() -> AsyncIterator[tuple[str, list[dict[str, Any]]]]:
    """Serve response_urls: one that takes everything, and one that refuses the first blocks it gets."""
    posted: list[dict[str, Any]] = []

    async def take(request: web.Request) -> web.Response:
        posted.append(await request.json())
        return web.Response(text="ok")

    async def refuse(request: web.Request) -> web.Response:
        posted.append(await request.json())
        return web.Response(status=400, text="invalid_blocks") if len(posted) == 1 else web.Response(text="ok")

    app = web.Application()
    app.router.add_post("/response", take)
    app.router.add_post("/refuses-blocks", refuse)
    async with serving(app) as origin:
        yield origin, posted


@asynccontextmanager
async def wired_bot(
    slack_origin: str,
    *,
    now: Callable[[], datetime] = utc_now,
    authentication: Authentication | None = None,
    transport: Callable[[httpx.Request], httpx.Response] = one_step,
) -> AsyncIterator[tuple[str, Work]]:
    """Serve a bot whose clock, authorization and transport are given, and so may break."""
    async with (
        aiohttp.ClientSession() as slack,
        httpx.AsyncClient(base_url="https://qflow.test", transport=httpx.MockTransport(transport)) as qflow,
    ):
        metrics = Metrics()
        web_client = AsyncWebClient(token="xoxb-1", base_url=f"{slack_origin}/api/", session=slack)
        posts = Posts(web_client, pace=Pace(), refused=metrics.refused)
        bot = wired(
            Slack(
                AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_user_id="U0"),
                web_client,
                Replies(slack, slack_api_url=f"{slack_origin}/api", posts=posts, refused=metrics.refused),
            ),
            StepsService(
                StepsClient(qflow, authentication=authentication or StaticToken("token"), redactor=Redactor()),
                cache=Tiers(MemoryCache(2**20)),
                turns=Turns(2),
                now=now,
            ),
            Records(Audit(StringIO()), metrics),
            rules=Rules(guests=True),
            examine=nothing_found,
            now=now,
        )
        door = Door(bot.bolt, SignatureVerifier(SECRET), acked=metrics.acked, replayed=metrics.replayed)
        async with serving(door.application()) as origin:
            yield origin + REQUEST_PATH, bot.work
