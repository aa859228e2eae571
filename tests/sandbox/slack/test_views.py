"""Modals: triggers, the stack, hashes, and what becomes of a submission."""

import asyncio
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox.observations import Observation
from bot.sandbox.slack import SlackSandbox, View
from bot.sandbox.slack.people import ALICE, BOB, INCIDENTS
from tests.sandbox.slack.conftest import StillClock
from tests.sandbox.slack.pairs import Json, actions, button, field, modal, option, plain, section, select
from tests.sandbox.slack.scripted import Received, ScriptedApp
from tests.sandbox.slack.test_web_api import call

FORM = modal(
    {**field(action_id="execution"), "block_id": "which"},
    actions(button(action_id="more")),
    submit=plain("Show"),
    callback_id="ask",
    private_metadata="kept",
    notify_on_close=True,
)


async def trigger(slack: SlackSandbox) -> str:
    delivery = await slack.command("/qflow-steps", person=ALICE, channel=INCIDENTS)
    return str(delivery.payload["trigger_id"])


async def opened(slack: SlackSandbox, http: aiohttp.ClientSession, view: Json = FORM) -> View:
    answer = await call(http, slack, "views.open", trigger_id=await trigger(slack), view=view)
    assert answer["ok"], answer
    shown = slack.view_of(ALICE)
    assert shown is not None
    return shown


def answering(app: ScriptedApp, ack: Json) -> None:
    async def answer(received: Received) -> web.Response:
        return web.json_response(ack if received.payload.get("type") == "view_submission" else {})

    app.answer = answer


async def test_a_trigger_opens_one_view_within_three_seconds(
    slack: SlackSandbox, http: aiohttp.ClientSession, clock: StillClock
) -> None:
    trigger_id = await trigger(slack)
    clock.advance(3)
    assert (await call(http, slack, "views.open", trigger_id=trigger_id, view=FORM))["ok"]
    again = await call(http, slack, "views.open", trigger_id=trigger_id, view=FORM)
    assert again["error"] == "exchanged_trigger_id"
    late = await trigger(slack)
    clock.advance(3.1)
    assert (await call(http, slack, "views.open", trigger_id=late, view=FORM))["error"] == "expired_trigger_id"
    made_up = await call(http, slack, "views.open", trigger_id="1.2.3", view=FORM)
    assert made_up["error"] == "invalid_trigger_id"


async def test_a_view_shows_to_whose_act_it_answers(slack: SlackSandbox, http: aiohttp.ClientSession) -> None:
    view = await opened(slack, http)
    assert view.title == "title"
    assert slack.view_of(BOB) is None


async def test_an_update_with_an_old_hash_loses(slack: SlackSandbox, http: aiohttp.ClientSession) -> None:
    view = await opened(slack, http)
    update: Json = {"view_id": view.id, "hash": view.hash, "view": modal(section("newer"))}
    first = await call(http, slack, "views.update", **update)
    assert first["view"]["hash"] != view.hash
    assert (await call(http, slack, "views.update", **update))["error"] == "hash_conflict"
    without = await call(http, slack, "views.update", view_id=view.id, view=modal(section("newest")))
    assert without["ok"]


async def test_a_view_can_be_updated_by_the_apps_own_id(slack: SlackSandbox, http: aiohttp.ClientSession) -> None:
    await opened(slack, http, modal(section(), external_id="mine"))
    assert (await call(http, slack, "views.update", external_id="mine", view=modal(section("new"))))["ok"]
    lost = await call(http, slack, "views.update", external_id="other", view=modal(section()))
    assert lost["error"] == "not_found"


async def test_a_closed_view_is_not_found(slack: SlackSandbox, http: aiohttp.ClientSession) -> None:
    view = await opened(slack, http)
    delivery = await slack.close(ALICE, view)
    assert delivery is not None
    assert (delivery.payload["type"], delivery.payload["is_cleared"]) == ("view_closed", False)
    update = await call(http, slack, "views.update", view_id=view.id, view=FORM)
    assert update["error"] == "not_found"


async def test_a_view_that_does_not_ask_is_closed_quietly(slack: SlackSandbox, http: aiohttp.ClientSession) -> None:
    assert await slack.close(ALICE, await opened(slack, http, modal(section()))) is None


async def test_three_views_stack_and_a_fourth_does_not(slack: SlackSandbox, http: aiohttp.ClientSession) -> None:
    await opened(slack, http)
    errors = []
    for _ in range(3):
        top = slack.view_of(ALICE)
        assert top is not None
        pressed = await slack.press(ALICE, top, "more")
        pushed = await call(http, slack, "views.push", trigger_id=pressed.payload["trigger_id"], view=FORM)
        errors.append(pushed.get("error"))
    assert errors == [None, None, "push_limit_reached"]
    top = slack.view_of(ALICE)
    assert top is not None
    assert top.previous_id not in {None, top.root_id}


async def test_a_push_needs_a_trigger_from_inside_a_modal(slack: SlackSandbox, http: aiohttp.ClientSession) -> None:
    answer = await call(http, slack, "views.push", trigger_id=await trigger(slack), view=FORM)
    assert answer["error"] == "invalid_trigger_id"


async def test_a_submission_carries_what_was_typed(
    slack: SlackSandbox, app: ScriptedApp, http: aiohttp.ClientSession
) -> None:
    view = await opened(slack, http)
    delivery = await slack.submit(ALICE, view, {"execution": "0e72b4a1"})
    sent = app.received[-1].payload
    assert sent == delivery.payload
    assert (sent["type"], sent["view"]["callback_id"], sent["view"]["private_metadata"]) == (
        "view_submission",
        "ask",
        "kept",
    )
    assert sent["view"]["state"] == {
        "values": {"which": {"execution": {"type": "plain_text_input", "value": "0e72b4a1"}}}
    }
    assert slack.view_of(ALICE) is None


