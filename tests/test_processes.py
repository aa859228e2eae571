"""Two processes of the bot and one Redis: what the operating system does to one harms nobody who asks the other."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.sandbox.loopback import serving
from bot.sandbox.sandbox import running_sandbox
from bot.sandbox.slack.people import ALICE, INCIDENTS
from tests.qflow.rows import EXECUTION_ID, body, finished
from tests.stage import words

pytestmark = pytest.mark.redis

SOON = 20
"""Seconds in which whatever is waited for has happened, the start of a process included."""


class SlowQFlow:
    """A QFlow API that leaves its first call without an answer."""

    def __init__(self) -> None:
        self.calls = 0
        self.asked, self._over = asyncio.Event(), asyncio.Event()

    def app(self) -> web.Application:
        """Give the application to serve."""
        app = web.Application()
        app.on_shutdown.append(self._end)
        app.router.add_get("/{path:.*}", self._answer)
        return app

    async def _answer(self, _: web.Request) -> web.Response:
        self.calls += 1
        self.asked.set()
        if self.calls == 1:
            await self._over.wait()
        return web.Response(body=body(finished(54)), content_type="application/json")

    async def _end(self, _: web.Application) -> None:
        self._over.set()


@asynccontextmanager
async def bot_process(environment: Mapping[str, str]) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """Run `qflow-bot serve`, and give the process and the address of its door."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "serve"),
        env={**os.environ, **environment, "BOT_HOST": "127.0.0.1", "BOT_PORT": "0", "BOT_OPS_PORT": "off"},
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process, await asyncio.wait_for(_request_url(process), SOON)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_the_waiters_of_another_process_get_their_answer_when_the_holder_is_killed(redis_url: str) -> None:
    qflow = SlowQFlow()
    async with running_sandbox(observer=lambda _: None) as sandbox, serving(qflow.app()) as origin:
        environment = {**sandbox.environment, "QFLOW_BASE_URL": origin, "REDIS_URL": redis_url}
        slack = sandbox.slack
        async with bot_process(environment) as (holder, holders_door), bot_process(environment) as (_, waiters_door):
            slack.request_url = holders_door
            await slack.command(f"/qflow-steps {EXECUTION_ID}", person=ALICE, channel=INCIDENTS)
            await asyncio.wait_for(qflow.asked.wait(), SOON)
            slack.request_url = waiters_door
            asked = await slack.command(f"/qflow-steps {EXECUTION_ID}", person=ALICE, channel=INCIDENTS)
            holder.kill()
            patience = await slack.wait_for_message(person=ALICE, channel=INCIDENTS, since=asked, within=SOON)
            answer = await slack.wait_for_message(person=ALICE, channel=INCIDENTS, since=patience, within=SOON)
    assert "Asking QFlow" in words(patience)
    assert "1 step" in words(answer)
    assert qflow.calls == 2


async def _request_url(process: asyncio.subprocess.Process) -> str:
    assert process.stderr is not None
    async for line in process.stderr:
        found = re.search(rb"request_url='([^']+)'", line)
        if found:
            return found[1].decode()
    raise AssertionError("the bot ended before it served")
