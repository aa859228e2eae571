"""What people press, and what they then see: every button, menu, shortcut and mention, through the sandbox's Slack."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

import pytest
from structlog.testing import capture_logs

from bot.blocks.ids import ActionId, CallbackId
from bot.sandbox.executions import named
from bot.sandbox.faults.connections import Delay
from bot.sandbox.faults.planned import PlannedFault
from bot.sandbox.faults.replies import HttpError
from bot.sandbox.slack import Message, View
from bot.sandbox.slack.people import ALICE, BOB, HIDDEN, INCIDENTS, Channel
from tests.stage import PATIENT, Stage, staged, words

FAILED = named("failed").execution_id
LONG = named("thousand").execution_id
DOCUMENTED = named("documented").execution_id
MOVING = named("moving").execution_id


async def press(
    stage: Stage, seen: Message, action_id: str, label: str = "", *, channel: Channel = INCIDENTS, **how: Any
) -> Message:
    """Press what stands in a message, and give the message that Alice then sees."""
    delivery = await stage.sandbox.slack.press(ALICE, seen, action_id, value=value_of(seen, action_id, label), **how)
    assert (delivery.status, delivery.error) == (200, None)
    return await stage.sandbox.slack.wait_for_message(person=ALICE, channel=channel, since=delivery, within=PATIENT)


async def open_modal(stage: Stage, seen: Message, action_id: str, label: str = "", person: Any = ALICE) -> View:
    """Press what opens a modal, and give the modal once it is filled."""
    delivery = await stage.sandbox.slack.press(person, seen, action_id, value=value_of(seen, action_id, label))
    return await stage.sandbox.slack.wait_for_view(person=person, since=delivery, where=is_filled, within=PATIENT)


async def press_in(stage: Stage, view: View, action_id: str, label: str = "", **how: Any) -> View:
    """Press what stands in a modal, and give what it then shows."""
    delivery = await stage.sandbox.slack.press(ALICE, view, action_id, value=value_of(view, action_id, label), **how)
    return await stage.sandbox.slack.wait_for_view(person=ALICE, since=delivery, where=is_filled, within=PATIENT)


def value_of(seen: Message | View, action_id: str, label: str) -> str | None:
    """Give the value of the button with this id whose accessibility label holds a text."""
    found = [
        element.get("value")
        for element in elements(seen.blocks)
        if element.get("action_id") == action_id and label in element.get("accessibility_label", "")
    ]
    assert found, f"nothing to press: {action_id} {label}"
    return found[0]


def elements(part: Any) -> list[Mapping[str, Any]]:
    """Give everything in blocks that has an action id."""
    match part:
        case {"action_id": _}:
            return [part]
        case dict():
            return [element for value in part.values() for element in elements(value)]
        case list() | tuple():
            return [element for value in part for element in elements(value)]
        case _:
            return []


def is_filled(view: View) -> bool:
    """Tell whether a modal shows more than that it is loading."""
    return "Loading…" not in spoken(view)


def spoken(view: View) -> str:
    """Give all that a modal says."""
    return "\n".join(str(block) for block in view.blocks)


async def test_details_open_in_place_and_hide_again(stage: Stage) -> None:
    answer = await stage.say(f"/qflow-steps {FAILED}")
    opened = await press(stage, answer, ActionId.DETAILS, "step 3")
    assert opened.ts == answer.ts
    assert "node-67649155-filter" in words(opened)
    assert "node-67649155-filter" in opened.text
    hidden = await press(stage, opened, ActionId.HIDE, "step 3")
    assert "node-67649155-filter" not in words(hidden) + hidden.text


async def test_a_fourth_step_closes_the_first(stage: Stage) -> None:
    seen = await stage.say(f"/qflow-steps {FAILED}")
    for number in (1, 2, 3, 4):
        seen = await press(stage, seen, ActionId.DETAILS, f"step {number},")
    assert [element for element in elements(seen.blocks) if element["action_id"] == ActionId.HIDE] != []
    assert words(seen).count("[Hide]") == 3


async def test_pages_turn_forth_and_back(stage: Stage) -> None:
    first = await stage.say(f"/qflow-steps {LONG}")
    second = await press(stage, first, ActionId.NEXT)
    assert "steps 11–20 of 1,000" in words(second)
    assert "steps 1–10 of 1,000" in words(await press(stage, second, ActionId.PREVIOUS))


async def test_failed_only_and_back(stage: Stage) -> None:
    seen = await stage.say(f"/qflow-steps {FAILED}")
    filtered = await press(stage, seen, ActionId.FILTER)
    assert "1 of 7 steps with status failed" in words(filtered)
    everything = await press(stage, filtered, ActionId.FILTER)
    assert "with status" not in words(everything)


async def test_an_order_is_chosen_and_open_details_stay_open(stage: Stage) -> None:
    seen = await press(stage, await stage.say(f"/qflow-steps {FAILED}"), ActionId.DETAILS, "step 2")
    seen = await press(stage, seen, ActionId.ORDER, choose="-startDate")
    assert re.findall(r"^\S+ (\d)  ", words(seen), re.MULTILINE)[1:] == ["7", "6", "5", "4", "3", "2", "1"]
    assert "node-6748e0e3-resource" in words(seen)
    refreshed = await press(stage, seen, ActionId.REFRESH)
    assert "node-6748e0e3-resource" in words(refreshed)
    assert "ordered by -startDate" in words(refreshed)


async def test_the_timeline_shows_a_waterfall_and_the_list_comes_back(stage: Stage) -> None:
    seen = await press(stage, await stage.say(f"/qflow-steps {FAILED}"), ActionId.TIMELINE)
    drawn = next(line for line in words(seen).splitlines() if line.startswith("6 ✗ action"))
    assert re.fullmatch(r"6 ✗ action +█+", drawn)
    assert "As a timeline:" in seen.text
    assert "[Details]" in words(await press(stage, seen, ActionId.TIMELINE))


async def test_sharing_posts_for_everyone_and_leaves_the_own_message(stage: Stage) -> None:
    own = await stage.say(f"/qflow-steps {FAILED}")
    delivery = await stage.sandbox.slack.press(ALICE, own, ActionId.SHARE)
    shared = await stage.sandbox.slack.wait_for_message(person=BOB, channel=INCIDENTS, since=delivery, within=PATIENT)
    assert not shared.is_ephemeral
    assert "shared by <@U0ALICE>" in words(shared)
    assert own in stage.sandbox.slack.visible_to(ALICE, INCIDENTS)


async def test_looking_closer_leaves_a_shared_message_as_it_was(stage: Stage) -> None:
    shared = await stage.say(f"/qflow-steps {FAILED} share")
    step = await open_modal(stage, shared, ActionId.FULL, "step 6", person=BOB)
    assert "not authorized to perform: ec2:StopInstances" in spoken(step)
    summary = await open_modal(stage, shared, ActionId.OPEN, person=BOB)
    assert "Failed at action" in spoken(summary)
    assert shared in stage.sandbox.slack.visible_to(BOB, INCIDENTS)


async def test_refresh_renews_a_shared_message_for_everyone(stage: Stage) -> None:
    shared = await stage.say(f"/qflow-steps {named('moving').execution_id} share")
    renewed = await press(stage, shared, ActionId.REFRESH)
    assert renewed.ts == shared.ts
    assert "shared by <@U0ALICE>" in words(renewed)
    assert renewed.text.endswith("shared by <@U0ALICE>")
    assert not renewed.is_ephemeral
    assert words(renewed) != words(shared)


async def test_everything_in_a_modal_happens_in_place(stage: Stage) -> None:
    shared = await stage.say(f"/qflow-steps {FAILED} share")
    view = await open_modal(stage, shared, ActionId.OPEN)
    view = await press_in(stage, view, ActionId.DETAILS, "step 3")
    assert "node-67649155-filter" in spoken(view)
    view = await press_in(stage, view, ActionId.ORDER, choose="nodeType")
    view = await press_in(stage, view, ActionId.TIMELINE)
    assert "█" in spoken(view)


async def test_a_modal_is_shared_where_it_came_from(stage: Stage) -> None:
    shared = await stage.say(f"/qflow-steps {FAILED} share")
    view = await open_modal(stage, shared, ActionId.OPEN)
    view = await press_in(stage, view, ActionId.SHARE)
    assert "Shared." in spoken(view)
    *_, posted = stage.sandbox.slack.visible_to(BOB, INCIDENTS)
    assert posted.thread_ts == shared.ts


async def test_a_channel_without_the_bot_is_told_how_to_invite_it(stage: Stage) -> None:
    message = stage.sandbox.slack.say(f"see {FAILED}", person=BOB, channel=HIDDEN)
    view = await shortcut(stage, message)
    asked = await press_in(stage, view, ActionId.SHARE)
    assert "I cannot tell whether people of other organisations read this channel" in spoken(asked)
    view = await press_in(stage, asked, ActionId.SHARE_ANYWAY)
    assert "/invite @qflow" in spoken(view)
    assert "Failed at action" in spoken(await press_in(stage, view, ActionId.REFRESH))


async def shortcut(stage: Stage, message: Message) -> View:
    """Use the message shortcut on a message, and give the modal once it is filled."""
    delivery = await stage.sandbox.slack.shortcut(CallbackId.FROM_MESSAGE, person=ALICE, message=message)
    return await stage.sandbox.slack.wait_for_view(person=ALICE, since=delivery, where=is_filled, within=PATIENT)


async def test_a_message_with_one_execution_opens_its_summary(stage: Stage) -> None:
    message = stage.sandbox.slack.say(f"`{FAILED.upper()}` broke again", person=BOB, channel=INCIDENTS)
    assert "Failed at action" in spoken(await shortcut(stage, message))


async def test_a_message_with_several_executions_offers_them(stage: Stage) -> None:
    message = stage.sandbox.slack.say(f"{FAILED}, {DOCUMENTED} and {FAILED}", person=BOB, channel=INCIDENTS)
    choice = await shortcut(stage, message)
    assert "names 2 executions" in spoken(choice)
    assert "No failure" in spoken(await press_in(stage, choice, ActionId.CHOOSE, DOCUMENTED))


async def test_a_message_without_an_execution_offers_the_form(stage: Stage) -> None:
    message = stage.sandbox.slack.say("it broke again", person=BOB, channel=INCIDENTS)
    form = await shortcut(stage, message)
    assert "names no execution" in spoken(form)
    delivery = await stage.sandbox.slack.submit(ALICE, form, {"execution_id": FAILED, "failed_only": ["failed"]})
    filled = await stage.sandbox.slack.wait_for_view(person=ALICE, since=delivery, where=is_filled, within=PATIENT)
    assert "1 of 7 steps with status failed" in spoken(filled)


async def test_the_form_tells_what_is_wrong_at_its_field(stage: Stage) -> None:
    delivery = await stage.sandbox.slack.shortcut(CallbackId.FORM, person=ALICE)
    form = await stage.sandbox.slack.wait_for_view(person=ALICE, since=delivery, within=PATIENT)
    for typed, field, told in (
        ({"execution_id": "nonsense"}, "execution_id", "is not an execution id"),
        ({"execution_id": FAILED, "since": "soon"}, "since", "cannot read “soon”"),
        ({"execution_id": FAILED, "since": "1h", "until": "2h"}, "until", "is later than until"),
    ):
        await stage.sandbox.slack.submit(ALICE, form, typed)
        now = stage.sandbox.slack.view_of(ALICE)
        assert now is not None
        assert told in now.errors[field]
    assert not stage.calls


async def test_a_mention_is_answered_in_its_thread_for_everyone(stage: Stage) -> None:
    delivery = await stage.sandbox.slack.mention(f"<@U0QFLOWBOT> {FAILED} -status", person=ALICE, channel=INCIDENTS)
    answer = await stage.sandbox.slack.wait_for_message(
        person=BOB, channel=INCIDENTS, since=delivery, where=by_the_bot, within=PATIENT
    )
    assert answer.thread_ts is not None
    assert "Failed at action" in words(answer)
    assert stage.calls == [{"order": "-status"}]


async def test_a_mention_that_is_wrong_is_answered_privately(stage: Stage) -> None:
    delivery = await stage.sandbox.slack.mention("<@U0QFLOWBOT> what now", person=ALICE, channel=INCIDENTS)
    answer = await stage.sandbox.slack.wait_for_message(
        person=ALICE, channel=INCIDENTS, since=delivery, where=by_the_bot, within=PATIENT
    )
    assert answer.is_ephemeral
    assert "“what” is not an execution id" in words(answer)


def by_the_bot(message: Message) -> bool:
    """Tell the bot's own messages."""
    return message.author == "U0QFLOWBOT"


