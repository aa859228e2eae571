"""Messages of the app's own: for one person, changed, removed, and failing on request."""

import aiohttp
import pytest

from bot.sandbox.slack import SlackSandbox
from bot.sandbox.slack.people import ALICE, BOB, BOBS_DIRECT, GENERAL, INCIDENTS, OUTSIDER
from tests.sandbox.slack.conftest import BOT_TOKEN
from tests.sandbox.slack.pairs import section
from tests.sandbox.slack.test_web_api import call


async def test_an_ephemeral_message_is_for_one_and_cannot_be_updated(
    slack: SlackSandbox, http: aiohttp.ClientSession
) -> None:
    answer = await call(http, slack, "chat.postEphemeral", channel=INCIDENTS.id, user=ALICE.id, text="for you")
    assert [message.ts for message in slack.visible_to(ALICE, INCIDENTS)] == [answer["message_ts"]]
    assert slack.visible_to(BOB, INCIDENTS) == ()
    changed = await call(http, slack, "chat.update", channel=INCIDENTS.id, ts=answer["message_ts"], text="changed")
    assert changed["error"] == "message_not_found"


@pytest.mark.parametrize(
    ("channel", "user", "error"),
    [
        pytest.param(INCIDENTS.id, OUTSIDER.id, "user_not_in_channel", id="the person is not there"),
        pytest.param(GENERAL.id, ALICE.id, "not_in_channel", id="the app is not there"),
    ],
)
async def test_an_ephemeral_message_needs_both_in_the_channel(
    slack: SlackSandbox, http: aiohttp.ClientSession, channel: str, user: str, error: str
) -> None:
    answer = await call(http, slack, "chat.postEphemeral", channel=channel, user=user, text="for you")
    assert answer["error"] == error


async def test_an_update_without_blocks_removes_them(slack: SlackSandbox, http: aiohttp.ClientSession) -> None:
    posted = await call(http, slack, "chat.postMessage", channel=INCIDENTS.id, text="before", blocks=[section()])
    await call(http, slack, "chat.update", channel=INCIDENTS.id, ts=posted["ts"], text="after")
    (message,) = slack.visible_to(BOB, INCIDENTS)
    assert (message.text, message.blocks) == ("after", ())
    assert [was.text for was in message.earlier] == ["before"]


async def test_only_the_apps_own_messages_can_be_changed(slack: SlackSandbox, http: aiohttp.ClientSession) -> None:
    said = slack.say("mine", person=ALICE, channel=INCIDENTS)
    where = {"channel": INCIDENTS.id, "ts": said.ts}
    assert (await call(http, slack, "chat.update", **where, text="x"))["error"] == "cant_update_message"
    assert (await call(http, slack, "chat.delete", **where))["error"] == "cant_delete_message"


async def test_a_deleted_message_is_gone(slack: SlackSandbox, http: aiohttp.ClientSession) -> None:
    posted = await call(http, slack, "chat.postMessage", channel=INCIDENTS.id, text="soon gone")
    await call(http, slack, "chat.delete", channel=INCIDENTS.id, ts=posted["ts"])
    assert slack.visible_to(BOB, INCIDENTS) == ()


async def test_a_rate_limit_says_how_long_to_wait_and_then_ends(
    slack: SlackSandbox, http: aiohttp.ClientSession
) -> None:
    slack.faults.rate_limit("chat.postMessage", retry_after=7)
    headers = {"Authorization": f"Bearer {BOT_TOKEN}"}
    message = {"channel": INCIDENTS.id, "text": "hello"}
    async with http.post(f"{slack.origin}/api/chat.postMessage", json=message, headers=headers) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "7")
        assert await response.json() == {"ok": False, "error": "ratelimited"}
    assert (await call(http, slack, "chat.postMessage", **message))["ok"]


async def test_refusals_come_on_request(slack: SlackSandbox, http: aiohttp.ClientSession) -> None:
    slack.faults.refuse("chat.postMessage", "msg_blocks_too_long", times=2)
    answers = [await call(http, slack, "chat.postMessage", channel=INCIDENTS.id, text="hello") for _ in range(3)]
    assert [answer.get("error") for answer in answers] == ["msg_blocks_too_long", "msg_blocks_too_long", None]


async def test_a_user_in_place_of_a_channel_is_written_to_directly(
    slack: SlackSandbox, http: aiohttp.ClientSession
) -> None:
    answer = await call(http, slack, "chat.postMessage", channel=BOB.id, text="for you")
    assert answer["channel"] == BOBS_DIRECT.id
    assert [message.text for message in slack.visible_to(BOB, BOBS_DIRECT)] == ["for you"]
    assert slack.visible_to(ALICE, BOBS_DIRECT) == ()


async def test_a_user_of_another_organisation_cannot_be_written_to_directly(
    slack: SlackSandbox, http: aiohttp.ClientSession
) -> None:
    answer = await call(http, slack, "chat.postMessage", channel=OUTSIDER.id, text="for you")
    assert answer["error"] == "channel_not_found"
