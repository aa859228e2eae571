"""Hands what people do to the app, and shows them what Slack shows: the ack's message, or that it failed."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.sandbox.observations import Observation
from bot.sandbox.slack.doors import Answer, Door, Post
from bot.sandbox.slack.messages import SLACKBOT, Message
from bot.sandbox.slack.people import Channel, Person
from bot.sandbox.slack.refused import Refused
from bot.sandbox.slack.response_urls import answer
from bot.sandbox.slack.workspace import Workspace

ACK_WITHIN = 3.0
"""Seconds the app has to acknowledge (https://docs.slack.dev/interactivity/implementing-slash-commands)."""

RETRIES = 3
"""How often an event is sent again that the app did not take (https://docs.slack.dev/apis/events-api#retries)."""

OK = 200


@dataclass(frozen=True, slots=True)
class Delivery:
    """What was sent to the app and how it acknowledged.

    status, body: of the ack; None when none came in time, and when it held nothing.
    error: what Slack tells the person: `operation_timeout` when the ack is late, `dispatch_failed` when the
        app cannot be reached or answers anything but 200 (slackapi/bolt-python#417), None when all went well.
    seconds: how long the app took.
    revision: where in the course of things it was first sent, for waiting for what comes after.
    tries: how often it was sent in all; only events are sent more than once.
    retry_refused: whether the app asked not to get it again (`x-slack-no-retry: 1`).
    """

    payload: Mapping[str, Any]
    status: int | None
    body: Any
    error: str | None
    seconds: float
    revision: int
    tries: int = 1
    retry_refused: bool = False


class Deliveries:
    """Delivers through a door, with Slack's patience."""

    def __init__(self, workspace: Workspace, door: Door, *, ack_within: float) -> None:
        self._workspace = workspace
        self._door = door
        self._ack_within = ack_within

    async def send(self, post: Post) -> Delivery:
        """Deliver one thing, once."""
        revision = self._workspace.changes.revision
        answered, error = Answer(None), None
        began = time.perf_counter()
        try:
            async with asyncio.timeout(self._ack_within):
                answered = await self._door.deliver(post)
        except TimeoutError:
            error = "operation_timeout"
        except ConnectionError:
            error = "dispatch_failed"
        seconds = time.perf_counter() - began
        if answered.status not in {None, OK}:
            error = "dispatch_failed"
        return Delivery(
            post.payload,
            answered.status,
            answered.body,
            error,
            seconds,
            revision,
            tries=post.retry_num + 1,
            retry_refused=answered.headers.get("x-slack-no-retry") == "1",
        )

    async def command(self, post: Post, person: Person, channel: Channel) -> Delivery:
        """Deliver a slash command, and show the person what its ack says or how it failed."""
        delivery = await self.send(post)
        said = _message(delivery.body) if delivery.error is None else None
        if said is not None:
            try:
                answer(self._workspace, person, channel, said)
                self._workspace.observe(Observation("ack", {"payload": said}))
            except Refused as refused:
                delivery = replace(delivery, error=refused.error)
        if delivery.error is not None:
            self._tell(person, channel, f'{post.payload["command"]} failed with the error "{delivery.error}"')
        return delivery

    async def event(self, post: Post) -> Delivery:
        """Deliver an event, and again while the app does not take it, as long as Slack would."""
        first = delivery = await self.send(post)
        while delivery.error is not None and delivery.tries <= RETRIES and not delivery.retry_refused:
            reason = "http_timeout" if delivery.error == "operation_timeout" else "http_error"
            delivery = await self.send(replace(post, retry_num=delivery.tries, retry_reason=reason))
        return replace(delivery, revision=first.revision)

    def withhold(self, person: Person, channel: Channel, text: str) -> Delivery:
        """Tell a person why the app is not told of what they did."""
        revision = self._workspace.changes.revision
        self._tell(person, channel, text)
        return Delivery({}, None, None, "not_sent", 0.0, revision, tries=0)

    def _tell(self, person: Person, channel: Channel, text: str) -> None:
        self._workspace.messages.add(
            Message(
                ts=self._workspace.ids.ts(),
                channel_id=channel.id,
                author=SLACKBOT,
                text=text,
                seen_by=person.id,
            )
        )


def _message(body: Any) -> dict[str, Any] | None:
    if isinstance(body, str):
        return {"text": body}
    if isinstance(body, dict) and (body.get("text") or body.get("blocks")):
        return body
    return None
