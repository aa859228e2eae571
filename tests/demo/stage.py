"""The stage of the demo's tests: conversations with the real bot, and with one that has a modal and a menu."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.acts import Act
from bot.demo.conversation import Conversation
from bot.demo.sights import Opened, Posted, Sight
from bot.errors import BotError
from bot.sandbox.faults.planned import FaultPlan
from bot.sandbox.loopback import serving
from bot.sandbox.slack import SlackSandbox
from bot.work import Work
from tests.sandbox.drawing import button, plain, section

Json = dict[str, Any]
Respond = Callable[..., Awaitable[Any]]

TOKEN, SECRET = "xoxb-sandbox", "sandbox-signing-secret"
MENU: Json = {
    "type": "static_select",
    "action_id": "order",
    "placeholder": plain("Order"),
    "options": [{"text": plain("As run"), "value": "v=1"}, {"text": plain("Slowest"), "value": "v=2"}],
}
BUTTONS: Json = {
    "type": "actions",
    "elements": [
        {**button("Ask"), "action_id": "ask"},
        MENU,
        {**button("Silent"), "action_id": "silent"},
        {**button("Link"), "action_id": "silent-link", "url": "https://q.example/1"},
        {**button("Unknown"), "action_id": "nobody-listens"},
        {**button("Delete"), "action_id": "delete"},
    ],
}
FORM: Json = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("Which execution?"),
    "submit": plain("Show"),
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "which",
            "label": plain("Execution id"),
            "element": {"type": "plain_text_input", "action_id": "execution_id"},
        },
        {
            "type": "input",
            "block_id": "how",
            "optional": True,
            "label": plain("Show"),
            "element": {
                "type": "checkboxes",
                "action_id": "flags",
                "options": [{"text": plain("Failed only"), "value": "f"}, {"text": plain("Data"), "value": "d"}],
            },
        },
    ],
}


def page(words: str) -> Json:
    """Give a modal that says something."""
    return {"type": "modal", "title": plain("Steps"), "blocks": [section(words)]}


@dataclass(slots=True)
class Bot:
    """A bot with buttons, a menu and a form. go_on: what it waits for between `Loading…` and the content."""

    slack: SlackSandbox
    work: Work = field(default_factory=Work)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    def bolt(self) -> AsyncApp:
        """Give the Bolt app."""
        client = AsyncWebClient(token=TOKEN, base_url=f"{self.slack.origin}/api/")
        app = AsyncApp(client=client, signing_secret=SECRET, process_before_response=True)

        @app.command("/form")
        async def on_command(ack: Respond, respond: Respond) -> None:
            await ack()
            await respond(text="Buttons", blocks=[BUTTONS])

        @app.action("ask")
        async def on_ask(ack: Respond, body: Json, client: AsyncWebClient) -> None:
            await ack()
            self._start(self._fill_later(await client.views_open(trigger_id=body["trigger_id"], view=page("Loading…"))))

        @app.action("order")
        async def on_order(ack: Respond, respond: Respond, action: Json) -> None:
            await ack()
            chosen = action["selected_option"]["text"]["text"]
            await respond(text="Ordered", blocks=[section(f"Ordered: {chosen}"), BUTTONS], replace_original=True)

        @app.action("silent")
        @app.action("silent-link")
        async def on_silent(ack: Respond) -> None:
            await ack()

        @app.action("delete")
        async def on_delete(ack: Respond, respond: Respond) -> None:
            await ack()
            await respond(delete_original=True)

        @app.view("form")
        async def on_submit(ack: Respond, view: Json) -> None:
            values = view["state"]["values"]
            if values["which"]["execution_id"]["value"] == "nonsense":
                await ack(response_action="errors", errors={"which": "That is no id"})
                return
            flags = " ".join(option["value"] for option in values["how"]["flags"]["selected_options"])
            await ack(response_action="update", view=page(f"{values['which']['execution_id']['value']} {flags}"))

        @app.view_closed("form")
        async def on_close(ack: Respond) -> None:
            await ack()

        return app

    def _start(self, work: Any) -> None:
        self.work.start(work, otherwise=_never, request_id="1")

    async def _fill_later(self, opened: Any) -> None:
        await self.go_on.wait()
        client = AsyncWebClient(token=TOKEN, base_url=f"{self.slack.origin}/api/")
        await client.views_update(view_id=opened["view"]["id"], view=FORM)


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation with the bot that has a form, and what a person sees of it."""

    bot: Bot
    conversation: Conversation
    seen: list[Sight] = field(default_factory=list)

    async def do(self, *acts: Act) -> bool:
        """Do things, and tell whether the last was answered; `seen` is what appeared then."""
        answered = True
        for act in acts:
            self.seen.clear()
            answered = await self.conversation.perform(act, self._see)
        return answered

    def _see(self, sight: Sight) -> None:
        self.seen.append(sight)
        self.bot.go_on.set()


@asynccontextmanager
async def talking(*, patience: float = 10) -> AsyncIterator[Talk]:
    """Serve the sandbox's Slack and the bot that has a form."""
    slack = SlackSandbox(bot_token=TOKEN, signing_secret=SECRET, observer=lambda _: None)
    async with slack.running():
        bot = Bot(slack)
        async with serving(bot.bolt().web_app()) as origin:
            slack.request_url = f"{origin}/slack/events"
            conversation = Conversation(
                slack, qflow_faults=FaultPlan(), settled=lambda _: bot.work.settled(), patience=patience
            )
            yield Talk(bot, conversation)


async def perform(conversation: Conversation, *acts: Act) -> list[Sight]:
    """Do things, and give what appeared after the last of them."""
    seen: list[Sight] = []
    for act in acts:
        seen.clear()
        await conversation.perform(act, seen.append)
    return seen


def labels(conversation: Conversation) -> list[str]:
    """Give the words of what can be pressed."""
    return [pressable.label for pressable in conversation.screen.pressables]


def texts(sights: list[Sight]) -> list[str]:
    """Give the text of each message, and the title and first words of each modal."""
    return [_text(sight) for sight in sights]


def _text(sight: Sight) -> str:
    match sight:
        case Posted(message):
            return message.text
        case Opened(content):
            first = content["blocks"][0]
            return f"{content['title']['text']}: {first.get('label', first.get('text'))['text']}"
        case _:
            return type(sight).__name__


async def _never(error: BotError) -> None:
    raise error
