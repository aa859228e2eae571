"""What Slack does not take, over the sandbox's wire: the person sees an answer all the same, and it is noticed."""

from datetime import timedelta
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from structlog.testing import capture_logs

from bot.blocks.elements import section
from bot.blocks.ids import ActionId, CallbackId
from bot.blocks.message import SHORTENED
from bot.blocks.message import Message as Answer
from bot.blocks.notices import NOT_REPLACED, NOT_SHARED
from bot.listeners.pace import Pace
from bot.listeners.places import Place
from bot.listeners.posts import Posts
from bot.sandbox.executions import named
from bot.sandbox.slack import Message
from bot.sandbox.slack.faults import SlackFault
from bot.sandbox.slack.people import (
    ALICE,
    BOB,
    DIRECT,
    GENERAL,
    HIDDEN,
    INCIDENTS,
    OUTSIDER,
    PEOPLE_ONLY,
    SHARED,
    Channel,
)
from tests.replicas import replicas
from tests.stage import PATIENT, Stage, met, staged, words
from tests.test_metrics import sample
from tests.test_pressing import elements

FAILED = named("failed").execution_id


def calls(stage: Stage, kind: str) -> list[dict[str, Any]]:
    """Give what Slack was given in calls of a kind."""
    return [observed.fields["payload"] for observed in stage.seen if observed.kind == kind]


async def pressed(stage: Stage, seen: Message, action_id: str) -> Message:
    """Press, and give what Alice then sees."""
    delivery = await stage.sandbox.slack.press(ALICE, seen, action_id)
    return await stage.sandbox.slack.wait_for_message(person=ALICE, channel=INCIDENTS, since=delivery, within=PATIENT)


@pytest.mark.parametrize("error", ["used_url", "expired_url", "internal_error"])
async def test_an_answer_whose_response_url_is_dead_is_still_seen_by_the_person_alone(stage: Stage, error: str) -> None:
    stage.sandbox.slack.faults.refuse("response_url", error)
    answer = await stage.say(f"/qflow-steps {FAILED}")
    assert answer.is_ephemeral
    assert answer.text.startswith("❌ Failed at action")
    assert len(calls(stage, "chat.postEphemeral")) == 1


async def test_what_could_not_be_shared_says_so(stage: Stage) -> None:
    stage.sandbox.slack.faults.kill_response_urls()
    answer = await stage.say(f"/qflow-steps {FAILED} share")
    assert answer.is_ephemeral
    assert NOT_SHARED in words(answer)
    assert answer.text.startswith(NOT_SHARED)


async def test_what_could_not_be_replaced_is_a_new_message_in_the_same_thread(stage: Stage) -> None:
    root = stage.sandbox.slack.say("broken", person=BOB, channel=INCIDENTS)
    mention = await stage.sandbox.slack.mention(FAILED, person=ALICE, channel=INCIDENTS, thread_ts=root.ts)
    shown = await stage.sandbox.slack.wait_for_message(person=ALICE, channel=INCIDENTS, since=mention, within=PATIENT)
    stage.sandbox.slack.faults.kill_response_urls()
    answer = await pressed(stage, shown, ActionId.REFRESH)
    assert answer.ts != shown.ts
    assert NOT_REPLACED in words(answer)
    assert (answer.is_ephemeral, answer.thread_ts) == (True, root.ts)


@pytest.mark.parametrize("channel", [GENERAL, HIDDEN, PEOPLE_ONLY], ids=lambda channel: channel.name)
async def test_where_the_bot_is_no_member_a_passing_fault_of_slack_costs_a_moment_and_no_answer(
    stage: Stage, channel: Channel
) -> None:
    stage.sandbox.slack.faults.add(SlackFault(method="response_url", error="server_error", status=503))
    answer = await stage.say(f"/qflow-steps {FAILED}", channel=channel)
    assert answer.is_ephemeral
    assert answer.text.startswith("❌ Failed at action")


async def sent_directly(stage: Stage, typed: str, channel: Channel) -> Message:
    """Give what Alice is sent directly where nothing she asks for can be answered any other way."""
    stage.sandbox.slack.faults.kill_response_urls()
    asked = await stage.deliver(typed, channel=channel)
    return await stage.sandbox.slack.wait_for_message(person=ALICE, channel=DIRECT, since=asked, within=PATIENT)