async def test_a_required_input_cannot_be_left_out(
    slack: SlackSandbox, app: ScriptedApp, http: aiohttp.ClientSession
) -> None:
    view = await opened(slack, http)
    with pytest.raises(LookupError):
        await slack.submit(ALICE, view)
    assert len(app.received) == 1


async def test_errors_stay_in_the_open_form_and_what_was_typed_stays(
    slack: SlackSandbox, app: ScriptedApp, http: aiohttp.ClientSession
) -> None:
    answering(app, {"response_action": "errors", "errors": {"which": "That is no id"}})
    view = await opened(slack, http)
    await slack.submit(ALICE, view, {"execution": "nonsense"})
    shown = slack.view_of(ALICE)
    assert shown is not None
    assert shown.errors == {"which": "That is no id"}
    assert shown.typed["which"]["execution"] == "nonsense"


async def test_an_ack_may_update_push_or_clear(
    slack: SlackSandbox, app: ScriptedApp, http: aiohttp.ClientSession
) -> None:
    view = await opened(slack, http)
    answering(app, {"response_action": "push", "view": modal(field(), title=plain("upon"), submit=plain("s"))})
    await slack.submit(ALICE, view, {"execution": "x"})
    upon = slack.view_of(ALICE)
    assert upon is not None
    assert (upon.title, upon.previous_id) == ("upon", view.id)
    answering(app, {"response_action": "update", "view": modal(section(), title=plain("loading"))})
    await slack.submit(ALICE, upon, {"a": "x"})
    loading = slack.view_of(ALICE)
    assert loading is not None
    assert (loading.id, loading.title) == (upon.id, "loading")
    below = await opened(slack, http)
    answering(app, {"response_action": "clear"})
    await slack.submit(ALICE, below, {"execution": "x"})
    assert slack.view_of(ALICE) is None


@pytest.mark.parametrize(
    "ack",
    [
        pytest.param({"response_action": "update", "view": modal(section("x" * 3_001))}, id="a bad view"),
        pytest.param({"response_action": "errors", "errors": {"nowhere": "x"}}, id="no such input"),
        pytest.param({"response_action": "errors"}, id="no errors"),
        pytest.param({"response_action": "open"}, id="no such action"),
    ],
)
async def test_an_ack_that_slack_refuses_leaves_the_form_open(
    slack: SlackSandbox, app: ScriptedApp, http: aiohttp.ClientSession, ack: Any
) -> None:
    answering(app, ack)
    view = await opened(slack, http)
    delivery = await slack.submit(ALICE, view, {"execution": "x"})
    assert delivery.error == "invalid_arguments"
    shown = slack.view_of(ALICE)
    assert shown is not None
    assert (shown.id, shown.hash) == (view.id, view.hash)


async def test_a_choice_in_a_modal_tells_the_app_and_is_kept(
    slack: SlackSandbox, app: ScriptedApp, http: aiohttp.ClientSession
) -> None:
    view = await opened(
        slack, http, modal(actions(select(action_id="order", options=[option(1), option(2)]), block_id="how"))
    )
    await slack.press(ALICE, view, "order", choose="2")
    sent = app.received[-1].payload
    assert sent["container"] == {"type": "view", "view_id": view.id}
    assert sent["hash"] == sent["view"]["hash"] == view.hash
    assert sent["actions"][0]["selected_option"] == option(2)
    assert sent["view"]["state"]["values"]["how"]["order"]["selected_option"] == option(2)
    assert "response_url" not in sent
    with pytest.raises(LookupError):
        await slack.press(ALICE, view, "order", choose="3")


async def test_an_ack_counts_before_the_call_that_follows_it(
    slack: SlackSandbox, app: ScriptedApp, http: aiohttp.ClientSession
) -> None:
    view = await opened(slack, http)
    calls: list[asyncio.Task[Json]] = []

    async def load_then_fill(_received: Received) -> web.Response:
        filled = call(http, slack, "views.update", view_id=view.id, view=modal(section("filled")))
        calls.append(asyncio.create_task(filled))
        done, _ = await asyncio.wait(calls, timeout=0.02)
        assert not done
        return web.json_response({"response_action": "update", "view": modal(section("loading"))})

    app.answer = load_then_fill
    await slack.submit(ALICE, view, {"execution": "x"})
    assert (await calls[0])["ok"]
    shown = slack.view_of(ALICE)
    assert shown is not None
    assert shown.blocks == [section("filled")]


async def test_the_view_of_an_ack_is_observed(
    slack: SlackSandbox, app: ScriptedApp, http: aiohttp.ClientSession, observed: list[Observation]
) -> None:
    view = await opened(slack, http)
    ack = {"response_action": "update", "view": modal(section("loading"))}
    answering(app, ack)
    await slack.submit(ALICE, view, {"execution": "x"})
    assert observed[-1] == Observation("ack", {"payload": ack})


async def test_a_form_closed_while_it_is_sent_stays_closed(
    slack: SlackSandbox, app: ScriptedApp, http: aiohttp.ClientSession
) -> None:
    view = await opened(slack, http, modal({**field(), "block_id": "b"}, submit=plain("s")))

    async def answer(_received: Received) -> web.Response:
        await slack.close(ALICE, view)
        return web.json_response({"response_action": "update", "view": modal(section("loading"))})

    app.answer = answer
    assert (await slack.submit(ALICE, view, {"a": "x"})).error is None
    assert slack.view_of(ALICE) is None
