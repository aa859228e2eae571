"""Modals: opened at once, while the trigger lives, and filled when QFlow has answered.

A trigger lives three seconds and opens one modal, https://docs.slack.dev/surfaces/modals#preparing
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.controls import refresh_button
from bot.blocks.elements import Block, actions
from bot.blocks.errors import error_message
from bot.blocks.message import Message
from bot.blocks.modals import View, loading_modal, modal
from bot.blocks.origin import Origin, read_origin, write_origin
from bot.blocks.shown import Shown
from bot.blocks.surface import Sharing, Surface
from bot.connections.refusals import NoteRefusal, refusal_of
from bot.errors import BotError, CannotOpen
from bot.listeners.delivery import delivered
from bot.listeners.desk import Request
from bot.listeners.presses import Press, Presses
from bot.listeners.replies import new_request_id

_log = structlog.get_logger(__name__)

TITLE = "QFlow steps"
_ACK_TRAVELS = timedelta(milliseconds=500)
"""An ack and a call travel by connections of their own; which of them Slack sees first is not promised."""
_GONE = ("not_found", "view_not_found", "hash_conflict")
"""What Slack answers when the modal was closed meanwhile, or shows something newer."""


class Modals:
    """Opens modals, and finds again those that were pressed in. refused: takes note of what Slack refuses."""

    def __init__(self, client: AsyncWebClient, *, refused: NoteRefusal) -> None:
        self._client = client
        self._refused = refused
        self._presses = Presses()

    async def open(self, trigger_id: str, view: View) -> None:
        """Open a modal that needs no filling, such as a form. Raises CannotOpen when Slack does not open it."""
        await self._opened(trigger_id, view, within=False)

    async def tell(self, trigger_id: str, error: BotError) -> None:
        """Open a modal that says what went wrong."""
        blocks = error_message(error, request_id=new_request_id()).blocks
        await self.open(trigger_id, modal(TITLE, blocks, write_origin(Origin())))

    async def loading(
        self, request: Request, trigger_id: str, origin: Origin, *, within: bool = False, again: Shown | None = None
    ) -> "Modal":
        """Open a modal that says it is loading, and in which errors are told from then on.

        within: on top of the modal that the trigger comes from. Raises CannotOpen when Slack does not open it.
        """
        metadata = write_origin(origin)
        view = await self._opened(trigger_id, loading_modal(metadata), within=within)
        press = self._presses.taken(view["id"])
        opened = Modal(self._client, self._refused, press, view["hash"], metadata, request.request_id, again)
        request.tell_errors(opened.error)
        return opened

    def of(self, body: Mapping[str, Any], *, again: Shown | None = None) -> "Modal":
        """Give the modal that was pressed in."""
        view = body["view"]
        press, metadata = self._presses.taken(view["id"]), str(view.get("private_metadata") or "")
        return Modal(self._client, self._refused, press, view.get("hash"), metadata, new_request_id(), again)

    def submitted(self, body: Mapping[str, Any], *, again: Shown) -> "Modal":
        """Give the modal that was submitted, and whose ack says that it is loading."""
        not_before = asyncio.get_running_loop().time() + _ACK_TRAVELS.total_seconds()
        return replace(self.of(body, again=again), hash=None, not_before=not_before)

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


@dataclass(frozen=True, slots=True)
class Modal:
    """One open modal.

    refused: takes note of what Slack refuses.
    press: what is answered in it.
    hash: of what it showed then, so that an answer never covers something newer; None for a submission, whose ack
    changes it.
    again: what to show when an error is followed by another try.
    not_before: by the loop's clock, the earliest time to show anything: what is shown before an ack that changes the
    modal has arrived, the ack would cover.
    """

    client: AsyncWebClient
    refused: NoteRefusal
    press: Press
    hash: str | None
    metadata: str
    request_id: str
    again: Shown | None = None
    not_before: float | None = None

    @property
    def surface(self) -> Surface:
        """What it is for a summary."""
        return Surface.MODAL

    @property
    def sharing(self) -> Sharing:
        """How a summary in it can be shared: in the channel that it was opened from."""
        match self.origin:
            case Origin(None, _):
                return Sharing.NOWHERE
            case Origin(_, None):
                return Sharing.ONE_PRESS
            case _:
                return Sharing.TO_THREAD

    @property
    def origin(self) -> Origin:
        """Where it was opened from."""
        return read_origin(self.metadata)

    async def replace(self, message: Message) -> None:
        """Show a summary."""
        await self._deliver(message, lambda form: modal(TITLE, form.blocks, self.metadata))

    async def wait(self, _execution_id: str) -> None:
        """Show that the answer takes a while."""
        await self.show(loading_modal(self.metadata))

    async def show(self, view: View) -> None:
        """Show something else than a summary."""
        await self._deliver(Message("", view["blocks"]), lambda _: view)

    async def show_blocks(self, blocks: Sequence[Block]) -> None:
        """Show blocks under the usual title; the first of them alone where Slack does not take them all."""
        await self.replace(Message("", blocks, lambda: blocks[:1]))

    async def error(self, error: BotError) -> None:
        """Show an error, and how to try again where that makes sense."""
        blocks = list(error_message(error, request_id=self.request_id).blocks)
        if self.again:
            blocks.append(actions(refresh_button(self.again)))
        await self.show_blocks(blocks)

    async def _deliver(self, message: Message, view_of: Callable[[Message], View]) -> None:
        if not self.press.may_answer():
            _log.info("newer_press_answered", request_id=self.request_id)
            return
        await delivered(message, lambda form: self._update(view_of(form)), call="views.update", refused=self.refused)

    async def _update(self, view: View) -> str | None:
        """Update; a modal that was closed meanwhile is no error. Give what Slack said if it did not take the view."""
        if self.not_before is not None:
            loop = asyncio.get_running_loop()
            await asyncio.sleep(max(self.not_before - loop.time(), 0))
        refusal = await refusal_of(self._updated(view))
        if refusal in _GONE:
            _log.info("modal_gone", said=refusal)
            return None
        return refusal

    async def _updated(self, view: View) -> None:
        view_id = self.press.spot
        if self.hash is None:
            await self.client.views_update(view_id=view_id, view=view)
            return
        shown = self.press.presses.latest(view_id, self.hash)
        updated = await self.client.views_update(view_id=view_id, view=view, hash=shown)
        self.press.presses.replaced(view_id, shown, updated["view"]["hash"])