async def test_the_bare_command_repeats_the_last_lookup_here(stage: Stage) -> None:
    assert "What did a QFlow execution do?" in (await stage.say("/qflow-steps")).text
    await stage.say(f"/qflow-steps {FAILED}")
    again = await stage.say("/qflow-steps")
    assert "Failed at action" in words(again)
    assert "Your last lookup in this channel" in words(again)
    assert "What did a QFlow execution do?" in (await stage.say("/qflow-steps", person=BOB)).text


@pytest.mark.parametrize("value", ["", "v=9&e=1", "deploy-7", "v=1&e=0e72b4a1abea45b29ae991cd87506404&o=rm"])
async def test_a_value_of_another_hand_is_told_to_be_too_old(stage: Stage, value: str) -> None:
    answer = await stage.say(f"/qflow-steps {FAILED}")
    for action_id in (ActionId.DETAILS, ActionId.SHARE, ActionId.REFRESH):
        told = await stage.forge(answer, action_id, value)
        assert "This message is too old, run the command again." in words(told)
    assert len(stage.calls) == 1 + 3  # the command, and each press that was honest before it was forged


@pytest.mark.parametrize(
    ("action_id", "label", "choose"),
    [
        pytest.param(ActionId.DETAILS, "step 3", None, id="Details"),
        pytest.param(ActionId.REFRESH, "", None, id="Refresh"),
        pytest.param(ActionId.FILTER, "", None, id="Failed only"),
        pytest.param(ActionId.ORDER, "", "nodeType", id="the order"),
        pytest.param(ActionId.TIMELINE, "", None, id="Timeline"),
        pytest.param(ActionId.NEXT, "", None, id="Next"),
        pytest.param(ActionId.SHARE, "", None, id="Share"),
    ],
)
async def test_a_button_of_one_process_is_answered_by_another(
    stage: Stage, action_id: ActionId, label: str, choose: str | None
) -> None:
    answer = await stage.say(f"/qflow-steps {LONG}")
    async with stage.another_bot():
        pressed = await press(stage, answer, action_id, label, choose=choose)
    assert "No failure" in words(pressed)
    assert words(pressed) != words(answer)


