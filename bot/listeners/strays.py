"""Strays: what no other listener takes, such as the buttons of an older version's messages.

Bolt answers 404 to what nothing matched, and the person sees that the app failed; these ack it and say what it was.
"""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.errors import StaleButton, UnknownCommand
from bot.listeners.modals import Modals
from bot.listeners.replies import Replies
from bot.work import Work


class Strays:
    """Listens to the rest."""

    def __init__(self, *, work: Work, replies: Replies, modals: Modals) -> None:
        self._work = work
        self._replies = replies
        self._modals = modals

    async def command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take a slash command that is not ours."""
        await ack()
        reply = self._replies.to(body)
        answer = reply.error(UnknownCommand(str(body.get("command"))))
        self._work.start(answer, otherwise=reply.error, request_id=reply.request_id)

    async def pressed(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take a button, menu or shortcut that this version does not have."""
        await ack()
        reply = self._replies.to(body)
        self._work.start(self._stale(body), otherwise=reply.error, request_id=reply.request_id)

    async def unanswerable(self, ack: AsyncAck) -> None:
        """Take a view or an event that this version does not have: it brings no way to answer."""
        await ack()

    async def _stale(self, body: Mapping[str, Any]) -> None:
        """Say so where it was pressed: in the modal, by the message, or, from anywhere, in a modal of its own."""
        match body:
            case {"view": {"id": str()}}:
                await self._modals.of(body).error(StaleButton())
            case {"response_url": str()}:
                raise StaleButton
            case _:
                await self._modals.tell(str(body.get("trigger_id")), StaleButton())
