"""Presses: what the buttons and the menu of a summary do, wherever the summary stands."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from typing import Any, Protocol

from slack_bolt.async_app import AsyncAck

from bot.asker import Audience
from bot.blocks.controls import ordered
from bot.blocks.ids import ActionId
from bot.blocks.message import Message
from bot.blocks.origin import Origin
from bot.blocks.shown import Shown, read_value
from bot.blocks.surface import Sharing, Surface
from bot.errors import BotError, StaleButton, UnknownField
from bot.listeners.desk import Desk, Request
from bot.listeners.modal import Modal
from bot.listeners.modals import Modals
from bot.listeners.patience import Patience
from bot.listeners.places import Place
from bot.listeners.posts import Posts
from bot.listeners.replies import Replies, Reply
from bot.listeners.summaries import Summaries
from bot.qflow.service import Answer
from bot.recent import LastLookups, Spot


class Pressed(Protocol):
    """What a summary was pressed in, a message or a modal: it can show something else instead, or an error."""

    @property
    def request_id(self) -> str:
        """Names the press in the log and in the answer."""

    @property
    def surface(self) -> Surface:
        """Where the summary stands."""

    @property
    def sharing(self) -> Sharing:
        """How it can be shared from there."""

    async def replace(self, message: Message) -> None:
        """Show this instead."""

    async def wait(self, execution_id: str) -> None:
        """Tell the person who pressed that the answer takes a while."""

    async def error(self, error: BotError) -> None:
        """Tell the person who pressed what went wrong."""


class Actions:
    """Listens to block actions."""

    def __init__(
        self,
        *,
        desk: Desk,
        replies: Replies,
        modals: Modals,
        posts: Posts,
        summaries: Summaries,
        last_lookups: LastLookups,
        patience: Patience,
    ) -> None:
        self._desk = desk
        self._last_lookups = last_lookups
        self._patience = patience
        self._replies = replies
        self._modals = modals
        self._posts = posts
        self._summaries = summaries

    async def show(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take a press that changes what a summary shows, in place."""
        await ack()
        self._take(body, self._show)

    async def open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take a press that opens a modal: the full summary, or all of a step."""
        await ack()
        self._take(body, self._open)

    async def share(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take a press on Share, or the second one, on Share anyway."""
        await ack()
        self._take(body, self._share)

    def _take(
        self,
        body: Mapping[str, Any],
        answer: Callable[[Mapping[str, Any], Request, Modal | Reply], Coroutine[None, None, None]],
    ) -> None:
        pressed = self._pressed(body)
        self._desk.take(
            body,
            lambda request: answer(body, request, pressed),
            otherwise=pressed.error,
            request_id=pressed.request_id,
        )

    def _pressed(self, body: Mapping[str, Any]) -> Modal | Reply:
        match body:
            case {"view": {"id": str()}}:
                return self._modals.of(body, again=_again(body))
            case _:
                return self._replies.to(body)

    async def _show(self, body: Mapping[str, Any], request: Request, pressed: Pressed) -> None:
        shown = _asked_for(body)
        if pressed.surface is Surface.CHANNEL:
            shown = shown.for_everyone()
        action_id = _action(body).get("action_id")
        execution_id = shown.lookup.execution_id
        answer = await self._patience.spend(
            self._summaries.answer(request, shown, refresh=action_id == ActionId.REFRESH),
            say=lambda: pressed.wait(execution_id),
        )
        if action_id == ActionId.CHOOSE and request.asker.channel_id is not None:
            self._last_lookups.remember(Spot(request.asker.channel_id, request.asker.user_id), execution_id)
        await pressed.replace(self._message(request, answer, shown, pressed))

    async def _open(self, body: Mapping[str, Any], request: Request, pressed: Modal | Reply) -> None:
        within = isinstance(pressed, Modal)
        origin, reply = (pressed.origin, pressed.reply) if isinstance(pressed, Modal) else (_origin(body), pressed)
        modal = await self._modals.loading(
            request, str(body.get("trigger_id")), origin, reply=reply, within=within, again=_again(body)
        )
        shown = _asked_for(body)
        answer = await self._summaries.answer(request, shown)
        if _action(body).get("action_id") == ActionId.FULL:
            await modal.replace(self._summaries.step(answer, shown))
        else:
            await modal.replace(self._message(request, answer, replace(shown, shared_by=None), modal))

    async def _share(self, body: Mapping[str, Any], request: Request, pressed: Modal | Reply) -> None:
        shown = _asked_for(body)
        public = replace(shown, shared_by=request.asker.user_id).for_everyone()
        origin = pressed.origin if isinstance(pressed, Modal) else _origin(body)
        if origin.channel_id is None or pressed.surface is Surface.CHANNEL:
            raise StaleButton
        audience = await request.audience(origin.channel_id)
        answer, own = await self._patience.spend(
            self._both(request, public, shown), say=lambda: pressed.wait(shown.lookup.execution_id)
        )
        second_press = _action(body).get("action_id") == ActionId.SHARE_ANYWAY
        if audience is not Audience.MEMBERS and not second_press:
            await pressed.replace(self._summaries.asking(request, own, shown, audience, surface=pressed.surface))
            return
        shared = self._summaries.message(request, answer, public, surface=Surface.CHANNEL)
        if isinstance(pressed, Modal):
            await self._posts.post(Place(origin.channel_id, origin.thread_ts, request.asker.user_id), shared)
            said = True
        else:
            said = await pressed.respond(shared, in_channel=True, thread_ts=origin.thread_ts) and second_press
        if said:
            await pressed.replace(self._message(request, own, shown, pressed, notice="Shared."))

    async def _both(self, request: Request, public: Shown, shown: Shown) -> tuple[Answer, Answer]:
        """Look up what everyone is shown, and what the person who shares is shown: the same unless that has data."""
        answer = await self._summaries.answer(request, public)
        return answer, await self._summaries.answer(request, shown) if shown.lookup.include_data else answer

    def _message(
        self, request: Request, answer: Answer, shown: Shown, pressed: Pressed, *, notice: str | None = None
    ) -> Message:
        return self._summaries.message(
            request, answer, shown, surface=pressed.surface, sharing=pressed.sharing, notice=notice
        )


def _asked_for(body: Mapping[str, Any]) -> Shown:
    """Read what a press asks for: a button says it in its value, the menu in its choice and its row's block id."""
    match _action(body):
        case {"value": str(value)}:
            return read_value(value)
        case {"block_id": str(block_id), "selected_option": {"value": str(choice)}}:
            try:
                return ordered(read_value(block_id.partition(":")[2]), choice)
            except UnknownField as error:
                raise StaleButton from error
        case _:
            raise StaleButton


def _again(body: Mapping[str, Any]) -> Shown | None:
    try:
        return _asked_for(body)
    except StaleButton:
        return None


def _action(body: Mapping[str, Any]) -> Mapping[str, Any]:
    match body.get("actions"):
        case [dict(action), *_]:
            return action
        case _:
            return {}


def _origin(body: Mapping[str, Any]) -> Origin:
    """Tell where a message was pressed: its channel, and its thread or the one that it would begin."""
    container: dict[str, Any] = body.get("container") or {}
    begins = None if container.get("is_ephemeral") else container.get("message_ts")
    return Origin(container.get("channel_id"), container.get("thread_ts") or begins)