@pytest.mark.parametrize(
    ("channel", "where"),
    [
        pytest.param(GENERAL, "in <#C0GENERAL>, where you asked", id="an open channel"),
        pytest.param(HIDDEN, "in <#C0HIDDEN>, where you asked", id="a private channel"),
        pytest.param(PEOPLE_ONLY, "where you asked", id="a direct message to somebody else"),
    ],
)
async def test_where_nothing_else_leads_to_a_person_they_are_sent_the_answer_directly(
    stage: Stage, channel: Channel, where: str
) -> None:
    told = await sent_directly(stage, f"/qflow-steps {FAILED}", channel)
    notice, headline, *_ = told.text.splitlines()
    assert notice == f"Slack did not take this {where}, so it is here, without its buttons."
    assert headline.startswith("❌ Failed at action")
    assert elements(told.blocks) == []
    assert stage.sandbox.slack.visible_to(ALICE, channel) == ()


async def test_an_error_is_sent_directly_too(stage: Stage) -> None:
    told = await sent_directly(stage, "/qflow-steps hello", GENERAL)
    assert "“hello” is not an execution id" in words(told)
    assert "without its buttons" not in told.text


async def test_what_was_to_be_shared_is_told_directly_as_not_shared(stage: Stage) -> None:
    told = await sent_directly(stage, f"/qflow-steps {FAILED} share", GENERAL)
    assert NOT_SHARED in told.text
    assert stage.sandbox.slack.visible_to(BOB, GENERAL) == ()


async def test_an_answer_that_slack_takes_in_no_way_is_counted_as_lost_and_logged() -> None:
    async with replicas(None, 1) as one:
        slack, (bot,) = one.sandbox.slack, one.bots
        slack.faults.kill_response_urls()
        slack.faults.refuse("chat.postMessage", "messages_tab_disabled")
        with capture_logs() as logs:
            await slack.command(f"/qflow-steps {FAILED}", person=ALICE, channel=GENERAL)
            await bot.work.settled()
    assert [line["said"] for line in logs if line["event"] == "answer_lost"] == ["messages_tab_disabled"]
    assert sample(bot.metrics, 'qflow_bot_requests_total{outcome="lost",way="command"}') == 1
    assert sample(bot.metrics, 'qflow_bot_requests_total{outcome="answered",way="command"}') == 0
    refused = 'qflow_bot_slack_refusals_total{call="chat.postMessage",error="messages_tab_disabled"}'
    assert sample(bot.metrics, refused) == 1


async def test_an_answer_that_is_sent_directly_is_no_lost_one() -> None:
    async with replicas(None, 1) as one:
        slack, (bot,) = one.sandbox.slack, one.bots
        slack.faults.kill_response_urls()
        await slack.command(f"/qflow-steps {FAILED}", person=ALICE, channel=GENERAL)
        await bot.work.settled()
    assert sample(bot.metrics, 'qflow_bot_requests_total{outcome="answered",way="command"}') == 1


async def test_who_is_cut_short_while_slack_is_slow_is_told_that_the_answer_may_be_there() -> None:
    async with replicas(None, 1) as one:
        slack, (bot,) = one.sandbox.slack, one.bots
        slack.faults.slow_down("response_url", 60, times=1)
        await slack.command(f"/qflow-steps {FAILED}", person=ALICE, channel=INCIDENTS)
        await met(slack.faults)
        assert await bot.work.drain(timedelta(0)) == 1
        (told,) = slack.visible_to(ALICE, INCIDENTS)
        slack.faults.clear()
        await slack.wait_for_message(person=ALICE, channel=INCIDENTS, since=told, within=PATIENT)
    assert "I am restarting, and Slack did not say whether it took the answer." in told.text


async def test_where_the_bot_is_no_member_either_there_is_a_line_for_each_way_that_failed() -> None:
    async with staged() as stage:  # which ends when everything is answered
        stage.sandbox.slack.faults.kill_response_urls()
        stage.sandbox.slack.faults.refuse("chat.postMessage", "messages_tab_disabled")
        await stage.deliver(f"/qflow-steps {FAILED}", channel=GENERAL)
    refused = [(line["call"], line["said"]) for line in stage.logged("slack_refused_answer")]
    assert refused == [
        ("response_url", "404 expired_url"),
        ("chat.postEphemeral", "not_in_channel"),
        ("chat.postMessage", "messages_tab_disabled"),
    ]
    assert stage.sandbox.slack.visible_to(ALICE, GENERAL) == ()
    assert stage.sandbox.slack.visible_to(ALICE, DIRECT) == ()


async def test_a_response_url_that_is_asked_too_often_is_asked_again(stage: Stage) -> None:
    stage.sandbox.slack.faults.rate_limit("response_url", retry_after=0)
    assert (await stage.say(f"/qflow-steps {FAILED}")).text.startswith("❌ Failed")
    assert calls(stage, "chat.postEphemeral") == []


