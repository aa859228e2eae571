"""One open modal: what is shown in it, and what is done where Slack does not show it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.controls import refresh_button
from bot.blocks.elements import Block, actions
from bot.blocks.errors import error_message
from bot.blocks.message import Message
from bot.blocks.modals import View, loading_modal, modal
from bot.blocks.notices import NOT_FILLED, UNCONFIRMED, noticed, without_buttons
from bot.blocks.origin import Origin, read_origin
from bot.blocks.shown import Shown
from bot.blocks.surface import Sharing, Surface
from bot.connections.refusals import TIMEOUT, NoteRefusal, may_be_taken, refusal_of, worth_another_try
from bot.errors import BotError, CannotOpen, Restarting
from bot.listeners.delivery import delivered
from bot.listeners.presses import Press
from bot.listeners.rate_limits import moment
from bot.listeners.replies import Reply
from bot.work import Work, maybe_taken

_log = structlog.get_logger(__name__)

TITLE = "QFlow steps"
_CALL = "views.update"
_GONE = ("not_found", "view_not_found", "hash_conflict")
"""What Slack answers when the modal was closed meanwhile, or shows something newer."""
_UNKNOWN = ""
"""The hash of a modal that Slack was given something for, and did not say whether it took it."""

_TRAVELS = timedelta(milliseconds=500)
_LANDED = timedelta(seconds=3)
"""No ack counts later, https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response"""


@dataclass(frozen=True, slots=True)
class Ack:
    """The ack that makes a submitted form say that it is loading.

    It and a call travel by connections of their own, and which of them Slack sees first is not promised: the ack
    covers what was shown before it landed.

    sent: when it was, by the loop's clock. name: the view that it brings has this `external_id`, and what is shown in
    its place has none. work: owns what is to be done later.
    """

    sent: float
    name: str
    work: Work

    async def travels(self) -> None:
        """Let it go ahead."""
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(self.sent + _TRAVELS.total_seconds() - loop.time(), 0))

    @property
    def lands(self) -> float | None:
        """When it has landed for sure; None if it has."""
        landed = self.sent + _LANDED.total_seconds()
        return landed if landed > asyncio.get_running_loop().time() else None


@dataclass(frozen=True, slots=True)
class Modal:
    """One open modal.

    refused: takes note of what Slack refuses. reply: the other way to whoever has it open.
    press: what is answered in it.
    hash: of what it showed then, so that an answer never covers something newer; None for a submission, whose ack
    changes it.
    again: what to show when an error is followed by another try.
    """

    client: AsyncWebClient
    refused: NoteRefusal
    reply: Reply
    press: Press
    hash: str | None
    metadata: str
    again: Shown | None = None
    ack: Ack | None = None

    @property
    def request_id(self) -> str:
        """Names the press in the log and in the answer."""
        return self.reply.request_id

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

    @property
    def loading(self) -> View:
        """What says that the answer takes a while."""
        return loading_modal(self.metadata, name=self.ack.name if self.ack else None)

    async def replace(self, message: Message) -> None:
        """Show a summary; where Slack does not take it, answer beside the modal. Raises AnswerLost."""
        refusal = await self._shown(message, lambda form: modal(TITLE, form.blocks, self.metadata))
        if refusal:
            notice = UNCONFIRMED if may_be_taken(refusal) else NOT_FILLED
            await self.reply.aside(noticed(without_buttons(message), notice))

    async def wait(self, _execution_id: str) -> None:
        """Show that the answer takes a while; the answer may cover that though nobody knows whether it is shown."""
        refusal: str | None = TIMEOUT
        try:
            refusal = await self._shown(Message("", self.loading["blocks"]), lambda _: self.loading)
        finally:
            if may_be_taken(refusal) and self.hash is not None:
                self.press.presses.replaced(self.press.spot, self._latest_hash(self.hash), _UNKNOWN)

    async def show(self, view: View) -> None:
        """Show something that makes no message, such as a form. Raises CannotOpen when Slack does not take it."""
        refusal = await self._shown(Message("", view["blocks"]), lambda _: view)
        if refusal:
            raise CannotOpen(refusal)

    async def show_blocks(self, blocks: Sequence[Block]) -> None:
        """Show such blocks under the usual title; the first of them alone where Slack does not take them all."""
        refusal = await self._shown(
            Message("", blocks, lambda: blocks[:1]), lambda form: modal(TITLE, form.blocks, self.metadata)
        )
        if refusal:
            raise CannotOpen(refusal)

    async def error(self, error: BotError) -> None:
        """Show an error, and how to try again where that makes sense.

        What Slack was being given when the process had to go it may show: a hash keeps that from being covered, and
        where there is none, nothing more is said.
        """
        if self.hash is None and isinstance(error, Restarting) and error.unconfirmed:
            return
        message = error_message(error, request_id=self.request_id)
        blocks = list(message.blocks)
        if self.again:
            blocks.append(actions(refresh_button(self.again)))
        await self.replace(Message(message.text, blocks, lambda: blocks[:1]))

    async def _shown(self, message: Message, view_of: Callable[[Message], View]) -> str | None:
        """Show; a modal that was closed meanwhile is no error. Give what Slack said if it did not take the view."""
        if not self.press.may_answer():
            self._log_overtaken()
            return None
        if self.ack:
            await self.ack.travels()
        return await delivered(message, lambda form: self._update(view_of(form)), call=_CALL, refused=self.refused)

    async def _update(self, view: View) -> str | None:
        refusal = await self._tried(lambda: self._updated(view))
        if refusal is None and self.ack and (lands := self.ack.lands):
            self.ack.work.later(lands, lambda: self._uncover(view), request_id=self.request_id)
        return refusal

    async def _uncover(self, view: View) -> None:
        """Show once more what the ack has covered, which is what has its name.

        That a view without an `external_id` takes it from the one before is not documented. If it does not, this shows
        the answer again, over what another process may have shown meanwhile.
        """
        if self.ack and not self.press.is_overtaken:
            name = self.ack.name
            refusal = await self._tried(lambda: self.client.views_update(external_id=name, view=view))
            if refusal:
                _log.error("slack_refused_answer", call=_CALL, said=refusal)
                self.refused(_CALL, refusal)

    async def _tried(self, update: Callable[[], Awaitable[Any]]) -> str | None:
        """Update, once more if the fault may pass and nothing newer was shown meanwhile."""
        refusal = await refusal_of(update())
        if worth_another_try(refusal) and (wait := moment()):
            with maybe_taken() if may_be_taken(refusal) else nullcontext():
                await asyncio.sleep(wait.total_seconds())
            if self.press.is_overtaken:
                self._log_overtaken()
                return None
            refusal = await refusal_of(update())
        if refusal in _GONE:
            _log.info("modal_gone", said=refusal)
            return None
        return refusal

    def _log_overtaken(self) -> None:
        _log.info("newer_press_answered", request_id=self.request_id)

    async def _updated(self, view: View) -> None:
        view_id = self.press.spot
        if self.hash is None:
            await self.client.views_update(view_id=view_id, view=view)
            return
        shown = self._latest_hash(self.hash)
        updated = await self.client.views_update(view_id=view_id, view=view, hash=shown or None)
        self.press.presses.replaced(view_id, shown, updated["view"]["hash"])

    def _latest_hash(self, view_hash: str) -> str:
        return self.press.presses.latest(self.press.spot, view_hash)
