"""Shortcuts: from a message to the executions that it names, and from anywhere to a form."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.blocks.modals import choice_blocks, form_modal
from bot.blocks.origin import Origin, write_origin
from bot.blocks.shown import Shown
from bot.listeners.desk import Desk, Request
from bot.listeners.finding import execution_ids_of
from bot.listeners.form import WrongFields, field_errors, parse_form
from bot.listeners.modal import Modal
from bot.listeners.modals import Modals
from bot.listeners.replies import Replies, Reply
from bot.listeners.summaries import Summaries
from bot.qflow.lookup import Lookup
from bot.recent import LastLookups, Spot


class Shortcuts:
    """Listens to shortcuts, and to the form that one of them opens. now: the present moment, aware."""

    def __init__(
        self,
        *,
        desk: Desk,
        replies: Replies,
        modals: Modals,
        summaries: Summaries,
        last_lookups: LastLookups,
        now: Callable[[], datetime],
    ) -> None:
        self._desk = desk
        self._last_lookups = last_lookups
        self._replies = replies
        self._modals = modals
        self._summaries = summaries
        self._now = now

    async def from_message(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take `Show QFlow steps` on a message."""
        await ack()
        reply = self._replies.to(body)
        self._desk.take(
            body,
            lambda request: self._from_message(body, request, reply),
            otherwise=reply.error,
            request_id=reply.request_id,
        )

    async def open_form(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take `Look up QFlow steps`."""
        await ack()
        reply, trigger_id = self._replies.to(body), str(body.get("trigger_id"))
        self._desk.take(
            body,
            lambda _: self._modals.open(trigger_id, form_modal(write_origin(Origin()))),
            otherwise=partial(self._modals.tell, trigger_id, reply),
            request_id=reply.request_id,
        )

    async def submit_form(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take the form: what is wrong in it goes back with the ack, to the field it is wrong in."""
        try:
            lookup = parse_form(body, now=self._now())
        except WrongFields as wrong:
            await ack(response_action="errors", errors=field_errors(wrong.errors))
            return
        modal = self._modals.submitted(body, again=Shown(lookup))
        await ack(response_action="update", view=modal.loading)
        self._desk.take(
            body,
            lambda request: self._fill(request, lookup, modal),
            otherwise=modal.error,
            request_id=modal.request_id,
        )

    async def _from_message(self, body: Mapping[str, Any], request: Request, reply: Reply) -> None:
        execution_ids = execution_ids_of(body.get("message") or {})
        again = Shown(Lookup(execution_ids[0])) if len(execution_ids) == 1 else None
        modal = await self._modals.loading(
            request, str(body.get("trigger_id")), _thread_of(body), reply=reply, again=again
        )
        match execution_ids:
            case ():
                why = "This message names no execution. Which one do you want to see?"
                await modal.show(form_modal(modal.metadata, why=why))
            case (execution_id,):
                await self._fill(request, Lookup(execution_id), modal)
            case _:
                await modal.show_blocks(choice_blocks(execution_ids))

    async def _fill(self, request: Request, lookup: Lookup, modal: Modal) -> None:
        shown = Shown(lookup)
        answer = await self._summaries.answer(request, shown)
        if modal.origin.channel_id is not None:
            spot = Spot(modal.origin.channel_id, request.asker.user_id)
            self._last_lookups.remember(spot, lookup.execution_id)
        await modal.replace(
            self._summaries.message(request, answer, shown, surface=modal.surface, sharing=modal.sharing)
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
