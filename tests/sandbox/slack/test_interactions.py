"""Shortcuts, presses and mentions: what the app is sent, and what its answers do."""

import asyncio

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox.slack import Message, SlackSandbox
from bot.sandbox.slack.people import (
    ALICE,
    BOB,
    GENERAL,
    INCIDENTS,
    OUTSIDER,
    SHARED,
    SIBLING,
    Channel,
    Person,
)
from tests.sandbox.slack.pairs import actions, button, section
from tests.sandbox.slack.scripted import Received, ScriptedApp
from tests.sandbox.slack.test_response_urls import post
from tests.sandbox.slack.test_web_api import call

BLOCKS = [
    section(),
    actions(button(action_id="details", value="1"), button(action_id="share", style="primary")),
]
MORE = [actions(button(action_id="details", value=str(number))) for number in range(2)]


async def answered(slack: SlackSandbox, http: aiohttp.ClientSession) -> Message:
    """Give an ephemeral message with buttons."""
    delivery = await slack.command("/qflow-steps", person=ALICE, channel=INCIDENTS)
    await post(http, delivery.payload["response_url"], {"text": "summary", "blocks": BLOCKS})
    return await slack.wait_for_message(person=ALICE, channel=INCIDENTS, since=delivery)


async def shared(slack: SlackSandbox, http: aiohttp.ClientSession, channel: str = INCIDENTS.id) -> str:
    return str((await call(http, slack, "chat.postMessage", channel=channel, text="s", blocks=BLOCKS))["ts"])


async def test_a_press_on_an_ephemeral_message_comes_without_the_message(
    slack: SlackSandbox, http: aiohttp.ClientSession
) -> None:
    message = await answered(slack, http)
    sent = (await slack.press(ALICE, message, "details")).payload
    assert "message" not in sent
    assert sent["container"] == {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": INCIDENTS.id,
        "is_ephemeral": True,
        "is_app_unfurl": False,
    }
    (action,) = sent["actions"]
    assert (action["action_id"], action["block_id"], action["value"]) == ("details", "b1", "1")
    assert sent["user"] == {"id": ALICE.id, "username": "alice", "name": "alice", "team_id": ALICE.team.id}


async def test_a_press_may_replace_or_delete_the_message_it_was_on(
    slack: SlackSandbox, http: aiohttp.ClientSession
) -> None:
    message = await answered(slack, http)
    pressed = await slack.press(ALICE, message, "details")
    await post(http, pressed.payload["response_url"], {"text": "open", "replace_original": True})
    changed = await slack.wait_for_message(person=ALICE, channel=INCIDENTS, since=pressed)
    assert (changed.ts, changed.text, changed.seen_by) == (message.ts, "open", ALICE.id)
    assert [was.text for was in changed.earlier] == ["summary"]
    await post(http, pressed.payload["response_url"], {"delete_original": True})
    assert slack.visible_to(ALICE, INCIDENTS) == ()


async def test_a_press_on_a_shared_message_carries_it_whole(slack: SlackSandbox, http: aiohttp.ClientSession) -> None:
    ts = await shared(slack, http)
    (message,) = slack.visible_to(BOB, INCIDENTS)
    sent = (await slack.press(BOB, message, "share")).payload
    assert sent["message"]["ts"] == ts
    assert sent["message"]["blocks"][1]["block_id"] == "b1"
    assert sent["actions"][0]["style"] == "primary"


@pytest.mark.parametrize(
    ("person", "channel"),
    [
        pytest.param(OUTSIDER, SHARED, id="an outsider"),
        pytest.param(SIBLING, INCIDENTS, id="one of a sister workspace"),
    ],
)
async def test_who_presses_is_told_by_their_own_workspace(
    slack: SlackSandbox, http: aiohttp.ClientSession, person: Person, channel: Channel
) -> None:
    await shared(slack, http, channel.id)
    (message,) = slack.visible_to(person, channel)
    sent = (await slack.press(person, message, "details")).payload
    assert (sent["team"]["id"], sent["user"]["team_id"]) == ("T0SANDBOX", person.team.id)


async def test_only_what_is_on_the_screen_can_be_pressed(
    slack: SlackSandbox, app: ScriptedApp, http: aiohttp.ClientSession
) -> None:
    message = await answered(slack, http)
    before = len(app.received)
    for person, action_id in ((BOB, "details"), (ALICE, "nothing")):
        with pytest.raises(LookupError):
            await slack.press(person, message, action_id)
    assert len(app.received) == before


async def test_the_value_says_which_of_several_buttons(slack: SlackSandbox, http: aiohttp.ClientSession) -> None:
    await call(http, slack, "chat.postMessage", channel=INCIDENTS.id, text="s", blocks=MORE)
    (message,) = slack.visible_to(ALICE, INCIDENTS)
    sent = (await slack.press(ALICE, message, "details", value="1")).payload
    assert (sent["actions"][0]["value"], sent["actions"][0]["block_id"]) == ("1", "b1")
    with pytest.raises(LookupError):
        await slack.press(ALICE, message, "details")


async def test_a_message_shortcut_carries_the_message(slack: SlackSandbox, app: ScriptedApp) -> None:
    said = slack.say("see 0e72b4a1", person=BOB, channel=INCIDENTS, thread_ts="1.000001")
    delivery = await slack.shortcut("show", person=ALICE, message=said)
    sent = app.received[-1].payload
    assert sent == delivery.payload
    assert (sent["type"], sent["callback_id"], sent["message_ts"]) == ("message_action", "show", said.ts)
    assert (sent["message"]["text"], sent["message"]["user"]) == ("see 0e72b4a1", BOB.id)
    assert sent["message"]["thread_ts"] == "1.000001"
    assert sent["channel"] == {"id": INCIDENTS.id, "name": "incidents"}
    assert sent["response_url"].startswith(slack.origin)