@pytest.mark.parametrize("action_id", [ActionId.OPEN, ActionId.FULL])
async def test_a_window_of_one_process_is_filled_by_another(stage: Stage, action_id: ActionId) -> None:
    shared = await stage.say(f"/qflow-steps {FAILED} share")
    async with stage.another_bot():
        view = await open_modal(stage, shared, action_id, "" if action_id == ActionId.OPEN else "step 3")
        assert "67649155" in spoken(view)
    if action_id == ActionId.OPEN:
        assert "█" in spoken(await press_in(stage, view, ActionId.TIMELINE))


async def test_a_link_to_qflow_is_there_when_configured() -> None:
    async with staged(BOT_EXECUTION_URL="https://qflow.example/#/runs/{execution_id}") as stage:
        answer = await stage.say(f"/qflow-steps {FAILED}")
    assert f"<https://qflow.example/#/runs/{FAILED}|Open in QFlow>" in words(answer)


async def test_a_modal_is_there_at_once_and_filled_when_the_api_has_answered(stage: Stage) -> None:
    stage.sandbox.qflow.faults.add(PlannedFault(fault=Delay(seconds=0.3), on="steps", times=1))
    message = stage.sandbox.slack.say(FAILED, person=BOB, channel=INCIDENTS)
    delivery = await stage.sandbox.slack.shortcut(CallbackId.FROM_MESSAGE, person=ALICE, message=message)
    view = await stage.sandbox.slack.wait_for_view(person=ALICE, since=delivery, within=PATIENT)
    assert not is_filled(view)
    filled = await stage.sandbox.slack.wait_for_view(person=ALICE, since=view, where=is_filled, within=PATIENT)
    assert "Failed at action" in spoken(filled)


