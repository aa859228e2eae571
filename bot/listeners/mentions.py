"""Mentions of the bot: read like the command, answered in their thread."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.arguments import Ask, parse_arguments
from bot.blocks.help import help_message
from bot.blocks.shown import Shown
from bot.blocks.surface import Surface
from bot.listeners.finding import execution_ids_of
from bot.listeners.patience import Patience
from bot.listeners.posts import Place, Posts
from bot.listeners.replies import new_request_id
from bot.listeners.summaries import Summaries
from bot.qflow.lookup import execution_ids_in
from bot.recent import LastLookups, Spot
from bot.work import Work

_MENTION = re.compile(r"<@[UW][A-Z0-9]+(?:\|[^>]*)?>")


class Mentions:
    """Listens to `app_mention`. now: the present moment, aware."""

    def __init__(
        self,
        *,
        work: Work,
        posts: Posts,
        summaries: Summaries,
        last_lookups: LastLookups,
        patience: Patience,
        now: Callable[[], datetime],
    ) -> None:
        self._work = work
        self._last_lookups = last_lookups
        self._posts = posts
        self._summaries = summaries
        self._patience = patience
        self._now = now

    async def mentioned(self, ack: AsyncAck, event: dict[str, Any]) -> None:
        """Take a mention by a person; those by bots are ignored."""
        await ack()
        if event.get("bot_id") or not event.get("user"):
            return
        place, request_id = _place(event), new_request_id()
        otherwise = partial(self._posts.whisper_error, place, request_id=request_id)
        self._work.start(self._answer(event, place, request_id), otherwise=otherwise, request_id=request_id)

    async def _answer(self, event: Mapping[str, Any], place: Place, request_id: str) -> None:
        typed = _MENTION.sub(" ", str(event.get("text") or ""))
        if not execution_ids_in(typed):
            typed = " ".join([*execution_ids_of(event), typed])
        asked = parse_arguments(typed, now=self._now())
        if not isinstance(asked, Ask):
            await self._posts.whisper(place, help_message())
            return
        shown, execution_id = Shown(asked.lookup), asked.lookup.execution_id
        answer = await self._patience.spend(
            self._summaries.answer(shown), say=lambda: self._posts.wait(place, execution_id)
        )
        self._last_lookups.remember(Spot(place.channel_id, place.user_id), execution_id)
        await self._posts.post(
            place, self._summaries.message(answer, shown, request_id=request_id, surface=Surface.CHANNEL)
        )


def _place(event: Mapping[str, Any]) -> Place:
    thread_ts = event.get("thread_ts")
    return Place(
        str(event.get("channel")), str(thread_ts or event.get("ts")), str(event["user"]), active_thread=bool(thread_ts)
    )
