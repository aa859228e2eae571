"""The policy over the wire: every way in asks it before anything is fetched or opened, and says why not."""

import copy
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.blocks.ids import ActionId, CallbackId
from bot.listeners import register
from bot.listeners.actions import Actions
from bot.listeners.commands import Commands
from bot.listeners.mentions import Mentions
from bot.listeners.shortcuts import Shortcuts
from bot.listeners.strays import Strays
from bot.sandbox.executions import named
from bot.sandbox.slack import Message
from bot.sandbox.slack.people import ALICE, BOB, GUEST, INCIDENTS, OUTSIDER, SHARED, SIBLING, Person
from tests.stage import PATIENT, Stage, staged, words
from tests.test_pressing import elements, open_modal, press, spoken

FAILED = named("failed").execution_id
WITH_DATA = named("with-data").execution_id
REFUSED = "Guests of this workspace are not shown QFlow executions"
NOT_OURS = "shown to members of the organisation that runs this bot alone"

Payload = Mapping[str, Any]


async def pressed_in_message(stage: Stage) -> Payload:
    """Give the payload of what Alice pressed in her own answer."""
    slack = stage.sandbox.slack
    delivery = await slack.press(ALICE, await stage.say(f"/qflow-steps {FAILED}"), ActionId.REFRESH)
    await slack.wait_for_message(person=ALICE, channel=INCIDENTS, since=delivery, within=PATIENT)
    return delivery.payload


async def pressed_in_modal(stage: Stage) -> Payload:
    """Give the payload of what Alice pressed in a modal of hers."""
    slack = stage.sandbox.slack
    modal = await open_modal(stage, await stage.say(f"/qflow-steps {FAILED} share"), ActionId.OPEN)
    delivery = await slack.press(ALICE, modal, ActionId.REFRESH)
    await slack.wait_for_view(person=ALICE, since=delivery, within=PATIENT)
    return delivery.payload


async def shortcut_used(stage: Stage, callback_id: str) -> Payload:
    """Give the payload of a shortcut that Alice used."""
    slack = stage.sandbox.slack
    said = slack.say("see the log", person=BOB, channel=INCIDENTS)
    message = said if callback_id == CallbackId.FROM_MESSAGE else None
    delivery = await slack.shortcut(callback_id, person=ALICE, message=message)
    await slack.wait_for_view(person=ALICE, since=delivery, where=lambda view: "submit" in view.content, within=PATIENT)
    return delivery.payload


async def form_submitted(stage: Stage) -> Payload:
    """Give the payload of a form that Alice submitted."""
    slack = stage.sandbox.slack
    opened = await slack.shortcut(CallbackId.FORM, person=ALICE)
    form = await slack.wait_for_view(
        person=ALICE, since=opened, where=lambda view: "submit" in view.content, within=PATIENT
    )
    submitted = await slack.submit(ALICE, form, {"execution_id": FAILED})
    await slack.wait_for_view(
        person=ALICE, since=submitted, where=lambda view: "Failed at" in spoken(view), within=PATIENT
    )
    return submitted.payload


def by(person: Person, payload: Payload, **changed: Any) -> dict[str, Any]:
    """Let another person have done the same."""
    forged = copy.deepcopy(dict(payload)) | changed
    forged["user"] |= {"id": person.id, "team_id": person.team.id}
    return forged


def pressing(payload: Payload, action_id: str) -> dict[str, Any]:
    """Let something else have been pressed."""
    return {"actions": [{**payload["actions"][0], "action_id": action_id}]}


async def told(stage: Stage, payload: Payload) -> str:
    """Deliver a payload, and give what the sandbox saw of the answer."""
    before = len(stage.seen)
    calls = len(stage.calls)
    delivery = await stage.interact(payload)
    assert (delivery.status, delivery.error) == (200, None)
    await stage.sandbox.slack.wait_for(lambda: len(stage.seen) > before or None, within=10)
    assert len(stage.calls) == calls
    (answer,) = stage.seen[before:]
    return json.dumps(answer.fields)


@pytest.mark.parametrize("pressed", [pressed_in_message, pressed_in_modal])
@pytest.mark.parametrize("action_id", [*ActionId, "of.an.older.version"])
async def test_no_button_skips_the_policy(
    stage: Stage, pressed: Callable[[Stage], Awaitable[Payload]], action_id: str
) -> None:
    payload = await pressed(stage)
    assert REFUSED in await told(stage, by(GUEST, payload, **pressing(payload, action_id)))


@pytest.mark.parametrize("callback_id", CallbackId)
async def test_no_shortcut_skips_the_policy(stage: Stage, callback_id: CallbackId) -> None:
    payload = await shortcut_used(stage, callback_id)
    assert REFUSED in await told(stage, by(GUEST, payload))
    assert REFUSED in await told(stage, by(GUEST, payload, callback_id="of_an_older_version"))


async def test_the_form_does_not_skip_the_policy(stage: Stage) -> None:
    assert REFUSED in await told(stage, by(GUEST, await form_submitted(stage)))


