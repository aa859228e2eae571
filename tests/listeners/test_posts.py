"""Posts, to the sandbox's Slack: at their pace, in order, and refused where it would take long."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.elements import section
from bot.blocks.message import Message
from bot.errors import CannotShare
from bot.listeners.pace import LONGEST_QUEUE, Pace
from bot.listeners.places import Place
from bot.listeners.posts import Posts
from bot.sandbox.sandbox import Sandbox, running_sandbox
from bot.sandbox.slack.people import ALICE, GENERAL, INCIDENTS, SECRET

Refusals = list[tuple[str, str]]


@asynccontextmanager
async def posting(pace: Pace) -> AsyncIterator[tuple[Posts, Sandbox, Refusals]]:
    """Give posts at a pace, where they go, and what is refused."""
    refusals: Refusals = []
    async with running_sandbox(observer=lambda _: None) as sandbox, aiohttp.ClientSession() as session:
        environment = sandbox.environment
        client = AsyncWebClient(
            token=environment["SLACK_BOT_TOKEN"], base_url=f"{environment['SLACK_API_URL']}/", session=session
        )
        yield Posts(client, pace=pace, refused=lambda *refusal: refusals.append(refusal)), sandbox, refusals


def message(text: str) -> Message:
    return Message(text, [section(text)])


async def test_posts_to_one_channel_go_out_apart_and_in_order() -> None:
    apart = timedelta(milliseconds=30)
    place = Place(INCIDENTS.id, None, ALICE.id)
    loop = asyncio.get_running_loop()
    async with posting(Pace(apart)) as (posts, sandbox, _):
        began = loop.time()
        await asyncio.gather(*(posts.post(place, message(text)) for text in "abc"))
        took = loop.time() - began
        seen = [seen.text for seen in sandbox.slack.visible_to(ALICE, INCIDENTS)]
    assert seen == ["a", "b", "c"]
    assert took >= 2 * apart.total_seconds()


async def test_a_post_that_would_wait_for_long_is_refused_at_once_and_other_channels_are_not() -> None:
    async with posting(Pace(LONGEST_QUEUE * 2)) as (posts, _, refusals):
        await posts.post(Place(INCIDENTS.id, None, ALICE.id), message("first"))
        with pytest.raises(CannotShare):
            await posts.post(Place(INCIDENTS.id, None, ALICE.id), message("second"))
        await posts.post(Place(SECRET.id, None, ALICE.id), message("elsewhere"))
    assert refusals == [("chat.postMessage", "queue_full")]


async def test_what_one_person_is_told_does_not_wait_for_what_everyone_is() -> None:
    async with posting(Pace(LONGEST_QUEUE * 2)) as (posts, sandbox, _):
        await posts.post(Place(INCIDENTS.id, None, ALICE.id), message("for all"))
        await posts.whisper(Place(INCIDENTS.id, None, ALICE.id), message("for Alice"))
        seen = [seen.text for seen in sandbox.slack.visible_to(ALICE, INCIDENTS)]
    assert seen == ["for all", "for Alice"]


async def test_what_slack_refuses_is_told_by_its_call_and_its_word() -> None:
    async with posting(Pace()) as (posts, _, refusals):
        await posts.whisper(Place(GENERAL.id, None, ALICE.id), message("nobody sees this"))
    assert refusals == [("chat.postEphemeral", "not_in_channel")]
