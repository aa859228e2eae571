"""Stopping: a process that is told to go answers what it took, and goes."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Mapping

import pytest
from aiohttp import web

from bot.config import Transport, only_settings
from bot.readiness import Life, Readiness
from bot.sandbox.loopback import serving as loopback
from bot.sandbox.sandbox import Sandbox, running_sandbox
from bot.sandbox.slack.people import ALICE, INCIDENTS
from bot.serving import serve_until_stopped
from tests.bot_process import BotProcess, bot_process
from tests.burst import UNLIMITED, burst, execution_id

BOTH = pytest.mark.parametrize("transport", [pytest.param(transport, id=transport) for transport in Transport])


class HeldQFlow:
    """A QFlow API that answers nothing until it is let go, and then that there is no such execution."""

    def __init__(self) -> None:
        self.asked, self.let_go = asyncio.Event(), asyncio.Event()

    def app(self) -> web.Application:
        """Give the application to serve."""
        app = web.Application()
        app.router.add_get("/{path:.*}", self._answer)
        return app

    async def _answer(self, _: web.Request) -> web.Response:
        self.asked.set()
        await self.let_go.wait()
        return web.Response(status=404)


@contextlib.asynccontextmanager
async def bot_before(qflow: HeldQFlow, transport: Transport) -> AsyncIterator[tuple[Sandbox, BotProcess]]:
    """Run a process of the bot, ready, between the sandbox's Slack and this QFlow."""
    async with running_sandbox(observer=lambda _: None) as sandbox, loopback(qflow.app()) as origin:
        environment = _environment(sandbox, transport) | {"QFLOW_BASE_URL": origin} | UNLIMITED
        async with bot_process(environment) as bot:
            sandbox.slack.request_url = (await bot.logged("serving")).get("request_url", "")
            try:
                yield sandbox, bot
            finally:
                qflow.let_go.set()


@BOTH
async def test_whatever_was_acked_is_answered_when_the_process_is_told_to_stop(transport: Transport) -> None:
    qflow = HeldQFlow()
    async with bot_before(qflow, transport) as (sandbox, bot):
        sandbox.slack.ack_within = 1

        async def stop() -> None:
            bot.process.send_signal(signal.SIGTERM)
            await bot.logged("draining")
            qflow.let_go.set()

        done = await burst(sandbox.slack, 200, after=60, do=stop)
        assert await bot.ended() == 0
        answers = done.answers()
    assert len(done.acked) >= 60
    assert {number for number in done.acked if answers[number] != 1} == set()
    assert max(answers.values()) == 1


@BOTH
async def test_a_second_signal_ends_the_process_at_once(transport: Transport) -> None:
    qflow = HeldQFlow()
    async with bot_before(qflow, transport) as (sandbox, bot):
        asked = await sandbox.slack.command(f"/qflow-steps {execution_id(1)}", person=ALICE, channel=INCIDENTS)
        await asyncio.wait_for(qflow.asked.wait(), 10)
        bot.process.send_signal(signal.SIGTERM)
        await bot.logged("draining")
        bot.process.send_signal(signal.SIGTERM)
        assert await bot.ended() == 128 + signal.SIGTERM
    assert asked.error is None
    assert sandbox.slack.visible_to(ALICE, INCIDENTS) == ()


@BOTH
async def test_the_last_line_of_the_log_says_that_it_has_stopped(transport: Transport) -> None:
    async with bot_before(HeldQFlow(), transport) as (_, bot):
        bot.process.send_signal(signal.SIGTERM)
        assert await bot.ended() == 0
    assert [line["event"] for line in bot.log][-2:] == ["draining", "stopped"]


async def test_a_bot_that_is_told_to_stop_before_it_is_ready_says_that_it_has_stopped() -> None:
    qflow, slack = "http://127.0.0.1:9", "http://127.0.0.1:9/api"
    needed = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "made-up-secret", "QFLOW_TOKEN": "made-up"}
    async with bot_process({**needed, "QFLOW_BASE_URL": qflow, "SLACK_API_URL": slack}) as bot:
        await bot.logged("slack_not_answering")
        bot.process.send_signal(signal.SIGINT)
        assert await bot.ended() == 0
    assert bot.log[-1]["event"] == "stopped"


async def test_a_lame_duck_is_not_ready_and_answers() -> None:
    async with running_sandbox(observer=lambda _: None) as sandbox:
        settings = only_settings(**_environment(sandbox, Transport.SOCKET), BOT_LAME_DUCK=600)
        asked_to_stop, readiness = asyncio.Event(), Readiness()
        life = asyncio.create_task(
            serve_until_stopped(settings, Transport.SOCKET, asked_to_stop=asked_to_stop, readiness=readiness)
        )
        await sandbox.slack.sockets.wait_for(2)
        before = await sandbox.slack.command("/qflow-steps help", person=ALICE, channel=INCIDENTS)
        assert readiness.ready
        asked_to_stop.set()
        after = await sandbox.slack.command("/qflow-steps help", person=ALICE, channel=INCIDENTS)
        assert (readiness.ready, readiness.why_not) == (False, "draining")
        await sandbox.slack.wait_for_message(person=ALICE, channel=INCIDENTS, since=after)
        assert (before.error, after.error) == (None, None)
        life.cancel()
        await asyncio.wait([life])


async def test_a_bot_that_waits_for_slack_is_not_ready_and_stops_at_once() -> None:
    async with running_sandbox(observer=lambda _: None) as sandbox:
        there = _environment(sandbox, Transport.SOCKET)
    readiness, asked_to_stop = Readiness(), asyncio.Event()
    life = asyncio.create_task(
        serve_until_stopped(only_settings(**there), Transport.SOCKET, asked_to_stop=asked_to_stop, readiness=readiness)
    )
    asked_to_stop.set()
    assert readiness.why_not == "starting"
    await asyncio.wait_for(life, 5)
    assert readiness.life is Life.STOPPED


def _environment(sandbox: Sandbox, transport: Transport) -> dict[str, str]:
    environment: Mapping[str, str] = sandbox.environment if transport is Transport.HTTP else sandbox.socket_environment
    return dict(environment)