async def test_a_response_url_that_wants_a_long_wait_is_given_up_for_the_other_way(stage: Stage) -> None:
    stage.sandbox.slack.faults.rate_limit("response_url", retry_after=60)
    assert (await stage.say(f"/qflow-steps {FAILED}")).text.startswith("❌ Failed")
    assert len(calls(stage, "chat.postEphemeral")) == 1


async def test_a_post_that_comes_too_soon_is_made_again(stage: Stage) -> None:
    stage.sandbox.slack.faults.rate_limit("chat.postMessage", retry_after=0)
    mention = await stage.sandbox.slack.mention(FAILED, person=ALICE, channel=INCIDENTS)
    answer = await stage.sandbox.slack.wait_for_message(person=BOB, channel=INCIDENTS, since=mention, within=PATIENT)
    assert answer.text.startswith("❌ Failed")


@pytest.mark.parametrize("call", ["chat.postEphemeral", "response_url"])
async def test_an_answer_that_is_too_long_is_shown_in_short_and_says_so(stage: Stage, call: Any) -> None:
    if call == "chat.postEphemeral":
        stage.sandbox.slack.faults.kill_response_urls()
    stage.sandbox.slack.faults.add(SlackFault(method=call, error="msg_too_long"))
    answer = await stage.say(f"/qflow-steps {FAILED}")
    assert SHORTENED in words(answer)
    assert "Failed at action" in words(answer)


@pytest.mark.parametrize("action_id", [ActionId.OPEN, ActionId.FULL])
async def test_a_modal_that_is_too_large_is_shown_in_short_and_says_so(stage: Stage, action_id: str) -> None:
    shared = await stage.say(f"/qflow-steps {FAILED} share")
    stage.sandbox.slack.faults.refuse("views.update", "view_too_large")
    value = None if action_id == ActionId.OPEN else _first_value(shared, action_id)
    delivery = await stage.sandbox.slack.press(ALICE, shared, action_id, value=value)
    view = await stage.sandbox.slack.wait_for_view(
        person=ALICE, since=delivery, where=lambda seen: SHORTENED in str(seen.blocks), within=PATIENT
    )
    assert "action" in str(view.blocks)


async def test_a_modal_that_slack_does_not_open_is_told_where_it_was_asked_for(stage: Stage) -> None:
    message = stage.sandbox.slack.say(FAILED, person=BOB, channel=INCIDENTS)
    stage.sandbox.slack.faults.rate_limit("views.open", retry_after=30)
    delivery = await stage.sandbox.slack.shortcut(CallbackId.FROM_MESSAGE, person=ALICE, message=message)
    told = await stage.sandbox.slack.wait_for_message(person=ALICE, channel=INCIDENTS, since=delivery, within=PATIENT)
    assert told.is_ephemeral
    assert "Slack did not open the window" in words(told)


def _first_value(message: Message, action_id: str) -> str:
    accessories = [block.get("accessory", {}) for block in message.blocks]
    return next(str(button["value"]) for button in accessories if button.get("action_id") == action_id)


async def test_what_was_not_shared_at_the_second_press_either_is_nowhere_said_to_be() -> None:
    async with staged() as stage:  # which ends when everything is answered
        slack = stage.sandbox.slack
        asking = await stage.say(f"/qflow-steps {FAILED} share", channel=SHARED)
        slack.faults.refuse("response_url", "restricted_action")
        delivery = await slack.press(ALICE, asking, ActionId.SHARE_ANYWAY)
        told = await slack.wait_for_message(person=ALICE, channel=SHARED, since=delivery, within=PATIENT)
    assert NOT_SHARED in told.text
    assert slack.visible_to(OUTSIDER, SHARED) == ()
    assert not [message for message in slack.visible_to(ALICE, SHARED) if "Shared." in message.text]


async def test_what_may_stand_there_twice_is_told_directly_as_that_alone(stage: Stage) -> None:
    slack = stage.sandbox.slack
    slack.faults.refuse("chat.postEphemeral", "not_in_channel")
    client = AsyncWebClient(token=stage.sandbox.environment["SLACK_BOT_TOKEN"], base_url=f"{slack.origin}/api/")
    posts = Posts(client, pace=Pace(), refused=lambda *_: None)
    place = Place(INCIDENTS.id, None, ALICE.id)
    await posts.whisper(place, Answer("the answer", [section("the answer")]), unconfirmed=True)
    (told,) = slack.visible_to(ALICE, DIRECT)
    notice = "Slack did not say whether it took this in <#C0INCIDENTS>, where you asked, so it is here"
    assert told.text == f"{notice}, and you may see it twice.\nthe answer"
