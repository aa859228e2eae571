"""What Slack does not take, over the sandbox's wire: the person sees an answer all the same, and it is noticed."""

from typing import Any

import pytest

from bot.blocks.ids import ActionId, CallbackId
from bot.blocks.message import SHORTENED
from bot.blocks.notices import NOT_REPLACED, NOT_SHARED
from bot.sandbox.executions import named
from bot.sandbox.slack import Message
from bot.sandbox.slack.faults import SlackFault
from bot.sandbox.slack.people import ALICE, BOB, GENERAL, INCIDENTS
from tests.stage import PATIENT, Stage, staged, words

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


async def test_where_the_bot_is_no_member_either_there_is_a_line_for_each_way_that_failed() -> None:
    async with staged() as stage:  # which ends when everything is answered
        stage.sandbox.slack.faults.kill_response_urls()
        await stage.deliver(f"/qflow-steps {FAILED}", channel=GENERAL)
    refused = [(line["call"], line["said"]) for line in stage.logged("slack_refused_answer")]
    assert refused == [("response_url", "404 expired_url"), ("chat.postEphemeral", "not_in_channel")]
    assert stage.sandbox.slack.visible_to(ALICE, GENERAL) == ()


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
