"""Strays: what no other listener takes, such as the buttons of an older version's messages.

Bolt answers 404 to what nothing matched, and the person sees that the app failed; these ack it and say what it was.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.errors import StaleButton, UnknownCommand
from bot.listeners.desk import Desk
from bot.listeners.modals import Modals
from bot.listeners.replies import Replies, Reply
from bot.work import Otherwise


class Strays:
    """Listens to the rest."""

    def __init__(self, *, desk: Desk, replies: Replies, modals: Modals) -> None:
        self._desk = desk
        self._replies = replies
        self._modals = modals

    async def command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take a slash command that is not ours."""
        await ack()
        reply = self._replies.to(body)
        self._desk.take(body, lambda _: _unknown(body), otherwise=reply.error, request_id=reply.request_id)

    async def pressed(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take a button, menu or shortcut that this version does not have."""
        await ack()
        reply = self._replies.to(body)
        otherwise = self._way_back(body, reply)
        self._desk.take(body, lambda _: _stale(), otherwise=otherwise, request_id=reply.request_id)

    async def unanswerable(self, ack: AsyncAck) -> None:
        """Take a view or an event that this version does not have: it brings no way to answer."""
        await ack()

    def _way_back(self, body: Mapping[str, Any], reply: Reply) -> Otherwise:
        """Give where to answer: where it was pressed, in the modal or by the message, else in a modal of its own."""
        match body:
            case {"view": {"id": str()}}:
                return self._modals.of(body).error
            case {"response_url": str()}:
                return reply.error
            case _:
                return partial(self._modals.tell, str(body.get("trigger_id")), reply)


async def _stale() -> None:
    raise StaleButton


async def _unknown(body: Mapping[str, Any]) -> None:
    raise UnknownCommand(str(body.get("command")))
