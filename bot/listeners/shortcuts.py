"""Shortcuts: from a message to the executions that it names, and from anywhere to a form."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.blocks.modals import choice_blocks, form_modal, loading_modal
from bot.blocks.origin import Origin, write_origin
from bot.blocks.shown import Shown
from bot.errors import WrongInput
from bot.listeners.finding import execution_ids_of
from bot.listeners.form import field_errors, parse_form
from bot.listeners.modals import Modal, Modals
from bot.listeners.replies import Replies
from bot.listeners.summaries import Summaries
from bot.qflow.lookup import Lookup
from bot.recent import LastLookups, Spot
from bot.work import Work, guarded


class Shortcuts:
    """Listens to shortcuts, and to the form that one of them opens. now: the present moment, aware."""

    def __init__(
        self,
        *,
        work: Work,
        replies: Replies,
        modals: Modals,
        summaries: Summaries,
        last_lookups: LastLookups,
        now: Callable[[], datetime],
    ) -> None:
        self._work = work
        self._last_lookups = last_lookups
        self._replies = replies
        self._modals = modals
        self._summaries = summaries
        self._now = now

    async def from_message(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take `Show QFlow steps` on a message."""
        await ack()
        reply = self._replies.to(body)
        self._work.start(self._from_message(body, reply.request_id), otherwise=reply.error, request_id=reply.request_id)

    async def open_form(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take `Look up QFlow steps`."""
        await ack()
        reply = self._replies.to(body)
        opening = self._modals.open(str(body.get("trigger_id")), form_modal(write_origin(Origin())))
        self._work.start(opening, otherwise=reply.error, request_id=reply.request_id)

    async def submit_form(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take the form: what is wrong in it goes back with the ack, to the field it is wrong in."""
        try:
            lookup = parse_form(body, now=self._now())
        except WrongInput as error:
            await ack(response_action="errors", errors=field_errors(error))
            return
        modal = self._modals.submitted(body, again=Shown(lookup))
        await ack(response_action="update", view=loading_modal(modal.metadata))
        self._work.start(self._fill(lookup, modal), otherwise=modal.error, request_id=modal.request_id)

    async def _from_message(self, body: Mapping[str, Any], request_id: str) -> None:
        modal = await self._modals.loading(body["trigger_id"], _thread_of(body), request_id=request_id)
        await guarded(self._show_executions(body, modal), modal.error)

    async def _show_executions(self, body: Mapping[str, Any], modal: Modal) -> None:
        match execution_ids_of(body.get("message") or {}):
            case ():
                why = "This message names no execution. Which one do you want to see?"
                await modal.show(form_modal(modal.metadata, why=why))
            case (execution_id,):
                await self._fill(Lookup(execution_id), modal)
                self._last_lookups.remember(Spot(str(modal.origin.channel_id), str(body["user"]["id"])), execution_id)
            case execution_ids:
                await modal.show_blocks(choice_blocks(execution_ids))

    async def _fill(self, lookup: Lookup, modal: Modal) -> None:
        shown = Shown(lookup)
        answer = await self._summaries.answer(shown)
        sharable = modal.origin.channel_id is not None
        await modal.replace(
            self._summaries.message(
                answer, shown, request_id=modal.request_id, surface=modal.surface, sharable=sharable
            )
        )


def _thread_of(body: Mapping[str, Any]) -> Origin:
    """Give the thread of a message: the one it is in, else the one it begins; never a reply's own timestamp.

    https://docs.slack.dev/reference/methods/chat.postMessage#arg_thread_ts
    """
    match body:
        case {"channel": {"id": str(channel_id)}, "message": {"thread_ts": str(thread_ts)}}:
            return Origin(channel_id, thread_ts)
        case {"channel": {"id": str(channel_id)}, "message": {"ts": str(ts)}}:
            return Origin(channel_id, ts)
        case _:
            return Origin()