async def test_a_global_shortcut_is_of_no_channel(slack: SlackSandbox) -> None:
    sent = (await slack.shortcut("ask", person=ALICE)).payload
    assert sent["type"] == "shortcut"
    assert sent.keys().isdisjoint({"channel", "message", "response_url"})


async def test_shortcuts_are_not_offered_to_outsiders_nor_on_ephemeral_messages(
    slack: SlackSandbox, http: aiohttp.ClientSession
) -> None:
    with pytest.raises(LookupError):
        await slack.shortcut("ask", person=OUTSIDER)
    message = await answered(slack, http)
    with pytest.raises(LookupError):
        await slack.shortcut("show", person=ALICE, message=message)


async def test_commands_are_neither_for_outsiders_nor_for_threads(slack: SlackSandbox, app: ScriptedApp) -> None:
    outside = await slack.command("/qflow-steps", person=OUTSIDER, channel=SHARED)
    thread = await slack.command("/qflow-steps", person=ALICE, channel=INCIDENTS, thread_ts="1.000001")
    assert (outside.error, thread.error) == ("not_sent", "not_sent")
    assert app.received == []
    assert [told.text for told in slack.visible_to(OUTSIDER, SHARED)] == ["/qflow-steps is not a valid command."]
    assert [told.text for told in slack.visible_to(ALICE, INCIDENTS)] == [
        "/qflow-steps is not supported in threads. Sorry!"
    ]


async def test_a_mention_is_said_and_told(slack: SlackSandbox, app: ScriptedApp) -> None:
    delivery = await slack.mention("0e72b4a1", person=ALICE, channel=INCIDENTS, thread_ts="1.000001")
    (said,) = slack.visible_to(BOB, INCIDENTS)
    event = app.received[-1].payload["event"]
    assert event["text"] == said.text == "<@U0QFLOWBOT> 0e72b4a1"
    assert (event["type"], event["user"], event["team"]) == ("app_mention", ALICE.id, "T0SANDBOX")
    assert (event["ts"], event["thread_ts"], event["channel"]) == (said.ts, "1.000001", INCIDENTS.id)
    assert "user_team" not in event
    assert delivery.tries == 1


async def test_an_outsiders_mention_names_their_workspace(slack: SlackSandbox) -> None:
    payload = (await slack.mention("hi", person=OUTSIDER, channel=SHARED)).payload
    assert payload["is_ext_shared_channel"]
    assert payload["event"]["user_team"] == "T0ELSEWHERE"
    assert payload["authorizations"][0]["team_id"] == "T0SANDBOX"


async def test_no_mention_is_heard_where_the_app_is_not(slack: SlackSandbox) -> None:
    with pytest.raises(LookupError):
        await slack.mention("hi", person=ALICE, channel=GENERAL)


async def test_an_event_that_is_not_taken_comes_again_three_times(slack: SlackSandbox, app: ScriptedApp) -> None:
    async def fail(_received: Received) -> web.Response:
        return web.Response(status=500)

    app.answer = fail
    delivery = await slack.mention("hi", person=ALICE, channel=INCIDENTS)
    assert (delivery.tries, delivery.error) == (4, "dispatch_failed")
    assert len({received.payload["event_id"] for received in app.received}) == 1
    assert [received.headers.get("X-Slack-Retry-Num") for received in app.received] == [None, "1", "2", "3"]
    assert app.received[1].headers["X-Slack-Retry-Reason"] == "http_error"


async def test_a_late_event_comes_again_as_timed_out(slack: SlackSandbox, app: ScriptedApp) -> None:
    slack.ack_within = 0.02
    never = asyncio.Event()

    async def hang_once(received: Received) -> web.Response:
        if "X-Slack-Retry-Num" not in received.headers:
            await never.wait()
        return web.Response()

    app.answer = hang_once
    delivery = await slack.mention("hi", person=ALICE, channel=INCIDENTS)
    never.set()
    assert (delivery.tries, delivery.error) == (2, None)
    assert app.received[1].headers["X-Slack-Retry-Reason"] == "http_timeout"


async def test_an_app_may_refuse_to_get_it_again(slack: SlackSandbox, app: ScriptedApp) -> None:
    async def refuse(_received: Received) -> web.Response:
        return web.Response(status=500, headers={"X-Slack-No-Retry": "1"})

    app.answer = refuse
    assert (await slack.mention("hi", person=ALICE, channel=INCIDENTS)).tries == 1


async def test_an_event_may_come_twice_although_it_was_taken(slack: SlackSandbox, app: ScriptedApp) -> None:
    first = await slack.mention("hi", person=ALICE, channel=INCIDENTS)
    second = await slack.redeliver(first)
    assert (second.tries, second.payload) == (2, first.payload)
    assert app.received[-1].headers["X-Slack-Retry-Num"] == "1"


async def test_response_urls_can_be_dead(slack: SlackSandbox, http: aiohttp.ClientSession) -> None:
    delivery = await slack.command("/qflow-steps", person=ALICE, channel=INCIDENTS)
    slack.faults.kill_response_urls()
    assert await post(http, delivery.payload["response_url"], {"text": "x"}) == (404, "expired_url")
