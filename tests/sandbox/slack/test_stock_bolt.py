"""A stock Bolt app of a few lines, which knows nothing of the sandbox, works with it on both transports."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.loopback import serving
from bot.sandbox.slack import SlackSandbox
from bot.sandbox.slack.people import ALICE, BOB, INCIDENTS
from tests.sandbox.slack.conftest import BOT_TOKEN, SIGNING_SECRET, StillClock
from tests.sandbox.slack.pairs import actions, button, field, modal, plain, section

Respond = Callable[..., Awaitable[Any]]


def stock_app(slack: SlackSandbox) -> AsyncApp:
    """Give a Bolt app as its documentation writes them."""
    client = AsyncWebClient(token=BOT_TOKEN, base_url=f"{slack.origin}/api/")
    app = AsyncApp(client=client, signing_secret=SIGNING_SECRET)

    @app.command("/qflow-steps")
    async def on_command(ack: Respond, respond: Respond, command: dict[str, Any]) -> None:
        await ack()
        await respond(text=f"steps of {command['text']}", blocks=[actions(button(action_id="ask", value="7"))])

    @app.action("ask")
    async def on_press(ack: Respond, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        form = modal({**field(action_id="id"), "block_id": "which"}, submit=plain("Show"), callback_id="form")
        await client.views_open(trigger_id=body["trigger_id"], view=form)

    @app.view("form")
    async def on_submit(ack: Respond, view: dict[str, Any]) -> None:
        if view["state"]["values"]["which"]["id"]["value"] == "nonsense":
            await ack(response_action="errors", errors={"which": "That is no id"})
        else:
            await ack(response_action="update", view=modal(section("loading")))

    @app.event("app_mention")
    async def on_mention(event: dict[str, Any], say: Respond) -> None:
        await say(text="heard", thread_ts=event["ts"])

    @app.shortcut("show")
    async def on_shortcut(ack: Respond, shortcut: dict[str, Any], respond: Respond) -> None:
        await ack()
        await respond(text=f"of {shortcut['message']['text']}")

    return app


@asynccontextmanager
async def over_http(slack: SlackSandbox) -> AsyncIterator[None]:
    """Run the app behind its own web server."""
    async with serving(stock_app(slack).web_app()) as origin:
        slack.request_url = f"{origin}/slack/events"
        yield


@asynccontextmanager
async def over_sockets(slack: SlackSandbox) -> AsyncIterator[None]:
    """Run the app in Socket Mode."""
    slack.request_url = ""
    handler = AsyncSocketModeHandler(stock_app(slack), "xapp-sandbox")
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
    await slack.sockets.wait_for(1)
    try:
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # as above


@pytest.fixture(params=[over_http, over_sockets])
async def bolt(request: pytest.FixtureRequest, slack: SlackSandbox) -> AsyncIterator[None]:
    async with request.param(slack):
        yield


@pytest.mark.usefixtures("bolt")
async def test_a_command_a_button_and_a_modal_work(slack: SlackSandbox) -> None:
    delivery = await slack.command("/qflow-steps 0e72b4a1", person=ALICE, channel=INCIDENTS)
    answer = await slack.wait_for_message(person=ALICE, channel=INCIDENTS, since=delivery)
    assert (answer.text, answer.seen_by) == ("steps of 0e72b4a1", ALICE.id)
    pressed = await slack.press(ALICE, answer, "ask")
    form = await slack.wait_for_view(person=ALICE, since=pressed)
    await slack.submit(ALICE, form, {"id": "nonsense"})
    wrong = slack.view_of(ALICE)
    assert wrong is not None
    assert wrong.errors == {"which": "That is no id"}
    submitted = await slack.submit(ALICE, form, {"id": "0e72b4a1"})
    assert submitted.error is None
    shown = slack.view_of(ALICE)
    assert shown is not None
    assert shown.blocks == [section("loading")]


@pytest.mark.usefixtures("bolt")
async def test_a_mention_is_answered_in_its_thread(slack: SlackSandbox) -> None:
    delivery = await slack.mention("0e72b4a1", person=ALICE, channel=INCIDENTS)
    answer = await slack.wait_for_message(
        person=BOB, channel=INCIDENTS, since=delivery, where=lambda message: message.text == "heard"
    )
    assert answer.thread_ts == delivery.payload["event"]["ts"]


@pytest.mark.usefixtures("bolt")
async def test_a_message_shortcut_is_answered(slack: SlackSandbox) -> None:
    said = slack.say("0e72b4a1", person=BOB, channel=INCIDENTS)
    delivery = await slack.shortcut("show", person=ALICE, message=said)
    answer = await slack.wait_for_message(person=ALICE, channel=INCIDENTS, since=delivery)
    assert answer.text == "of 0e72b4a1"


@pytest.mark.usefixtures("bolt")
async def test_what_nothing_listens_to_fails(slack: SlackSandbox) -> None:
    slack.ack_within = 0.3
    delivery = await slack.command("/unheard-of", person=ALICE, channel=INCIDENTS)
    assert delivery.error in {"dispatch_failed", "operation_timeout"}


async def test_a_refreshed_connection_comes_back(slack: SlackSandbox) -> None:
    async with over_sockets(slack):
        await slack.sockets.disconnect("refresh_requested")
        await slack.sockets.wait_for(1)
        delivery = await slack.command("/qflow-steps 0e72b4a1", person=ALICE, channel=INCIDENTS)
        await slack.wait_for_message(person=ALICE, channel=INCIDENTS, since=delivery)


async def test_slack_sdk_reads_the_errors(slack: SlackSandbox, clock: StillClock) -> None:
    client = AsyncWebClient(token=BOT_TOKEN, base_url=f"{slack.origin}/api/")
    delivery = await slack.command("/qflow-steps", person=ALICE, channel=INCIDENTS)
    clock.advance(4)
    with pytest.raises(SlackApiError) as late:
        await client.views_open(trigger_id=delivery.payload["trigger_id"], view=modal(section()))
    assert late.value.response["error"] == "expired_trigger_id"
    slack.faults.rate_limit("users.info", retry_after=7)
    with pytest.raises(SlackApiError) as limited:
        await client.users_info(user=ALICE.id)
    assert (limited.value.response.status_code, limited.value.response.headers["Retry-After"]) == (429, "7")
    assert (await client.users_info(user=ALICE.id))["user"]["name"] == "alice"