@pytest.mark.parametrize("typed", ["", "help", FAILED, "nonsense"])
@pytest.mark.parametrize("command", ["/qflow-steps", "/qflow-of-an-older-version"])
async def test_no_command_skips_the_policy(stage: Stage, command: str, typed: str) -> None:
    answer = await stage.say(f"{command} {typed}", person=GUEST)
    assert (REFUSED in words(answer), answer.is_ephemeral, stage.calls) == (True, True, [])


@pytest.mark.parametrize("typed", ["", "help", FAILED, "nonsense"])
async def test_no_mention_skips_the_policy(stage: Stage, typed: str) -> None:
    slack = stage.sandbox.slack
    delivery = await slack.mention(typed, person=GUEST, channel=INCIDENTS)
    answer = await slack.wait_for_message(
        person=GUEST, channel=INCIDENTS, since=delivery, where=is_bots, within=PATIENT
    )
    assert (REFUSED in words(answer), answer.is_ephemeral, stage.calls) == (True, True, [])


async def test_every_listener_is_tried_here() -> None:
    app = AsyncApp(authorize=_nobody, request_verification_enabled=False)
    register(
        app,
        commands=Commands.__new__(Commands),
        shortcuts=Shortcuts.__new__(Shortcuts),
        mentions=Mentions.__new__(Mentions),
        actions=Actions.__new__(Actions),
        strays=Strays.__new__(Strays),
    )
    form, command, mention, catch_alls = 1, 1, 1, 7
    assert len(app._async_listeners) == len(ActionId) + len(CallbackId) + form + command + mention + catch_alls


async def _nobody() -> AuthorizeResult:
    raise AssertionError("nothing is dispatched here")


@pytest.mark.parametrize("action_id", [ActionId.OPEN, ActionId.REFRESH, ActionId.FULL])
async def test_an_outsiders_press_on_a_shared_message_is_refused_and_changes_nothing(
    stage: Stage, action_id: ActionId
) -> None:
    slack = stage.sandbox.slack
    shared = await share_with_outsiders(stage)
    calls, seen = len(stage.calls), len(stage.seen)
    value = next(element["value"] for element in elements(shared.blocks) if element["action_id"] == action_id)
    delivery = await slack.press(OUTSIDER, shared, action_id, value=value)
    answer = await slack.wait_for_message(person=OUTSIDER, channel=SHARED, since=delivery, within=PATIENT)
    assert (NOT_OURS in words(answer), answer.is_ephemeral) == (True, True)
    assert shared in slack.visible_to(OUTSIDER, SHARED)
    assert (len(stage.calls), [seen.kind for seen in stage.seen[seen:]]) == (calls, ["response_url"])


async def share_with_outsiders(stage: Stage) -> Message:
    """Share a summary where outsiders read, by the second press that this takes."""
    asking = await stage.say(f"/qflow-steps {FAILED} share", channel=SHARED)
    assert asking.is_ephemeral
    assert "People of other organisations read this channel too" in words(asking)
    slack = stage.sandbox.slack
    delivery = await slack.press(ALICE, asking, ActionId.SHARE_ANYWAY)
    shared = await slack.wait_for_message(person=OUTSIDER, channel=SHARED, since=delivery, within=PATIENT)
    await slack.wait_for_message(
        person=ALICE, channel=SHARED, since=delivery, where=lambda message: "Shared." in message.text, within=PATIENT
    )
    return shared


async def test_a_member_of_another_workspace_of_the_organisation_is_answered(stage: Stage) -> None:
    assert "Failed at action" in (await stage.say(f"/qflow-steps {FAILED}", person=SIBLING)).text


async def test_a_command_of_a_member_whose_body_has_no_user_works(stage: Stage) -> None:
    delivery = await stage.deliver(f"/qflow-steps {FAILED}")
    assert "user" not in delivery.payload
    answer = await stage.sandbox.slack.wait_for_message(person=ALICE, channel=INCIDENTS, since=delivery, within=PATIENT)
    assert "Failed at action" in answer.text


async def test_sharing_from_ones_own_message_where_outsiders_read_takes_a_second_press(stage: Stage) -> None:
    slack = stage.sandbox.slack
    own = await stage.say(f"/qflow-steps {FAILED}", channel=SHARED)
    delivery = await slack.press(ALICE, own, ActionId.SHARE)
    asking = await slack.wait_for_message(person=ALICE, channel=SHARED, since=delivery, within=PATIENT)
    assert (asking.ts, asking.is_ephemeral) == (own.ts, True)
    assert "Not shared yet." in asking.text
    assert not slack.visible_to(OUTSIDER, SHARED)
    delivery = await slack.press(ALICE, asking, ActionId.SHARE_ANYWAY)
    shared = await slack.wait_for_message(person=OUTSIDER, channel=SHARED, since=delivery, within=PATIENT)
    assert "shared by <@U0ALICE>" in words(shared)


async def test_sharing_where_it_cannot_be_known_who_reads_takes_a_second_press(stage: Stage) -> None:
    stage.sandbox.slack.faults.refuse("conversations.info", "missing_scope")
    asking = await stage.say(f"/qflow-steps {FAILED} share")
    assert (asking.is_ephemeral, "I cannot tell whether people of other" in words(asking)) == (True, True)
    assert "Failed at action" in asking.text
    shared = await press(stage, asking, ActionId.SHARE_ANYWAY)
    assert "Shared." in shared.text or not shared.is_ephemeral