async def test_a_modal_closed_while_the_api_is_slow_is_no_error(stage: Stage) -> None:
    stage.sandbox.qflow.faults.add(PlannedFault(fault=Delay(seconds=0.3), on="steps", times=1))
    message = stage.sandbox.slack.say(FAILED, person=BOB, channel=INCIDENTS)
    with capture_logs() as logs:
        delivery = await stage.sandbox.slack.shortcut(CallbackId.FROM_MESSAGE, person=ALICE, message=message)
        view = await stage.sandbox.slack.wait_for_view(person=ALICE, since=delivery, within=PATIENT)
        await stage.sandbox.slack.close(ALICE, view)
        while not logs_of(logs, "modal_gone"):
            await stage.say("/qflow-steps help")
    assert {line["log_level"] for line in logs_of(logs, "modal_gone")} == {"info"}
    assert not logs_of(logs, "work_failed")


def logs_of(logs: Sequence[Mapping[str, Any]], event: str) -> list[Mapping[str, Any]]:
    """Give the lines of one event."""
    return [line for line in logs if line["event"] == event]


@pytest.mark.parametrize("fault", [401, 403])
async def test_an_error_in_a_modal_can_be_tried_again(stage: Stage, fault: int) -> None:
    shared = await stage.say(f"/qflow-steps {FAILED} share")
    view = await open_modal(stage, shared, ActionId.OPEN)
    stage.sandbox.qflow.faults.add(PlannedFault(fault=HttpError(status=fault), on="steps", times=1))
    failed = await press_in(stage, view, ActionId.REFRESH)
    assert "⚠️" in spoken(failed)
    assert "Failed at action" in spoken(await press_in(stage, failed, ActionId.REFRESH))


