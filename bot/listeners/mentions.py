"""Mentions of the bot: read like the command, answered in their thread."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.arguments import Ask, parse_arguments
from bot.asker import Audience
from bot.blocks.help import help_message
from bot.blocks.shown import Shown
from bot.blocks.surface import Surface
from bot.errors import DataForEveryone
from bot.listeners.desk import Desk, Request
from bot.listeners.finding import execution_ids_of
from bot.listeners.patience import Patience
from bot.listeners.places import Place
from bot.listeners.posts import Posts
from bot.listeners.replies import new_request_id
from bot.listeners.summaries import Summaries
from bot.qflow.execution_ids import execution_ids_in
from bot.recent import LastLookups, Spot

_MENTION = re.compile(r"<@[UW][A-Z0-9]+(?:\|[^>]*)?>")


class Mentions:
    """Listens to `app_mention`. now: the present moment, aware."""

    def __init__(
        self,
        *,
        desk: Desk,
        posts: Posts,
        summaries: Summaries,
        last_lookups: LastLookups,
        patience: Patience,
        now: Callable[[], datetime],
    ) -> None:
        self._desk = desk
        self._last_lookups = last_lookups
        self._posts = posts
        self._summaries = summaries
        self._patience = patience
        self._now = now

    async def mentioned(self, ack: AsyncAck, body: dict[str, Any], event: dict[str, Any]) -> None:
        """Take a mention by a person; those by bots are ignored."""
        await ack()
        if event.get("bot_id") or not isinstance(event.get("user"), str):
            return
        place, request_id = _place(event), new_request_id()
        otherwise = partial(self._posts.whisper_error, place, request_id=request_id)
        self._desk.take(
            body, lambda request: self._answer(body, request, place), otherwise=otherwise, request_id=request_id
        )

    async def _answer(self, body: Mapping[str, Any], request: Request, place: Place) -> None:
        event: Mapping[str, Any] = body["event"]
        typed = _MENTION.sub(" ", str(event.get("text") or ""))
        if not execution_ids_in(typed):
            typed = " ".join([*execution_ids_of(event), typed])
        asked = parse_arguments(typed, now=self._now())
        if not isinstance(asked, Ask):
            await self._posts.whisper(place, help_message())
            return
        if asked.lookup.include_data:
            raise DataForEveryone
        shown, execution_id = Shown(asked.lookup), asked.lookup.execution_id
        answer = await self._patience.spend(
            self._summaries.answer(request, shown), say=lambda: self._posts.wait(place, execution_id)
        )
        self._last_lookups.remember(Spot(place.channel_id, place.user_id), execution_id)
        audience = await _audience(body, request, place)
        if audience is Audience.MEMBERS:
            await self._posts.post(place, self._summaries.message(request, answer, shown, surface=Surface.CHANNEL))
        else:
            await self._posts.whisper(place, self._summaries.asking(request, answer, shown, audience))


async def _audience(body: Mapping[str, Any], request: Request, place: Place) -> Audience:
    """Tell who reads the channel: a mention's envelope says whether outsiders do, Slack whether it is a direct message.

    https://docs.slack.dev/apis/slack-connect
    """
    shared = body.get("is_ext_shared_channel")
    if shared is True:
        return Audience.OUTSIDERS
    told = await request.audience(place.channel_id)
    return Audience.MEMBERS if told is Audience.UNKNOWN and shared is False else told


def _place(event: Mapping[str, Any]) -> Place:
    thread_ts = event.get("thread_ts")
    return Place(
        str(event.get("channel")), str(thread_ts or event.get("ts")), str(event["user"]), active_thread=bool(thread_ts)
    )
