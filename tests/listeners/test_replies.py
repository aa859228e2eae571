"""Replies to a Slack that does not say in time whether it took them: it may have."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.elements import section
from bot.blocks.message import Message
from bot.blocks.notices import UNCONFIRMED
from bot.listeners.pace import Pace
from bot.listeners.posts import Posts
from bot.listeners.replies import Replies, Reply
from bot.sandbox.sandbox import Sandbox, running_sandbox
from bot.sandbox.slack import Message as Shown
from bot.sandbox.slack.people import ALICE, INCIDENTS
from bot.sandbox.slack.presses import Presses
from tests.stage import PATIENT

ANSWER = Message("the answer", [section("the answer")])
IMPATIENT = aiohttp.ClientTimeout(total=0.05)


@asynccontextmanager
async def replying_to_a_slow_slack() -> AsyncIterator[tuple[Reply, Sandbox]]:
    """Give the reply to a command, and the Slack that takes it and tells nobody."""
    async with (
        running_sandbox(observer=lambda _: None) as sandbox,
        aiohttp.ClientSession(timeout=IMPATIENT) as impatient,
        aiohttp.ClientSession() as patient,
    ):
        slack, environment = sandbox.slack, sandbox.environment
        token, url = environment["SLACK_BOT_TOKEN"], environment["SLACK_API_URL"]
        posts = Posts(
            AsyncWebClient(token=token, base_url=f"{url}/", session=patient), pace=Pace(), refused=lambda *_: None
        )
        replies = Replies(impatient, slack_api_url=url, posts=posts, refused=lambda *_: None)
        body = {"response_url": _response_url(slack), "channel_id": INCIDENTS.id, "user_id": ALICE.id}
        slack.faults.slow_down("response_url", 60)
        yield replies.to(body), sandbox


def _response_url(slack: Presses) -> str:
    return slack._response_urls.make(ALICE, INCIDENTS)


@pytest.mark.parametrize("in_channel", [False, True], ids=["for one person", "for everyone"])
async def test_what_slack_may_have_taken_is_said_once_more_and_that_it_may_be(*, in_channel: bool) -> None:
    async with replying_to_a_slow_slack() as (reply, sandbox):
        asked = sandbox.slack.say("what happened?", person=ALICE, channel=INCIDENTS)
        await reply.respond(ANSWER, in_channel=in_channel, thread_ts=asked.ts)
        _, whispered = sandbox.slack.visible_to(ALICE, INCIDENTS)
        assert whispered.text == f"{UNCONFIRMED}\nthe answer"
        sandbox.slack.faults.clear()
        _, *both = await sandbox.slack.wait_for(lambda: _three(sandbox), within=PATIENT)
        assert [message.text for message in both] == [whispered.text, "the answer"]


def _three(sandbox: Sandbox) -> Sequence[Shown] | None:
    seen = sandbox.slack.visible_to(ALICE, INCIDENTS)
    return seen if len(seen) == 3 else None