TOLD = (
    pytest.param(FAILED, (), (ActionId.DETAILS, "step 3"), None, "node-67649155-filter", "", id="Details"),
    pytest.param(
        FAILED, [(ActionId.DETAILS, "step 3")], (ActionId.HIDE, "step 3"), None, "", "node-67649155-filter", id="Hide"
    ),
    pytest.param(FAILED, (), (ActionId.FILTER, ""), None, "1 of 7 steps with status failed", "", id="Failed only"),
    pytest.param(
        FAILED, [(ActionId.FILTER, "")], (ActionId.FILTER, ""), None, "", "with status failed", id="All steps"
    ),
    pytest.param(FAILED, (), (ActionId.ORDER, ""), "nodeType", "ordered by nodeType", "", id="the order"),
    pytest.param(FAILED, (), (ActionId.TIMELINE, ""), None, "As a timeline:", "", id="Timeline"),
    pytest.param(FAILED, [(ActionId.TIMELINE, "")], (ActionId.TIMELINE, ""), None, "", "As a timeline:", id="List"),
    pytest.param(LONG, (), (ActionId.NEXT, ""), None, "steps 11–20 of 1,000", "steps 1–10", id="Next"),
    pytest.param(
        LONG, [(ActionId.NEXT, "")], (ActionId.PREVIOUS, ""), None, "steps 1–10 of 1,000", "steps 11–20", id="Previous"
    ),
    pytest.param(FAILED, (), (ActionId.SHARE, ""), None, "shared by <@U0ALICE>", "", id="Share"),
    pytest.param(MOVING, (), (ActionId.REFRESH, ""), None, "2  resource", "no step has reported", id="Refresh"),
)


@pytest.mark.parametrize(("execution_id", "before", "pressed", "choose", "told", "gone"), TOLD)
async def test_the_text_tells_what_a_press_changed(
    stage: Stage,
    execution_id: str,
    before: Sequence[tuple[ActionId, str]],
    pressed: tuple[ActionId, str],
    choose: str | None,
    told: str,
    gone: str,
) -> None:
    seen = await stage.say(f"/qflow-steps {execution_id}")
    for action_id, label in before:
        seen = await press(stage, seen, action_id, label)
    now = await press(stage, seen, *pressed, choose=choose)
    assert now.text != seen.text
    if told:
        assert told not in seen.text
        assert told in now.text
    if gone:
        assert gone in seen.text
        assert gone not in now.text


async def test_the_text_tells_that_sharing_takes_another_press_and_then_that_it_is_done(stage: Stage) -> None:
    own = await stage.say(f"/qflow-steps {FAILED}", channel=HIDDEN)
    asked = await press(stage, own, ActionId.SHARE, channel=HIDDEN)
    assert "Not shared yet." in asked.text
    delivery = await stage.sandbox.slack.press(ALICE, asked, ActionId.SHARE_ANYWAY)
    done = await stage.sandbox.slack.wait_for_message(
        person=ALICE, channel=HIDDEN, since=delivery, where=lambda message: message.is_ephemeral, within=PATIENT
    )
    assert "Shared." in done.text


