"""Slash commands: what the app is sent, and what the person is shown of its ack."""

import asyncio

import pytest
from aiohttp import web
from slack_sdk.signature import Clock, SignatureVerifier

from bot.sandbox.observations import Observation
from bot.sandbox.slack import SlackSandbox
from bot.sandbox.slack.people import ALICE, BOB, DIRECT, INCIDENTS, SECRET, Channel
from tests.sandbox.slack.conftest import SIGNING_SECRET, StillClock
from tests.sandbox.slack.scripted import Received, ScriptedApp


async def test_a_command_carries_every_documented_field(slack: SlackSandbox, app: ScriptedApp) -> None:
    delivery = await slack.command("/qflow-steps 0e72b4a1 failed", person=ALICE, channel=INCIDENTS)
    (received,) = app.received
    assert received.payload == delivery.payload
    assert received.payload.keys() == {
        "token", "team_id", "team_domain", "enterprise_id", "enterprise_name", "channel_id", "channel_name",
        "user_id", "user_name", "command", "text", "api_app_id", "is_enterprise_install", "response_url",
        "trigger_id",
    }  # fmt: skip
    assert received.payload["command"] == "/qflow-steps"
    assert received.payload["text"] == "0e72b4a1 failed"
    assert received.payload["response_url"].startswith(slack.origin + "/response/")


async def test_slacks_own_library_accepts_the_signature(
    slack: SlackSandbox, app: ScriptedApp, clock: StillClock
) -> None:
    await slack.command("/qflow-steps naïve ✓", person=ALICE, channel=INCIDENTS)
    (received,) = app.received
    assert "%E2%9C%93" in received.body.decode()

    class SameClock(Clock):
        def now(self) -> float:
            return clock()

    verifier = SignatureVerifier(SIGNING_SECRET, SameClock())
    assert verifier.is_valid_request(received.body, dict(received.headers))
    assert not verifier.is_valid_request(received.body + b"&", dict(received.headers))


async def test_what_people_type_is_escaped(slack: SlackSandbox) -> None:
    delivery = await slack.command('/qflow-steps <a> & "b"', person=ALICE, channel=INCIDENTS)
    assert delivery.payload["text"] == '&lt;a&gt; &amp; "b"'


@pytest.mark.parametrize(
    ("channel", "name"),
    [
        pytest.param(INCIDENTS, "incidents", id="open"),
        pytest.param(SECRET, "privategroup", id="private"),
        pytest.param(DIRECT, "directmessage", id="direct"),
    ],
)
async def test_only_open_channels_are_named(slack: SlackSandbox, channel: Channel, name: str) -> None:
    delivery = await slack.command("/qflow-steps", person=ALICE, channel=channel)
    assert delivery.payload["channel_name"] == name
    assert delivery.payload["text"] == ""


async def test_an_empty_ack_shows_nothing(slack: SlackSandbox, observed: list[Observation]) -> None:
    delivery = await slack.command("/qflow-steps", person=ALICE, channel=INCIDENTS)
    assert (delivery.status, delivery.body, delivery.error) == (200, None, None)
    assert delivery.seconds < 3
    assert slack.visible_to(ALICE, INCIDENTS) == ()
    assert observed == []


async def test_the_message_of_an_ack_is_shown_to_the_person_alone(
    slack: SlackSandbox, app: ScriptedApp, observed: list[Observation]
) -> None:
    async def usage(_received: Received) -> web.Response:
        return web.json_response({"text": "How to use it"})

    app.answer = usage
    await slack.command("/qflow-steps help", person=ALICE, channel=INCIDENTS)
    assert [message.text for message in slack.visible_to(ALICE, INCIDENTS)] == ["How to use it"]
    assert slack.visible_to(BOB, INCIDENTS) == ()
    assert [seen.as_json() for seen in observed] == [{"kind": "ack", "payload": {"text": "How to use it"}}]


async def test_an_ack_may_answer_everyone(slack: SlackSandbox, app: ScriptedApp) -> None:
    async def share(_received: Received) -> web.Response:
        return web.json_response({"text": "For all", "response_type": "in_channel"})

    app.answer = share
    await slack.command("/qflow-steps", person=ALICE, channel=INCIDENTS)
    assert [message.text for message in slack.visible_to(BOB, INCIDENTS)] == ["For all"]


async def test_a_late_ack_is_told_as_a_timeout(app: ScriptedApp, slack: SlackSandbox) -> None:
    slack.ack_within = 0.05
    never = asyncio.Event()

    async def hang(_received: Received) -> web.Response:
        await never.wait()
        return web.Response(text="too late")

    app.answer = hang
    delivery = await slack.command("/qflow-steps", person=ALICE, channel=INCIDENTS)
    never.set()
    assert (delivery.status, delivery.error) == (None, "operation_timeout")
    (told,) = slack.visible_to(ALICE, INCIDENTS)
    assert told.text == '/qflow-steps failed with the error "operation_timeout"'
    assert slack.visible_to(BOB, INCIDENTS) == ()


@pytest.mark.parametrize("status", [404, 500])
async def test_any_answer_but_200_is_told_as_a_failure(slack: SlackSandbox, app: ScriptedApp, status: int) -> None:
    async def refuse(_received: Received) -> web.Response:
        return web.Response(status=status, text="unhandled request")

    app.answer = refuse
    delivery = await slack.command("/qflow-steps", person=ALICE, channel=INCIDENTS)
    assert (delivery.status, delivery.error) == (status, "dispatch_failed")
    (told,) = slack.visible_to(ALICE, INCIDENTS)
    assert told.text == '/qflow-steps failed with the error "dispatch_failed"'


async def test_an_app_that_is_down_is_told_as_a_failure(slack: SlackSandbox) -> None:
    slack.request_url = "http://127.0.0.1:9/slack/events"
    delivery = await slack.command("/qflow-steps", person=ALICE, channel=INCIDENTS)
    assert (delivery.status, delivery.error) == (None, "dispatch_failed")
