"""One answer per event, however often and to however many processes Slack delivers it."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiohttp
import pytest

from bot.blocks.ids import ActionId
from bot.sandbox.executions import named
from bot.sandbox.observations import Observation
from bot.sandbox.sandbox import Sandbox, running_sandbox
from bot.sandbox.slack import payloads, payloads_events
from bot.sandbox.slack.doors import HttpDoor, Kind, Post
from bot.sandbox.slack.people import ALICE, INCIDENTS, SANDBOX
from bot.sandbox.slack.presses import Pick
from tests.bot_process import BotProcess, bot_process
from tests.replicas import UNLIMITED, replicas
from tests.stage import PATIENT

FAILED = named("failed").execution_id
_AT_ONCE = 25
"""Events on their way at a time, so that the two are busy with more than one."""


async def an_event(sandbox: Sandbox, number: int) -> Post:
    """Make something that Slack delivers: a command, a press or a mention, each answered once."""
    slack = sandbox.slack
    match number % 3:
        case 0:
            act = slack._act(ALICE, INCIDENTS)
            return Post(Kind.COMMAND, payloads.command(SANDBOX, act, f"/qflow-steps {FAILED}"))
        case 1:
            own = next(message for message in slack.visible_to(ALICE, INCIDENTS) if message.is_ephemeral)
            block = next(block for block in own.blocks if block.get("accessory"))
            value = block["accessory"]["value"]
            pick = Pick(ActionId.DETAILS, value, None, None)
            pressed = slack._press_in_message(ALICE, own, pick)
            elsewhere = {"message_ts": f"{number}.000001"}  # of two presses in one message, a late answer is dropped
            return Post(Kind.INTERACTION, {**pressed, "container": {**pressed["container"], **elsewhere}})
        case _:
            said = slack.say("<@U0QFLOWBOT> what now", person=ALICE, channel=INCIDENTS)
            event_id = slack._workspace.ids.name("Ev")
            return Post(Kind.EVENT, payloads_events.app_mention(SANDBOX, ALICE, INCIDENTS, said, event_id))


@pytest.mark.redis
@pytest.mark.parametrize("events", [100, pytest.param(1_000, marks=pytest.mark.soak)])
async def test_each_event_delivered_to_two_processes_at_once_is_answered_once(redis_url: str, events: int) -> None:
    async with processes(redis_url) as (sandbox, both, doors, seen):
        await sandbox.slack.command(f"/qflow-steps {FAILED}", person=ALICE, channel=INCIDENTS)
        await sandbox.slack.wait_for_message(person=ALICE, channel=INCIDENTS, within=PATIENT)
        del seen[:]
        posts = [await an_event(sandbox, number) for number in range(events)]
        room = asyncio.Semaphore(_AT_ONCE)

        async def to_both(number: int, post: Post) -> Sequence[int | None]:
            in_this_order = doors if number % 2 else doors[::-1]
            async with room:
                return [ack.status for ack in await asyncio.gather(*(door.deliver(post) for door in in_this_order))]

        acks = await asyncio.gather(*(to_both(number, post) for number, post in enumerate(posts)))
        assert acks == [[200, 200]] * events
        await sandbox.slack.wait_for(lambda: _answers(seen).total() >= events or None, within=PATIENT)
        for each in both:
            each.process.terminate()
        assert [await each.ended() for each in both] == [0, 0]
    answered = [each.audit.count("\n") for each in both]
    print(f"\n{events:,} events, {_answers(seen).total():,} answers; of the two, {answered} lookups")  # noqa: T201 - to be read
    assert _answers(seen) == _expected(events)
    assert all(answered), "one of them had nothing to do"


@asynccontextmanager
async def processes(
    redis_url: str,
) -> AsyncIterator[tuple[Sandbox, Sequence[BotProcess], Sequence[HttpDoor], list[Observation]]]:
    """Run two processes of the bot that share a Redis; give them, the door of each, and what the sandbox sees."""
    seen: list[Observation] = []
    async with running_sandbox(observer=seen.append) as sandbox, aiohttp.ClientSession() as session:
        unlimited = {name: str(limit) for name, limit in UNLIMITED.items()}
        environment = {**sandbox.environment, "REDIS_URL": redis_url, **unlimited}
        async with bot_process(environment) as one, bot_process(environment) as other:
            urls = [(await each.logged("serving"))["request_url"] for each in (one, other)]
            sandbox.slack.request_url = urls[0]
            secret = sandbox.environment["SLACK_SIGNING_SECRET"]
            yield sandbox, (one, other), [HttpDoor(session, url, secret, time.time) for url in urls], seen


@pytest.mark.parametrize("number", range(3))
async def test_what_slack_delivers_three_times_is_answered_once(number: int) -> None:
    async with replicas(None, 1) as one:
        sandbox, seen = one.sandbox, one.seen
        await sandbox.slack.command(f"/qflow-steps {FAILED}", person=ALICE, channel=INCIDENTS)
        await sandbox.slack.wait_for_message(person=ALICE, channel=INCIDENTS, within=30)
        del seen[:]
        post = await an_event(sandbox, number)
        for retry in range(3):
            again = Post(post.kind, post.payload, retry_num=retry, retry_reason="http_timeout" if retry else "")
            assert (await one.doors[0].deliver(again)).status == 200
    assert len([observed for observed in seen if observed.kind != "qflow"]) == 1


def _answers(seen: Sequence[Observation]) -> Counter[str]:
    """Count answers by how they came; that one takes a while is none."""
    shown = [each for each in seen if each.kind != "qflow"]
    return Counter(each.kind for each in shown if not each.fields["payload"]["text"].startswith("Asking QFlow"))


def _expected(events: int) -> Counter[str]:
    commands, presses, mentions = (len(range(first, events, 3)) for first in range(3))
    return Counter({"response_url": commands + presses, "chat.postEphemeral": mentions})