@pytest.mark.parametrize(
    ("action_id", "label", "told"),
    [
        pytest.param(ActionId.OPEN, "", "Failed at action", id="Open"),
        pytest.param(ActionId.FULL, "step 3", "node-67649155-filter", id="Details"),
    ],
)
async def test_a_modal_tells_what_a_press_opened_and_its_label_named_it(
    stage: Stage, action_id: ActionId, label: str, told: str
) -> None:
    shared = await stage.say(f"/qflow-steps {FAILED} share")
    assert told in spoken(await open_modal(stage, shared, action_id, label))


def test_what_every_press_tells_is_shown() -> None:
    pressed = {action_id for param in TOLD for action_id, _ in [cast("tuple[ActionId, str]", param.values[2])]}
    in_modals = {ActionId.OPEN, ActionId.FULL, ActionId.CHOOSE}
    assert pressed | in_modals | {ActionId.SHARE_ANYWAY} == set(ActionId)


async def test_a_form_is_filled_even_if_its_ack_comes_late(stage: Stage) -> None:
    async with stage.late_acks():
        delivery = await stage.sandbox.slack.shortcut(CallbackId.FORM, person=ALICE)
        form = await stage.sandbox.slack.wait_for_view(person=ALICE, since=delivery, within=PATIENT)
        submitted = await stage.sandbox.slack.submit(ALICE, form, {"execution_id": FAILED})
        filled = await stage.sandbox.slack.wait_for_view(person=ALICE, since=submitted, where=is_filled, within=PATIENT)
    assert "Failed at action" in spoken(filled)


@pytest.mark.parametrize("refusal", ["service_unavailable", "internal_error"])
async def test_what_slack_refuses_for_now_is_not_blamed_on_the_channel(stage: Stage, refusal: str) -> None:
    shared = await stage.say(f"/qflow-steps {FAILED} share")
    view = await open_modal(stage, shared, ActionId.OPEN)
    stage.sandbox.slack.faults.refuse("chat.postMessage", refusal)
    with capture_logs() as logs:
        told = await press_in(stage, view, ActionId.SHARE)
    assert "Slack did not take the message" in spoken(told)
    assert logs_of(logs, "slack_refused_answer")[0]["said"] == refusal
    assert "Failed at action" in spoken(await press_in(stage, told, ActionId.REFRESH))


async def test_a_mention_with_an_order_alone_takes_the_ids_of_its_own_message(stage: Stage) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": f"broken: {FAILED}"}}]
    delivery = await stage.sandbox.slack.mention("-status", person=ALICE, channel=INCIDENTS, blocks=blocks)
    await stage.sandbox.slack.wait_for_message(
        person=BOB, channel=INCIDENTS, since=delivery, where=by_the_bot, within=PATIENT
    )
    assert stage.calls == [{"order": "-status"}]


async def test_what_was_mentioned_or_found_in_a_message_is_the_last_lookup_too(stage: Stage) -> None:
    message = stage.sandbox.slack.say(FAILED, person=BOB, channel=INCIDENTS)
    await shortcut(stage, message)
    assert "Your last lookup in this channel" in words(await stage.say("/qflow-steps"))


async def test_a_mistyped_id_is_not_the_last_lookup(stage: Stage) -> None:
    await stage.say(f"/qflow-steps {FAILED}")
    await stage.say(f"/qflow-steps {FAILED[:-1]}f")
    assert "Failed at action" in words(await stage.say("/qflow-steps"))


async def test_the_text_tells_the_failing_steps_details_when_they_stand_above_the_list(stage: Stage) -> None:
    seen = await press(stage, await stage.say(f"/qflow-steps {FAILED}"), ActionId.TIMELINE)
    opened = await press(stage, seen, ActionId.DETAILS, "the failing step 6")
    assert "node-ea318327-action" in opened.text


async def test_no_two_buttons_are_read_out_alike(stage: Stage) -> None:
    answer = await stage.say(f"/qflow-steps {FAILED}")
    labels = [element["accessibility_label"] for element in elements(answer.blocks) if element["type"] == "button"]
    assert len(set(labels)) == len(labels)