async def test_a_mention_where_outsiders_read_is_answered_to_the_person_alone(stage: Stage) -> None:
    slack = stage.sandbox.slack
    delivery = await slack.mention(FAILED, person=ALICE, channel=SHARED)
    answer = await slack.wait_for_message(person=ALICE, channel=SHARED, since=delivery, where=is_bots, within=PATIENT)
    assert (answer.is_ephemeral, "Not shared yet." in answer.text) == (True, True)
    assert not any(map(is_bots, slack.visible_to(OUTSIDER, SHARED)))


async def test_who_asks_too_often_is_told_how_long_to_wait() -> None:
    async with staged(BOT_LIMIT_PERSON=2) as stage:
        for _ in range(2):
            await stage.say(f"/qflow-steps {FAILED}")
        answer = await stage.say(f"/qflow-steps {FAILED}")
        assert "You have asked more often than I answer." in words(answer)
        assert "Ask again in" in words(answer)
        assert "Failed at" in (await stage.say(f"/qflow-steps {FAILED}", person=BOB)).text


async def test_a_refused_person_is_told_whom_to_ask() -> None:
    async with staged(BOT_ALLOW_USERS=ALICE.id, BOT_CONTACT="#platform-help") as stage:
        assert "ask #platform-help" in words(await stage.say("/qflow-steps help", person=BOB))
        assert "What did a QFlow execution do?" in (await stage.say("/qflow-steps help")).text


async def test_data_is_refused_where_everyone_would_see_it() -> None:
    async with staged(BOT_DATA_USERS=ALICE.id) as stage:
        slack = stage.sandbox.slack
        assert "only ever shown to you alone" in words(await stage.say(f"/qflow-steps {FAILED} data share"))
        delivery = await slack.mention(f"{FAILED} data", person=ALICE, channel=INCIDENTS)
        answer = await slack.wait_for_message(
            person=ALICE, channel=INCIDENTS, since=delivery, where=is_bots, within=PATIENT
        )
        assert (answer.is_ephemeral, "only ever shown to you alone" in words(answer)) == (True, True)
        assert stage.calls == []


@pytest.mark.parametrize(
    ("person", "answered", "asked"),
    [
        pytest.param(ALICE, "Failed at action", [{"includeData": "true"}], id="listed"),
        pytest.param(BOB, "You are not among those who may see the input and output data", [], id="not listed"),
    ],
)
async def test_data_is_asked_for_by_those_listed_for_it(
    person: Person, answered: str, asked: list[dict[str, str]]
) -> None:
    async with staged(BOT_DATA_USERS=ALICE.id) as stage:
        answer = await stage.say(f"/qflow-steps {FAILED} data", person=person)
        assert answered in words(answer)
        assert stage.calls == asked


async def test_what_is_shared_from_an_answer_with_data_is_without_it() -> None:
    async with staged(BOT_DATA_USERS=ALICE.id) as stage:
        own = await stage.say(f"/qflow-steps {FAILED} data")
        delivery = await stage.sandbox.slack.press(ALICE, own, ActionId.SHARE)
        shared = await stage.sandbox.slack.wait_for_message(
            person=BOB, channel=INCIDENTS, since=delivery, within=PATIENT
        )
        assert not shared.is_ephemeral
        assert all("i=1" not in str(element.get("value")) for element in elements(shared.blocks))
        assert stage.calls[-1] == {}


async def test_data_is_shown_as_json_in_details_to_the_person_alone() -> None:
    async with staged(BOT_DATA_USERS=ALICE.id) as stage:
        slack = stage.sandbox.slack
        answer = await stage.say(f"/qflow-steps {WITH_DATA} data")
        assert '"input"' not in words(answer)
        for node in ("67649155", "ea318327", "2b90d1f7"):
            answer = await press(stage, answer, ActionId.DETAILS, node)
        shown = words(answer)
        assert answer.is_ephemeral
        assert (shown.count('"input": '), shown.count('"output": ')) == (3, 3)
        for told in ('"instanceId": "i-0f3a9c1d22b74e581"', '"secretAccessKey": "[redacted]"', '"status": 201'):
            assert told in shown
        delivery = await slack.press(ALICE, answer, ActionId.SHARE)
        shared = await slack.wait_for_message(person=BOB, channel=INCIDENTS, since=delivery, within=PATIENT)
        modal = await open_modal(stage, shared, ActionId.FULL, "67649155")
        assert "1 Instances filtered" in spoken(modal)
        assert "instanceId" not in spoken(modal)
        seen_by_others = slack.visible_to(BOB, INCIDENTS)
        assert shared in seen_by_others
        assert not [message for message in seen_by_others if "instanceId" in f"{message.blocks} {message.text}"]


def is_bots(message: Message) -> bool:
    """Tell the bot's own messages."""
    return message.author == "U0QFLOWBOT"
