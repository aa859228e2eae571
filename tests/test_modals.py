"""Modals that Slack does not open or fill, over the sandbox's wire: whoever waits for one is told all the same."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient
from structlog.testing import capture_logs

from bot.blocks.elements import section
from bot.blocks.ids import ActionId, CallbackId
from bot.blocks.message import Message as Shown
from bot.blocks.modals import loading_modal
from bot.blocks.notices import NOT_FILLED
from bot.blocks.shown import Shown as Asked
from bot.listeners.modal import Modal
from bot.listeners.modals import Modals
from bot.listeners.pace import Pace
from bot.listeners.posts import Posts
from bot.listeners.presses import Presses
from bot.listeners.replies import Replies
from bot.qflow.lookup import Lookup
from bot.sandbox.executions import named
from bot.sandbox.loopback import serving
from bot.sandbox.sandbox import running_sandbox
from bot.sandbox.slack import SlackSandbox, View
from bot.sandbox.slack.faults import SlackFault
from bot.sandbox.slack.people import ALICE, BOB, DIRECT, GUEST, GUESTS_DIRECT, INCIDENTS
from bot.work import Work
from tests.clocks import be_late, run_late
from tests.replicas import replicas
from tests.stage import PATIENT, Stage, met, staged, words
from tests.test_pressing import elements, is_filled, logs_of, press_in, shortcut, spoken

FAILED = named("failed").execution_id
OTHER = named("documented").execution_id
LANDED = 3.0
"""Seconds after which no ack is on its way any more."""


async def form(stage: Stage) -> View:
    """Open the form."""
    delivery = await stage.sandbox.slack.shortcut(CallbackId.FORM, person=ALICE)
    return await stage.sandbox.slack.wait_for_view(person=ALICE, since=delivery, within=PATIENT)


@pytest.mark.parametrize("status", [200, 500])
async def test_a_modal_is_filled_although_slack_fails_for_a_moment(stage: Stage, status: int) -> None:
    stage.sandbox.slack.faults.add(SlackFault(method="views.update", error="internal_error", status=status))
    filled = await shortcut(stage, stage.sandbox.slack.say(FAILED, person=BOB, channel=INCIDENTS))
    assert "Failed at action" in spoken(filled)


@pytest.mark.parametrize(
    ("error", "times"),
    [
        pytest.param("internal_error", 2, id="a fault that goes on"),
        pytest.param("invalid_auth", 1, id="a fault that cannot pass"),
    ],
)
async def test_an_answer_that_slack_does_not_show_in_a_modal_stands_beside_it(
    stage: Stage, error: str, times: int
) -> None:
    slack = stage.sandbox.slack
    said = slack.say(FAILED, person=BOB, channel=INCIDENTS)
    slack.faults.refuse("views.update", error, times=times)
    asked = await slack.shortcut(CallbackId.FROM_MESSAGE, person=ALICE, message=said)
    told = await slack.wait_for_message(person=ALICE, channel=INCIDENTS, since=asked, within=PATIENT)
    assert told.is_ephemeral
    assert told.text.startswith(f"{NOT_FILLED}\n❌ Failed at action")
    assert elements(told.blocks) == []


async def test_an_answer_to_a_form_that_slack_does_not_show_in_it_is_sent_directly(stage: Stage) -> None:
    slack = stage.sandbox.slack
    opened = await form(stage)
    slack.faults.refuse("views.update", "invalid_auth")
    submitted = await slack.submit(ALICE, opened, {"execution_id": FAILED})
    told = await slack.wait_for_message(person=ALICE, channel=DIRECT, since=submitted, within=PATIENT)
    assert "❌ Failed at action" in told.text


async def test_a_choice_that_slack_does_not_show_is_told_to_be_missing(stage: Stage) -> None:
    stage.sandbox.slack.faults.refuse("views.update", "invalid_auth")
    told = await shortcut(stage, stage.sandbox.slack.say(f"{FAILED} {OTHER}", person=BOB, channel=INCIDENTS))
    assert "Slack did not open the window for this." in spoken(told)


async def test_an_older_answer_that_is_tried_again_covers_no_newer_one() -> None:
    async with staged() as stage:  # which ends when everything is answered
        slack = stage.sandbox.slack
        view = await shortcut(stage, slack.say(FAILED, person=BOB, channel=INCIDENTS))
        slack.faults.refuse("views.update", "internal_error")
        await slack.press(ALICE, view, ActionId.TIMELINE)
        await met(slack.faults)
        await press_in(stage, view, ActionId.DETAILS, "step 3")
    now = slack.view_of(ALICE)
    assert now is not None
    assert "node-67649155-filter" in spoken(now)


@asynccontextmanager
async def deaf_to(slack: SlackSandbox, method: str) -> AsyncIterator[str]:
    """Serve the Web API of a Slack that never answers the first call of a method, which it carries out."""
    heard, over = True, asyncio.Event()

    async def pass_on(request: web.Request) -> web.Response:
        nonlocal heard
        headers = {name: request.headers[name] for name in ("Authorization", "Content-Type")}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{slack.origin}{request.path}", data=await request.read(), headers=headers) as answer,
        ):
            body = await answer.read()
        if request.path.endswith(method) and heard:
            heard = False
            await over.wait()
        return web.Response(body=body, content_type="application/json")

    app = web.Application()
    app.router.add_post("/api/{method}", pass_on)
    async with serving(app) as origin:
        yield f"{origin}/api/"
        over.set()


async def test_an_answer_is_shown_although_nobody_knows_whether_the_line_before_it_was() -> None:
    async with (
        running_sandbox(observer=lambda _: None) as sandbox,
        deaf_to(sandbox.slack, "views.update") as url,
        aiohttp.ClientSession() as session,
    ):
        slack = sandbox.slack
        client = AsyncWebClient(token=sandbox.environment["SLACK_BOT_TOKEN"], base_url=url, session=session)
        opened = slack._workspace.views.open(ALICE.id, loading_modal(""))
        posts = Posts(client, pace=Pace(), refused=lambda *_: None)
        reply = Replies(session, slack_api_url=url, posts=posts, refused=lambda *_: None).to({})
        modal = Modal(client, lambda *_: None, reply, Presses().taken(opened.id), opened.hash, "")
        line = asyncio.create_task(modal.wait(FAILED))
        shown = await slack.wait_for_view(person=ALICE, since=opened, within=PATIENT)
        line.cancel()
        await asyncio.wait([line])
        await modal.replace(Shown("the answer", [section("the answer")]))
        answered = await slack.wait_for_view(person=ALICE, since=shown, within=PATIENT)
    assert "the answer" in spoken(answered)


@pytest.mark.parametrize("callback_id", [CallbackId.FORM, "of_an_older_version"])
async def test_who_chose_a_shortcut_whose_trigger_is_dead_is_told_directly(stage: Stage, callback_id: str) -> None:
    slack = stage.sandbox.slack
    slack.faults.refuse("views.open", "expired_trigger_id")
    asked = await slack.shortcut(callback_id, person=ALICE)
    told = await slack.wait_for_message(person=ALICE, channel=DIRECT, since=asked, within=PATIENT)
    assert "once more" in words(told) or "run the command again" in words(told)
    assert slack.view_of(ALICE) is None


async def test_who_may_not_use_a_shortcut_is_told_directly_where_no_modal_opens(stage: Stage) -> None:
    slack = stage.sandbox.slack
    slack.faults.refuse("views.open", "expired_trigger_id")
    asked = await slack.shortcut(CallbackId.FORM, person=GUEST)
    told = await slack.wait_for_message(person=GUEST, channel=GUESTS_DIRECT, since=asked, within=PATIENT)
    assert "Guests of this workspace are not shown QFlow executions" in words(told)
    assert slack.view_of(GUEST) is None


def test_a_form_whose_ack_lands_after_the_answer_is_filled_again() -> None:
    async def scene() -> None:
        async with staged() as stage:
            slack, opened, lands = stage.sandbox.slack, await form(stage), asyncio.Event()
            async with stage.late_acks(until=lands):
                submitting = asyncio.create_task(slack.submit(ALICE, opened, {"execution_id": FAILED}))
                filled = await slack.wait_for_view(person=ALICE, since=opened, where=is_answer, within=PATIENT)
                lands.set()
                await submitting
            covered = await slack.wait_for_view(person=ALICE, since=filled, within=PATIENT)
            assert not is_filled(covered)
            be_late(LANDED)
            await slack.wait_for_view(person=ALICE, since=covered, where=is_answer, within=PATIENT)

    run_late(scene())


@pytest.mark.parametrize("elsewhere", [False, True], ids=["by this process", "by another"])
def test_what_was_pressed_since_a_form_was_filled_stays(*, elsewhere: bool) -> None:
    async def scene() -> None:
        async with staged() as stage:
            slack, opened = stage.sandbox.slack, await form(stage)
            submitted = await slack.submit(ALICE, opened, {"execution_id": FAILED})
            filled = await slack.wait_for_view(person=ALICE, since=submitted, where=is_answer, within=PATIENT)
            if elsewhere:
                async with stage.another_bot():
                    pressed = await press_in(stage, filled, ActionId.DETAILS, "step 3")
            else:
                pressed = await press_in(stage, filled, ActionId.DETAILS, "step 3")
            with capture_logs() as logs:
                be_late(LANDED)
                for _ in range(20):
                    await stage.say("/qflow-steps help")
                    if logs_of(logs, "modal_gone"):
                        break
            assert bool(logs_of(logs, "modal_gone")) is elsewhere
            assert slack.view_of(ALICE) == pressed
            assert "node-67649155-filter" in spoken(pressed)

    run_late(scene())


def is_answer(view: View) -> bool:
    """Tell whether a modal shows the execution."""
    return "Failed at action" in spoken(view)


async def test_who_is_cut_short_while_slack_wants_a_form_to_wait_is_told_in_it() -> None:
    async with replicas(None, 1) as one:
        slack, (bot,) = one.sandbox.slack, one.bots
        delivery = await slack.shortcut(CallbackId.FORM, person=ALICE)
        opened = await slack.wait_for_view(person=ALICE, since=delivery, within=PATIENT)
        slack.faults.rate_limit("views.update", retry_after=9)
        submitted = await slack.submit(ALICE, opened, {"execution_id": FAILED})
        await met(slack.faults)
        assert await bot.work.drain(timedelta(0)) == 1
        told = await slack.wait_for_view(person=ALICE, since=submitted, within=PATIENT)
    assert "I am restarting" in spoken(told)


async def test_what_slack_may_have_shown_is_not_covered_by_who_is_cut_short_before_another_try() -> None:
    updates: list[str] = []
    broken = asyncio.Event()

    async def break_off(request: web.Request) -> web.Response:
        updates.append(await request.text())
        broken.set()
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    app = web.Application()
    app.router.add_post("/api/views.update", break_off)
    async with serving(app) as origin, aiohttp.ClientSession() as session:
        client = AsyncWebClient(token="xoxb-1", base_url=f"{origin}/api/", session=session, retry_handlers=[])
        posts, work = Posts(client, pace=Pace(), refused=lambda *_: None), Work()
        replies = Replies(session, slack_api_url=f"{origin}/api", posts=posts, refused=lambda *_: None)
        modals = Modals(client, replies=replies, work=work, refused=lambda *_: None)
        body = {"view": {"id": "V1", "hash": "h1"}, "user": {"id": ALICE.id}}
        modal = modals.submitted(body, again=Asked(Lookup(FAILED)))
        answering = work.start(modal.replace(Shown("yes", [section("yes")])), otherwise=modal.error, request_id="r")
        await asyncio.wait_for(broken.wait(), PATIENT)
        await asyncio.wait(
            [answering], timeout=0.1
        )  # it is between two tries, of which the second comes after a second
        assert await work.drain(timedelta(0)) == 1
    assert len(updates) == 1