async def test_an_error_under_a_shortcut_can_be_tried_again(stage: Stage) -> None:
    stage.sandbox.qflow.faults.add(PlannedFault(fault=HttpError(status=403), on="steps", times=1))
    failed = await shortcut(stage, stage.sandbox.slack.say(FAILED, person=BOB, channel=INCIDENTS))
    assert "does not let this bot's user read" in spoken(failed)
    assert "Failed at action" in spoken(await press_in(stage, failed, ActionId.REFRESH))


async def test_a_late_answer_covers_no_newer_press_in_a_message(stage: Stage) -> None:
    seen = await stage.say(f"/qflow-steps {FAILED}")
    stage.sandbox.qflow.faults.add(PlannedFault(fault=Delay(seconds=0.3), on="steps", times=1))
    with capture_logs() as logs:
        await stage.sandbox.slack.press(ALICE, seen, ActionId.REFRESH)
        opened = await press(stage, seen, ActionId.DETAILS, "step 3")
        while not logs_of(logs, "newer_press_answered"):
            await stage.say("/qflow-steps help")
    assert "node-67649155-filter" in words(opened)
    assert opened in stage.sandbox.slack.visible_to(ALICE, INCIDENTS)


async def test_a_late_answer_covers_no_newer_press_in_a_modal(stage: Stage) -> None:
    view = await shortcut(stage, stage.sandbox.slack.say(FAILED, person=BOB, channel=INCIDENTS))
    stage.sandbox.qflow.faults.add(PlannedFault(fault=Delay(seconds=0.3), on="steps", times=1))
    with capture_logs() as logs:
        await stage.sandbox.slack.press(ALICE, view, ActionId.REFRESH)
        await press_in(stage, view, ActionId.DETAILS, "step 3")
        while not logs_of(logs, "newer_press_answered"):
            await stage.say("/qflow-steps help")
    now = stage.sandbox.slack.view_of(ALICE)
    assert now is not None
    assert "node-67649155-filter" in spoken(now)


async def test_another_process_does_not_cover_a_newer_press_in_a_modal(stage: Stage) -> None:
    view = await shortcut(stage, stage.sandbox.slack.say(FAILED, person=BOB, channel=INCIDENTS))
    stage.sandbox.qflow.faults.add(PlannedFault(fault=Delay(seconds=0.5), on="steps", times=1))
    with capture_logs() as logs:
        await stage.sandbox.slack.press(ALICE, view, ActionId.REFRESH)
        async with stage.another_bot():
            await press_in(stage, view, ActionId.DETAILS, "step 3")
        while not logs_of(logs, "modal_gone"):
            await stage.say("/qflow-steps help")
    now = stage.sandbox.slack.view_of(ALICE)
    assert now is not None
    assert "node-67649155-filter" in spoken(now)


async def test_a_newer_press_is_answered_although_an_older_one_was_in_between(stage: Stage) -> None:
    view = await shortcut(stage, stage.sandbox.slack.say(FAILED, person=BOB, channel=INCIDENTS))
    stage.sandbox.qflow.faults.add(PlannedFault(fault=Delay(seconds=0.3), on="steps", times=1))
    pressed = await stage.sandbox.slack.press(ALICE, view, ActionId.TIMELINE)
    newer = stage.sandbox.slack.press(ALICE, view, ActionId.REFRESH)
    await newer
    drawn = await stage.sandbox.slack.wait_for_view(
        person=ALICE, since=pressed, where=lambda now: "█" in spoken(now), within=PATIENT
    )
    listed = await stage.sandbox.slack.wait_for_view(
        person=ALICE, since=drawn, where=lambda now: "█" not in spoken(now), within=PATIENT
    )
    assert "Failed at action" in spoken(listed)


async def test_who_shares_while_the_api_is_slow_is_told_to_wait(stage: Stage) -> None:
    own = await stage.say(f"/qflow-steps {named('moving').execution_id} since=2020-01-01")
    stage.sandbox.qflow.faults.add(PlannedFault(fault=Delay(seconds=2.2), on="steps", times=1))
    told = await press(stage, own, ActionId.SHARE)
    assert "the answer follows here" in told.text
    shared = await stage.sandbox.slack.wait_for_message(person=BOB, channel=INCIDENTS, within=PATIENT)
    assert "shared by <@U0ALICE>" in words(shared)


