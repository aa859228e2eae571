"""One answer per event, however often and to however many replicas Slack delivers it."""

import asyncio
from collections import Counter

import pytest

from bot.blocks.ids import ActionId
from bot.sandbox.executions import named
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.slack import payloads, payloads_events
from bot.sandbox.slack.doors import Kind, Post
from bot.sandbox.slack.people import ALICE, INCIDENTS, SANDBOX
from bot.sandbox.slack.presses import Pick
from tests.replicas import replicas

FAILED = named("failed").execution_id


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
async def test_each_event_delivered_to_two_replicas_at_once_is_answered_once(redis_url: str, events: int) -> None:
    async with replicas(redis_url, 2) as both:
        sandbox, seen = both.sandbox, both.seen
        await sandbox.slack.command(f"/qflow-steps {FAILED}", person=ALICE, channel=INCIDENTS)
        await sandbox.slack.wait_for_message(person=ALICE, channel=INCIDENTS, within=30)
        del seen[:]
        posts = [await an_event(sandbox, number) for number in range(events)]
        acks = await asyncio.gather(*(door.deliver(post) for post in posts for door in both.doors))
        assert {ack.status for ack in acks} == {200}
    answers = Counter(observed.kind for observed in seen if observed.kind != "qflow")
    assert answers == _expected(events)


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


def _expected(events: int) -> Counter[str]:
    commands, presses, mentions = (len(range(first, events, 3)) for first in range(3))
    return Counter({"response_url": commands + presses, "chat.postEphemeral": mentions})
