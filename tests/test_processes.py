"""Two processes of the bot and one Redis: what the operating system does to one harms nobody who asks the other."""

import asyncio

import pytest
from aiohttp import web

from bot.sandbox.loopback import serving
from bot.sandbox.sandbox import running_sandbox
from bot.sandbox.slack.people import ALICE, INCIDENTS
from tests.bot_process import SOON, bot_process
from tests.qflow.rows import EXECUTION_ID, body, finished
from tests.stage import words

pytestmark = pytest.mark.redis


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


async def test_the_waiters_of_another_process_get_their_answer_when_the_holder_is_killed(redis_url: str) -> None:
    qflow = SlowQFlow()
    async with running_sandbox(observer=lambda _: None) as sandbox, serving(qflow.app()) as origin:
        environment = {**sandbox.environment, "QFLOW_BASE_URL": origin, "REDIS_URL": redis_url}
        slack = sandbox.slack
        async with bot_process(environment) as holder, bot_process(environment) as waiter:
            waiters_door = (await waiter.logged("serving"))["request_url"]
            slack.request_url = (await holder.logged("serving"))["request_url"]
            await slack.command(f"/qflow-steps {EXECUTION_ID}", person=ALICE, channel=INCIDENTS)
            await asyncio.wait_for(qflow.asked.wait(), SOON)
            slack.request_url = waiters_door
            asked = await slack.command(f"/qflow-steps {EXECUTION_ID}", person=ALICE, channel=INCIDENTS)
            holder.process.kill()
            patience = await slack.wait_for_message(person=ALICE, channel=INCIDENTS, since=asked, within=SOON)
            answer = await slack.wait_for_message(person=ALICE, channel=INCIDENTS, since=patience, within=SOON)
    assert "Asking QFlow" in words(patience)
    assert "1 step" in words(answer)
    assert qflow.calls == 2