async def test_a_modal_on_a_message_is_shared_to_its_thread_and_says_so(stage: Stage) -> None:
    message = stage.sandbox.slack.say(FAILED, person=BOB, channel=INCIDENTS)
    view = await shortcut(stage, message)
    (share,) = (element for element in elements(view.blocks) if element["action_id"] == ActionId.SHARE)
    assert share["text"]["text"] == "Share to thread"
    assert "in the thread of the message" in share["accessibility_label"]
    assert "Shared." in spoken(await press_in(stage, view, ActionId.SHARE))
    *_, posted = stage.sandbox.slack.visible_to(BOB, INCIDENTS)
    assert posted.thread_ts == message.ts
    assert "[Share]" in words(await stage.say(f"/qflow-steps {FAILED}"))


async def test_what_was_chosen_from_several_is_the_last_lookup_too(stage: Stage) -> None:
    message = stage.sandbox.slack.say(f"{FAILED} and {DOCUMENTED}", person=BOB, channel=INCIDENTS)
    await press_in(stage, await shortcut(stage, message), ActionId.CHOOSE, DOCUMENTED)
    again = await stage.say("/qflow-steps")
    assert "Your last lookup in this channel" in words(again)
    assert DOCUMENTED in again.text


async def test_what_was_submitted_from_a_message_is_the_last_lookup_too(stage: Stage) -> None:
    form = await shortcut(stage, stage.sandbox.slack.say("it broke", person=BOB, channel=INCIDENTS))
    delivery = await stage.sandbox.slack.submit(ALICE, form, {"execution_id": FAILED})
    await stage.sandbox.slack.wait_for_view(person=ALICE, since=delivery, where=is_filled, within=PATIENT)
    assert "Your last lookup in this channel" in words(await stage.say("/qflow-steps"))


async def mentioned_in_a_thread(stage: Stage) -> tuple[Message, str]:
    """Mention the bot in a thread, and give its answer there and the thread."""
    root = stage.sandbox.slack.say("it broke", person=BOB, channel=INCIDENTS)
    delivery = await stage.sandbox.slack.mention(
        f"<@U0QFLOWBOT> {FAILED}", person=ALICE, channel=INCIDENTS, thread_ts=root.ts
    )
    answer = await stage.sandbox.slack.wait_for_message(
        person=ALICE, channel=INCIDENTS, since=delivery, where=by_the_bot, within=PATIENT
    )
    return answer, root.ts


async def test_an_error_of_a_press_in_a_thread_is_told_there(stage: Stage) -> None:
    answer, thread_ts = await mentioned_in_a_thread(stage)
    stage.sandbox.qflow.faults.add(PlannedFault(fault=HttpError(status=403), on="steps", times=1))
    told = await press(stage, answer, ActionId.REFRESH)
    assert told.is_ephemeral
    assert told.thread_ts == thread_ts


async def test_an_error_is_told_outside_the_thread_where_slack_takes_it_nowhere_else(stage: Stage) -> None:
    answer, _ = await mentioned_in_a_thread(stage)
    stage.sandbox.qflow.faults.add(PlannedFault(fault=HttpError(status=403), on="steps", times=1))
    stage.sandbox.slack.faults.refuse("response_url", "invalid_thread_ts")
    told = await press(stage, answer, ActionId.REFRESH)
    assert told.is_ephemeral
    assert "does not let this bot's user read" in words(told)
    assert told.thread_ts is None


async def test_the_form_says_what_times_mean(stage: Stage) -> None:
    delivery = await stage.sandbox.slack.shortcut(CallbackId.FORM, person=ALICE)
    form = await stage.sandbox.slack.wait_for_view(person=ALICE, since=delivery, within=PATIENT)
    hints = [block["hint"]["text"] for block in form.blocks if "hint" in block]
    assert len(hints) == 2
    assert all("UTC" in hint and "2h means two hours ago" in hint for hint in hints)


async def test_the_failing_steps_details_open_right_under_what_it_said(stage: Stage) -> None:
    seen = await press(stage, await stage.say(f"/qflow-steps {FAILED}"), ActionId.DETAILS, "the failing step 6")
    said = words(seen)
    assert said.index("node-ea318327-action") < said.index("1  trigger")
    assert said.count("node-ea318327-action") == seen.text.count("node-ea318327-action") == 1
    assert said.count("[Hide]") == 2
    assert "[Hide]" not in words(await press(stage, seen, ActionId.HIDE, "of step 6"))
