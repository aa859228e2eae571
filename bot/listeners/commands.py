"""The slash command `/qflow-steps`."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.arguments import Ask, Examine, Help, Repeat, parse_arguments
from bot.asker import Audience
from bot.audit import Audit
from bot.blocks.diagnosis import diagnosis_message
from bot.blocks.help import help_message
from bot.blocks.shown import Shown
from bot.blocks.surface import Surface
from bot.findings import Report
from bot.listeners.desk import Desk, Request
from bot.listeners.patience import Patience
from bot.listeners.replies import Replies, Reply
from bot.listeners.summaries import Summaries
from bot.qflow.lookup import Lookup
from bot.recent import LastLookups, Spot


class Commands:
    """Listens to slash commands. examine: examines the set-up. now: the present moment, aware."""

    def __init__(
        self,
        *,
        desk: Desk,
        replies: Replies,
        summaries: Summaries,
        last_lookups: LastLookups,
        patience: Patience,
        audit: Audit,
        examine: Callable[[str | None], Awaitable[Report]],
        now: Callable[[], datetime],
    ) -> None:
        self._desk = desk
        self._replies = replies
        self._summaries = summaries
        self._last_lookups = last_lookups
        self._patience = patience
        self._audit = audit
        self._examine = examine
        self._now = now

    async def qflow_steps(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take `/qflow-steps`."""
        await ack()
        reply = self._replies.to(body)
        self._desk.take(
            body, lambda request: self._steps(body, request, reply), otherwise=reply.error, request_id=reply.request_id
        )

    async def _steps(self, body: Mapping[str, Any], request: Request, reply: Reply) -> None:
        match parse_arguments(body.get("text") or "", now=self._now()):
            case Help():
                await reply.respond(help_message())
            case Examine(execution_id):
                self._audit.examined(request.asker, request.request_id, execution_id)
                await reply.respond(diagnosis_message(await self._examine(execution_id)))
            case Repeat():
                await self._repeat(body, request, reply)
            case Ask(lookup, share):
                shared_by = request.asker.user_id if share else None
                await self._answer(body, request, Shown(lookup, shared_by=shared_by), reply)

    async def _repeat(self, body: Mapping[str, Any], request: Request, reply: Reply) -> None:
        execution_id = await self._last_lookups.recall(_spot(body), hold_up=request.hold_up)
        if execution_id is None:
            await reply.respond(help_message())
        else:
            notice = "Your last lookup in this channel, again. /qflow-steps help tells how to ask for another."
            await self._answer(body, request, Shown(Lookup(execution_id)), reply, notice=notice)

    async def _answer(
        self, body: Mapping[str, Any], request: Request, shown: Shown, reply: Reply, *, notice: str | None = None
    ) -> None:
        execution_id = shown.lookup.execution_id
        answer = await self._patience.spend(
            self._summaries.answer(request, shown), say=lambda: reply.wait(execution_id)
        )
        self._last_lookups.remember(_spot(body), execution_id)
        if shown.shared_by is None:
            await reply.respond(self._summaries.message(request, answer, shown, notice=notice))
            return
        audience = await request.audience(str(body.get("channel_id")))
        if audience is Audience.MEMBERS:
            shared = self._summaries.message(request, answer, shown, surface=Surface.CHANNEL)
            await reply.respond(shared, in_channel=True)
        else:
            asking = self._summaries.asking(request, answer, replace(shown, shared_by=None), audience)
            await reply.respond(asking)


def _spot(body: Mapping[str, Any]) -> Spot:
    return Spot(str(body.get("channel_id")), str(body.get("user_id")))
