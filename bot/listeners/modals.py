"""Modals: opened at once, while the trigger lives, and filled when QFlow has answered.

A trigger lives three seconds and opens one modal, https://docs.slack.dev/surfaces/modals#preparing
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.errors import error_message
from bot.blocks.modals import View, loading_modal, modal
from bot.blocks.origin import Origin, write_origin
from bot.blocks.shown import Shown
from bot.connections.refusals import NoteRefusal, refusal_of
from bot.errors import BotError, CannotOpen, Restarting
from bot.listeners.desk import Request
from bot.listeners.modal import TITLE, Ack, Modal
from bot.listeners.presses import Presses
from bot.listeners.replies import Replies, Reply
from bot.work import Work


class Modals:
    """Opens modals, and finds again those that were pressed in.

    replies: the other way to whoever has one open. work: owns what is to be done later. refused: takes note of what
    Slack refuses.
    """

    def __init__(self, client: AsyncWebClient, *, replies: Replies, work: Work, refused: NoteRefusal) -> None:
        self._client = client
        self._replies = replies
        self._work = work
        self._refused = refused
        self._presses = Presses()

    async def open(self, trigger_id: str, view: View) -> None:
        """Open a modal that needs no filling, such as a form. Raises CannotOpen when Slack does not open it."""
        await self._opened(trigger_id, view, within=False)

    async def tell(self, trigger_id: str, reply: Reply, error: BotError) -> None:
        """Open a modal that says what went wrong, or else say it in another way: a trigger is tried once, at most."""
        match error:
            case CannotOpen() | Restarting(unconfirmed=True):
                await reply.error(error)
            case _:
                blocks = error_message(error, request_id=reply.request_id).blocks
                try:
                    await self.open(trigger_id, modal(TITLE, blocks, write_origin(Origin())))
                except CannotOpen:
                    await reply.error(error)

    async def loading(
        self,
        request: Request,
        trigger_id: str,
        origin: Origin,
        *,
        reply: Reply,
        within: bool = False,
        again: Shown | None = None,
    ) -> Modal:
        """Open a modal that says it is loading, and in which errors are told from then on.

        reply: the other way to whoever opens it. within: on top of the modal that the trigger comes from.
        Raises CannotOpen when Slack does not open it.
        """
        metadata = write_origin(origin)
        view = await self._opened(trigger_id, loading_modal(metadata), within=within)
        press = self._presses.taken(view["id"])
        opened = Modal(self._client, self._refused, reply, press, view["hash"], metadata, again)
        request.tell_errors(opened.error)
        return opened

    def of(self, body: Mapping[str, Any], *, again: Shown | None = None) -> Modal:
        """Give the modal that was pressed in."""
        view = body["view"]
        press, metadata = self._presses.taken(view["id"]), str(view.get("private_metadata") or "")
        return Modal(self._client, self._refused, self._replies.to(body), press, view.get("hash"), metadata, again)

    def submitted(self, body: Mapping[str, Any], *, again: Shown) -> Modal:
        """Give the modal that was submitted, and whose ack says that it is loading."""
        sent = self.of(body, again=again)
        ack = Ack(asyncio.get_running_loop().time(), f"loading:{sent.reply.request_id}", self._work)
        return replace(sent, hash=None, ack=ack)

    async def _opened(self, trigger_id: str, view: View, *, within: bool) -> Mapping[str, Any]:
        call, opening = ("views.push", self._client.views_push) if within else ("views.open", self._client.views_open)
        opened: dict[str, Any] = {}

        async def open_it() -> None:
            opened.update((await opening(trigger_id=trigger_id, view=view))["view"])

        refusal = await refusal_of(open_it())
        if refusal:
            self._refused(call, refusal)
            raise CannotOpen(refusal)
        return opened
