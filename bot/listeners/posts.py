"""Posts: messages that the bot sends to a channel or thread by itself, where it is a member."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.errors import error_message
from bot.blocks.help import patience_message
from bot.blocks.message import Message
from bot.connections.refusals import NoteRefusal, refusal_of
from bot.errors import BotError, CannotShare
from bot.listeners.delivery import delivered
from bot.listeners.pace import QUEUE_FULL, Pace
from bot.listeners.places import Place


class Posts:
    """Posts messages, in every channel at the pace that Slack takes.

    refused: takes note of what Slack refuses.
    """

    def __init__(self, client: AsyncWebClient, *, pace: Pace, refused: NoteRefusal) -> None:
        self._client = client
        self._pace = pace
        self._refused = refused

    async def post(self, place: Place, message: Message) -> None:
        """Post for everyone. Raises CannotShare when Slack does not let the bot, or does not answer."""
        refusal = await delivered(
            message, lambda form: self._posted(place, form), call="chat.postMessage", refused=self._refused
        )
        if refusal:
            raise CannotShare(refusal)

    async def whisper(self, place: Place, message: Message) -> None:
        """Post for one person. What Slack refuses is only logged: there is no other way to tell them."""
        await delivered(
            message, lambda form: self._whispered(place, form), call="chat.postEphemeral", refused=self._refused
        )

    async def whisper_error(self, place: Place, error: BotError, request_id: str) -> None:
        """Tell one person what went wrong."""
        await self.whisper(place, error_message(error, request_id=request_id))

    async def wait(self, place: Place, execution_id: str) -> None:
        """Tell one person that the answer takes a while."""
        await self.whisper(place, patience_message(execution_id))

    async def _posted(self, place: Place, message: Message) -> str | None:
        if not await self._pace.turn(place.channel_id):
            return QUEUE_FULL
        return await refusal_of(
            self._client.chat_postMessage(
                channel=place.channel_id,
                thread_ts=place.thread_ts,
                text=message.text,
                blocks=list(message.blocks),
                parse="none",
                unfurl_links=False,
                unfurl_media=False,
            )
        )

    async def _whispered(self, place: Place, message: Message) -> str | None:
        return await refusal_of(
            self._client.chat_postEphemeral(
                channel=place.channel_id,
                user=place.user_id,
                thread_ts=place.thread_ts if place.active_thread else None,
                text=message.text,
                blocks=list(message.blocks),
            )
        )
