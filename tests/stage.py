"""The stage of the wire tests: the real bot behind its HTTP door, the sandbox around it, and what passes between."""

import asyncio
import copy
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import StringIO
from typing import Any

from aiohttp import ClientSession, web

from bot.config import Settings, Transport, only_settings
from bot.sandbox.loopback import serving as loopback
from bot.sandbox.observations import Observation
from bot.sandbox.sandbox import Sandbox, running_sandbox
from bot.sandbox.slack import Delivery, Message
from bot.sandbox.slack.doors import Kind, Post
from bot.sandbox.slack.faults import Faults
from bot.sandbox.slack.people import ALICE, INCIDENTS, Channel, Person
from bot.serving import serving
from bot.socket_timing import TIMING, Timing
from tests.overheard import check_kept, logged_as_served, secrets_between

PATIENT = 30.0
"""How many seconds an ack or an answer may take where no test is about the time: a busy machine is no bug."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A bot at work. seen: what the sandbox saw, in order. written: to standard output and standard error."""

    sandbox: Sandbox
    settings: Settings
    seen: list[Observation]
    written: StringIO

    async def say(self, typed: str, *, person: Person = ALICE, channel: Channel = INCIDENTS) -> Message:
        """Type a command as a person, and give the answer that this person sees."""
        delivery = await self.deliver(typed, person=person, channel=channel)
        assert (delivery.status, delivery.error) == (200, None)
        return await self.sandbox.slack.wait_for_message(person=person, channel=channel, since=delivery, within=PATIENT)

    async def deliver(self, typed: str, *, person: Person = ALICE, channel: Channel = INCIDENTS) -> Delivery:
        """Type a command as a person, and give how the bot acknowledged it."""
        return await self.sandbox.slack.command(typed, person=person, channel=channel)

    async def forge(self, answer: Message, action_id: str, value: str) -> Message:
        """Press as no person can: with a value that the message does not have. Give the answer Alice then sees."""
        slack = self.sandbox.slack
        honest = await slack.press(ALICE, answer, "summary.refresh")
        last = await slack.wait_for_message(person=ALICE, channel=INCIDENTS, since=honest, within=PATIENT)
        payload = copy.deepcopy(dict(honest.payload))
        payload["actions"] = [{**payload["actions"][0], "action_id": action_id, "value": value}]
        assert (await self.interact(payload)).status == 200
        return await slack.wait_for_message(person=ALICE, channel=INCIDENTS, since=last, within=PATIENT)

    async def interact(self, payload: Mapping[str, Any]) -> Delivery:
        """Deliver an interaction as no person can make it, as one that did not happen before."""
        slack = self.sandbox.slack
        view_id = (payload.get("view") or {}).get("id")
        trigger_id = slack._workspace.triggers.make(payload["user"]["id"], view_id=view_id)
        return await slack.deliveries.send(Post(Kind.INTERACTION, {**payload, "trigger_id": trigger_id}))

    @asynccontextmanager
    async def late_acks(self, *, until: asyncio.Event | None = None) -> AsyncIterator[None]:
        """Let every ack travel for a fifth of a second: whatever the bot calls meanwhile arrives before it.

        until: lets them travel until this happens.
        """
        slack = self.sandbox.slack
        bot_url = slack.request_url

        async def pass_on(request: web.Request) -> web.Response:
            headers = {name: value for name, value in request.headers.items() if name != "Host"}
            async with (
                ClientSession() as session,
                session.post(bot_url, data=await request.read(), headers=headers) as ack,
            ):
                body, kind = await ack.read(), ack.content_type
            if until:
                await until.wait()
            else:
                await asyncio.wait([asyncio.get_running_loop().create_future()], timeout=0.2)
            return web.Response(body=body, content_type=kind)

        app = web.Application()
        app.router.add_post("/slack/events", pass_on)
        async with loopback(app) as origin:
            slack.request_url = f"{origin}/slack/events"
            yield
        slack.request_url = bot_url

    @asynccontextmanager
    async def another_bot(self) -> AsyncIterator[None]:
        """Let another process's worth of bot, freshly started, take what is delivered meanwhile."""
        slack = self.sandbox.slack
        first = slack.request_url
        async with serving(self.settings) as bot:
            slack.request_url = bot.request_url
            yield
        slack.request_url = first

    @property
    def signing_secret(self) -> str:
        """What requests over HTTP are signed with."""
        assert self.settings.slack_signing_secret is not None
        return self.settings.slack_signing_secret.get_secret_value()

    def logged(self, event: str) -> Sequence[dict[str, Any]]:
        """Give the lines of the log with this event."""
        lines = (json.loads(line) for line in self.written.getvalue().splitlines() if line.startswith("{"))
        return [line for line in lines if line.get("event") == event]

    @property
    def calls(self) -> Sequence[dict[str, str]]:
        """The queries of the calls that the QFlow API got."""
        return [observed.fields["query"] for observed in self.seen if observed.kind == "qflow"]


@asynccontextmanager
async def staged(
    transport: Transport = Transport.HTTP, timing: Timing = TIMING, **settings: Any
) -> AsyncIterator[Stage]:
    """Serve the sandbox and the bot, and see at the end that no secret was written to standard output or error.

    settings: the bot's own, by environment name, beside those the sandbox gives.
    """
    seen: list[Observation] = []
    async with running_sandbox(observer=seen.append) as sandbox:
        given = sandbox.environment if transport is Transport.HTTP else sandbox.socket_environment
        loaded = only_settings(**given, **({"BOT_HOST": "127.0.0.1", "BOT_PORT": 0, "BOT_OPS_PORT": "off"} | settings))
        with logged_as_served(loaded) as written:
            async with serving(loaded, timing=timing) as bot:
                sandbox.slack.request_url = bot.request_url
                sandbox.slack.ack_within = PATIENT
                yield Stage(sandbox, loaded, seen, written)
        check_kept(written.getvalue(), secrets_between(sandbox, loaded))


async def met(faults: Faults) -> None:
    """Wait until all that is planned has met a call."""
    while faults.planned:  # noqa: ASYNC110 - nothing tells that it has
        await asyncio.sleep(0)


def words(message: Message) -> str:
    """Give all that a message's blocks say, block by block."""
    return "\n".join(_words(block) for block in message.blocks)


def _words(part: Any) -> str:
    match part:
        case {"text": str(text)}:
            return text
        case {"type": "button", "text": {"text": str(label)}}:
            return f"[{label}]"
        case dict():
            return "\n".join(filter(None, map(_words, part.values())))
        case list() | tuple():
            return "\n".join(filter(None, map(_words, part)))
        case _:
            return ""
