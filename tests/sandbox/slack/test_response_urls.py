"""Response URLs: what may be posted to them, how often, how long, and who then sees it."""

import asyncio
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox.observations import Observation
from bot.sandbox.slack import SlackSandbox
from bot.sandbox.slack.people import ALICE, BOB, HIDDEN, INCIDENTS
from tests.sandbox.slack.conftest import StillClock
from tests.sandbox.slack.scripted import Received, ScriptedApp


async def post(http: aiohttp.ClientSession, url: str, payload: Any) -> tuple[int, str]:
    async with http.post(url, json=payload) as response:
        return response.status, await response.text()


@pytest.fixture
async def url(slack: SlackSandbox) -> str:
    delivery = await slack.command("/qflow-steps", person=ALICE, channel=INCIDENTS)
    return str(delivery.payload["response_url"])


async def test_an_answer_is_for_the_person_alone_unless_it_says_otherwise(
    slack: SlackSandbox, http: aiohttp.ClientSession, url: str, observed: list[Observation]
) -> None:
    assert await post(http, url, {"text": "private"}) == (200, "ok")
    assert await post(http, url, {"text": "open", "response_type": "in_channel"}) == (200, "ok")
    assert [message.text for message in slack.visible_to(ALICE, INCIDENTS)] == ["private", "open"]
    assert [message.text for message in slack.visible_to(BOB, INCIDENTS)] == ["open"]
    assert [seen.kind for seen in observed] == ["response_url", "response_url"]


async def test_an_answer_may_go_into_a_thread(slack: SlackSandbox, http: aiohttp.ClientSession, url: str) -> None:
    payload = {
        "text": "here",
        "response_type": "in_channel",
        "thread_ts": "1746010375.000001",
        "replace_original": False,
    }
    assert await post(http, url, payload) == (200, "ok")
    (message,) = slack.visible_to(BOB, INCIDENTS)
    assert message.thread_ts == "1746010375.000001"


async def test_five_answers_are_taken_and_no_more(http: aiohttp.ClientSession, url: str) -> None:
    answers = [await post(http, url, {"text": str(number)}) for number in range(6)]
    assert answers == [(200, "ok")] * 5 + [(404, "used_url")]


async def test_half_an_hour_is_granted_and_no_more(http: aiohttp.ClientSession, url: str, clock: StillClock) -> None:
    clock.advance(30 * 60)
    assert await post(http, url, {"text": "just in time"}) == (200, "ok")
    clock.advance(1)
    assert await post(http, url, {"text": "late"}) == (404, "expired_url")


async def test_the_answer_to_a_command_replaces_nothing(
    slack: SlackSandbox, http: aiohttp.ClientSession, url: str
) -> None:
    await post(http, url, {"text": "first"})
    await post(http, url, {"text": "second", "replace_original": True})
    await post(http, url, {"delete_original": True})
    assert [message.text for message in slack.visible_to(ALICE, INCIDENTS)] == ["first", "second"]


async def test_the_app_need_not_be_in_the_channel(slack: SlackSandbox, http: aiohttp.ClientSession) -> None:
    delivery = await slack.command("/qflow-steps", person=ALICE, channel=HIDDEN)
    payload = {"text": "open", "response_type": "in_channel"}
    assert await post(http, delivery.payload["response_url"], payload) == (200, "ok")
    assert [message.text for message in slack.visible_to(BOB, HIDDEN)] == ["open"]


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        pytest.param({}, "no_text", id="nothing"),
        pytest.param({"blocks": "no list"}, "invalid_blocks_format", id="blocks that are no list"),
        pytest.param(["no", "object"], "invalid_payload", id="no object"),
    ],
)
async def test_what_is_no_message_is_refused(
    http: aiohttp.ClientSession, url: str, payload: Any, error: str, observed: list[Observation]
) -> None:
    assert await post(http, url, payload) == (400, error)
    assert observed == []


async def test_the_answer_that_comes_after_the_ack_can_be_waited_for(
    slack: SlackSandbox, app: ScriptedApp, http: aiohttp.ClientSession
) -> None:
    later: list[asyncio.Task[tuple[int, str]]] = []

    async def answer_later(received: Received) -> web.Response:
        url = received.payload["response_url"]
        later.append(asyncio.create_task(post(http, url, {"text": "asking …"})))
        later.append(asyncio.create_task(post(http, url, {"text": "the answer"})))
        return web.Response()

    app.answer = answer_later
    delivery = await slack.command("/qflow-steps", person=ALICE, channel=INCIDENTS)
    message = await slack.wait_for_message(
        person=ALICE, channel=INCIDENTS, since=delivery, where=lambda seen: seen.text == "the answer"
    )
    assert message.seen_by == ALICE.id
    with pytest.raises(TimeoutError):
        await slack.wait_for_message(person=BOB, channel=INCIDENTS, since=delivery, within=0.01)
    await asyncio.gather(*later)
