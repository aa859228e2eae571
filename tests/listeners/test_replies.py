"""Replies to a Slack that fails, or does not say whether it took them: it may have."""

import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.elements import section
from bot.blocks.message import Message
from bot.blocks.notices import UNCONFIRMED
from bot.connections.refusals import BROKEN, UNREACHABLE
from bot.listeners.pace import Pace
from bot.listeners.posts import Posts
from bot.listeners.replies import Replies, Reply
from bot.sandbox.loopback import serving
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


class Sleeper:
    """Keeps for how long it should have slept, and does something instead."""

    def __init__(self, instead: Callable[[], Awaitable[None]]) -> None:
        self.slept: list[float] = []
        self._instead = instead

    async def __call__(self, seconds: float) -> None:
        """Do not sleep."""
        self.slept.append(seconds)
        await self._instead()


async def nothing() -> None:
    """Do nothing."""


@asynccontextmanager
async def door(answer: Callable[[web.Request], Awaitable[web.StreamResponse]], port: int) -> AsyncIterator[None]:
    """Serve a response_url at this port."""
    app = web.Application()
    app.router.add_post("/response", answer)
    async with serving(app, port=port):
        yield


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@asynccontextmanager
async def posting(port: int, sleep: Sleeper) -> AsyncIterator[Callable[[], Awaitable[str | None]]]:
    """Give what posts to a response_url at this port."""
    async with aiohttp.ClientSession() as session:
        api = f"http://127.0.0.1:{port}/api"
        posts = Posts(AsyncWebClient(session=session), pace=Pace(), refused=lambda *_: None)
        replies = Replies(session, slack_api_url=api, posts=posts, refused=lambda *_: None, sleep=sleep)
        yield lambda: replies.post(f"http://127.0.0.1:{port}/response", {"text": "the answer"})


class Answers:
    """A response_url that answers with these statuses, one after the other; 0 breaks the connection."""

    def __init__(self, *statuses: int) -> None:
        self.left = list(statuses)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer."""
        await request.read()
        status = self.left.pop(0)
        if not status:
            assert request.transport is not None
            request.transport.close()
        return web.Response(status=status or 200, text="ok")


@pytest.mark.parametrize(
    ("statuses", "left", "refusal"),
    [
        pytest.param([503, 200], [], None, id="a fault that passes"),
        pytest.param([500, 502, 200], [200], "502 ok", id="a fault that goes on"),
        pytest.param([404, 200], [200], "404 ok", id="a refusal"),
        pytest.param([0, 200], [200], BROKEN, id="a connection that broke when it had carried the answer"),
    ],
)
async def test_an_answer_is_posted_once_more_where_slack_failed_and_cannot_have_taken_it_unnoticed(
    statuses: list[int], left: list[int], refusal: str | None
) -> None:
    answers, port = Answers(*statuses), free_port()
    async with door(answers.answer, port), posting(port, Sleeper(nothing)) as post:
        assert await post() == refusal
    assert answers.left == left


async def test_an_answer_is_posted_once_more_where_no_connection_came_about() -> None:
    port = free_port()
    async with AsyncExitStack() as later:

        async def come() -> None:
            await later.enter_async_context(door(Answers(200).answer, port))

        sleeper = Sleeper(come)
        async with posting(port, sleeper) as post:
            assert await post() is None
    assert [1 <= slept < 2 for slept in sleeper.slept] == [True]


async def test_where_no_connection_comes_about_at_all_that_is_said() -> None:
    async with posting(free_port(), Sleeper(nothing)) as post:
        assert await post() == UNREACHABLE
