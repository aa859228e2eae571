"""The slash command `/qflow-steps`."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.arguments import Ask, Help, Repeat, parse_arguments
from bot.blocks.help import help_message
from bot.blocks.shown import Shown
from bot.blocks.surface import Surface
from bot.listeners.patience import Patience
from bot.listeners.replies import Replies, Reply
from bot.listeners.summaries import Summaries
from bot.qflow.lookup import Lookup
from bot.recent import LastLookups, Spot
from bot.work import Work


class Commands:
    """Listens to slash commands. now: the present moment, aware."""

    def __init__(
        self,
        *,
        work: Work,
        replies: Replies,
        summaries: Summaries,
        last_lookups: LastLookups,
        patience: Patience,
        now: Callable[[], datetime],
    ) -> None:
        self._work = work
        self._replies = replies
        self._summaries = summaries
        self._last_lookups = last_lookups
        self._patience = patience
        self._now = now

    async def qflow_steps(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take `/qflow-steps`."""
        await ack()
        reply = self._replies.to(body)
        self._work.start(self._steps(body, reply), otherwise=reply.error, request_id=reply.request_id)

    async def _steps(self, body: Mapping[str, Any], reply: Reply) -> None:
        match parse_arguments(body.get("text") or "", now=self._now()):
            case Help():
                await reply.respond(help_message())
            case Repeat():
                await self._repeat(body, reply)
            case Ask(lookup, share):
                await self._answer(body, lookup, reply, shared_by=str(body.get("user_id")) if share else None)

    async def _repeat(self, body: Mapping[str, Any], reply: Reply) -> None:
        execution_id = self._last_lookups.recall(_spot(body))
        if execution_id is None:
            await reply.respond(help_message())
        else:
            notice = "Your last lookup in this channel, again. /qflow-steps help tells how to ask for another."
            await self._answer(body, Lookup(execution_id), reply, notice=notice)

    async def _answer(
        self,
        body: Mapping[str, Any],
        lookup: Lookup,
        reply: Reply,
        *,
        shared_by: str | None = None,
        notice: str | None = None,
    ) -> None:
        shown = Shown(lookup, shared_by=shared_by)
        surface = Surface.CHANNEL if shared_by else Surface.EPHEMERAL
        answer = await self._patience.spend(self._summaries.answer(shown), say=lambda: reply.wait(lookup.execution_id))
        self._last_lookups.remember(_spot(body), lookup.execution_id)
        message = self._summaries.message(answer, shown, request_id=reply.request_id, surface=surface, notice=notice)
        await reply.respond(message, in_channel=shared_by is not None)


def _spot(body: Mapping[str, Any]) -> Spot:
    return Spot(str(body.get("channel_id")), str(body.get("user_id")))
