"""Socket Mode: whatever becomes of a socket, nothing that was acked is left unanswered, and nothing answered twice."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.blocks.ids import CallbackId
from bot.config import BadSettings, Settings, Transport, only_settings
from bot.readiness import Life, Readiness
from bot.sandbox.sandbox import Sandbox, running_sandbox
from bot.sandbox.slack import SlackSandbox
from bot.sandbox.slack.faults import SlackFault
from bot.sandbox.slack.people import ALICE, INCIDENTS
from bot.serving import serving
from bot.socket_timing import Timing
from tests.burst import UNLIMITED, burst
from tests.stage import PATIENT, staged, words

HASTY = Timing(silence=timedelta(seconds=0.6), first_wait=timedelta(milliseconds=5))


async def refresh(slack: SlackSandbox) -> None:
    await slack.sockets.disconnect("refresh_requested")


async def warn(slack: SlackSandbox) -> None:
    warned = slack.sockets._sockets[0]
    await slack.sockets.disconnect("warning")
    await _gone(slack, warned)


async def drop(slack: SlackSandbox) -> None:
    slack.sockets.drop()


async def fall_silent(slack: SlackSandbox) -> None:
    silent = slack.sockets._sockets[0]
    slack.sockets.silence()
    await _gone(slack, silent)


async def drop_and_refuse(slack: SlackSandbox) -> None:
    slack.faults.refuse("apps.connections.open", "internal_error", times=2)
    slack.faults.refuse("apps.connections.open", "invalid_auth")
    slack.faults.rate_limit("apps.connections.open", retry_after=0)
    slack.sockets.drop()


async def drop_all(slack: SlackSandbox) -> None:
    slack.sockets.drop()
    slack.sockets.drop()


@pytest.mark.parametrize("disturb", [refresh, warn, drop, fall_silent, drop_and_refuse, drop_all])
async def test_a_burst_outlives_what_becomes_of_a_socket(disturb: Callable[[SlackSandbox], Awaitable[None]]) -> None:
    async with staged(Transport.SOCKET, HASTY, **UNLIMITED) as stage:
        slack = stage.sandbox.slack
        slack.ack_within = 0.5
        await slack.sockets.wait_for(2)
        done = await burst(slack, 200, after=50, do=lambda: disturb(slack))
        await slack.sockets.wait_for(2)
        slack.ack_within = PATIENT
        assert words(await stage.say("/qflow-steps help"))
        await done.all_answered()
    assert len(done.acked) >= 50
    assert max(done.answers().values()) == 1
    assert slack.faults.planned == ()


async def test_the_next_socket_is_open_before_a_warned_one_is_closed() -> None:
    async with staged(Transport.SOCKET, HASTY, BOT_SOCKETS=1) as stage:
        sockets = stage.sandbox.slack.sockets
        await sockets.disconnect("warning")
        await sockets.wait_for(2)
        await sockets.wait_for(1)
        assert words(await stage.say("/qflow-steps help"))


async def test_a_bot_with_a_socket_less_stays_ready_and_one_without_any_is_not() -> None:
    readiness = Noted()
    async with running_sandbox(observer=lambda _: None) as sandbox:
        settings = _settings(sandbox, BOT_SOCKETS=1)
        slack = sandbox.slack
        async with serving(settings, readiness=readiness, timing=HASTY):
            slack.faults.refuse("apps.connections.open", "internal_error")
            slack.sockets.drop()
            await slack.sockets.wait_for(1)
            await slack.command("/qflow-steps help", person=ALICE, channel=INCIDENTS)
    assert readiness.heard == [False, True, False, True, False]


@pytest.mark.parametrize("word", ["internal_error", "team_added_to_org", "org_login_required"])
async def test_slack_that_does_not_answer_at_the_start_is_asked_again(word: str) -> None:
    async with running_sandbox(observer=lambda _: None) as sandbox:
        sandbox.slack.faults.refuse("apps.connections.open", word, times=5)
        async with serving(_settings(sandbox), timing=HASTY):
            await sandbox.slack.sockets.wait_for(2)


@pytest.mark.parametrize("word", ["invalid_auth", "not_allowed_token_type", "account_inactive"])
async def test_an_app_token_that_slack_refuses_ends_the_start_with_one_line(word: str) -> None:
    async with running_sandbox(observer=lambda _: None) as sandbox:
        sandbox.slack.faults.add(SlackFault(method="apps.connections.open", error=word, times=None))
        with pytest.raises(BadSettings) as caught:
            async with serving(_settings(sandbox), timing=HASTY):
                pass
    assert caught.value.problems == (f"SLACK_APP_TOKEN is refused by Slack ({word}): it should be one in use",)


async def test_socket_mode_that_is_switched_off_is_said_and_not_tried_to_no_end() -> None:
    async with running_sandbox(observer=lambda _: None) as sandbox:
        settings = _settings(sandbox, BOT_SOCKETS=1)
        async with serving(settings, timing=HASTY) as bot:
            await sandbox.slack.sockets.disconnect("link_disabled")
            with pytest.raises(BadSettings, match="Socket Mode is switched off"):
                await asyncio.wait_for(bot.lost(), 5)


async def test_a_view_that_is_wrong_is_acked_with_what_is_wrong_by_the_same_socket() -> None:
    async with staged(Transport.SOCKET, HASTY) as stage:
        slack = stage.sandbox.slack
        await slack.shortcut(CallbackId.FORM, person=ALICE)
        view = await slack.wait_for_view(person=ALICE)
        delivery = await slack.submit(ALICE, view, {"execution_id": "no id"})
    assert delivery.body["response_action"] == "errors"


class Noted(Readiness):
    """Readiness that keeps what it heard of the transport."""

    def __init__(self) -> None:
        self.heard: list[bool] = []
        super().__init__()
        self.life = Life.SERVING

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "transport_up":
            self.heard.append(value)
        super().__setattr__(name, value)


async def _gone(slack: SlackSandbox, socket: Any) -> None:
    await slack._workspace.changes.until(lambda: socket not in slack.sockets._sockets or None, within=10)


def _settings(sandbox: Sandbox, **others: Any) -> Settings:
    """Give settings for Socket Mode with whatever port is free for health and metrics."""
    return only_settings(**sandbox.socket_environment, BOT_OPS_PORT=0, **others)
