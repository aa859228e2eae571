"""Posts: messages that the bot sends by itself: to a channel or thread where it is a member, or directly to a person.

A direct message is the last resort: it is there to stay, and takes the app's messages tab to be switched on. That it
takes no scope but `chat:write` is what is known of it, not what Slack's documentation says.
https://docs.slack.dev/reference/methods/chat.postMessage
"""

from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.errors import error_message
from bot.blocks.help import patience_message
from bot.blocks.message import Message
from bot.blocks.notices import UNCONFIRMED, direct, noticed
from bot.connections.refusals import NoteRefusal, may_be_taken, refusal_of
from bot.errors import BotError, CannotShare
from bot.listeners.delivery import delivered
from bot.listeners.pace import QUEUE_FULL, Pace
from bot.listeners.places import Place
from bot.work import AnswerLost


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
        refusal = await self._post(message, place.channel_id, place.thread_ts)
        if refusal:
            raise CannotShare(refusal)

    async def whisper(self, place: Place, message: Message, *, unconfirmed: bool = False) -> None:
        """Post for one person, or else send it to them directly. Raises AnswerLost when Slack takes neither.

        unconfirmed: whether Slack may have taken it in another way, and did not say.
        """
        refusal = await self._whisper(place, noticed(message, UNCONFIRMED) if unconfirmed else message)
        if refusal:
            unconfirmed = unconfirmed or may_be_taken(refusal)
            await self.send(place.user_id, message, asked_in=place.channel_id, unconfirmed=unconfirmed)

    async def send(
        self, user_id: str, message: Message, *, asked_in: str | None = None, unconfirmed: bool = False
    ) -> None:
        """Send a direct message. Raises AnswerLost when Slack refuses.

        asked_in: the channel of what it answers. unconfirmed: as for a whisper.
        """
        refusal = await self._post(direct(message, asked_in, unconfirmed=unconfirmed), user_id, None)
        if refusal:
            raise AnswerLost(refusal)

    async def whisper_error(self, place: Place, error: BotError, request_id: str) -> None:
        """Tell one person what went wrong."""
        await self.whisper(place, error_message(error, request_id=request_id))

    async def wait(self, place: Place, execution_id: str) -> None:
        """Tell one person that the answer takes a while."""
        await self._whisper(place, patience_message(execution_id))

    async def _post(self, message: Message, channel_id: str, thread_ts: str | None) -> str | None:
        return await delivered(
            message,
            lambda form: self._posted(form, channel_id, thread_ts),
            call="chat.postMessage",
            refused=self._refused,
        )

    async def _whisper(self, place: Place, message: Message) -> str | None:
        return await delivered(
            message, lambda form: self._whispered(place, form), call="chat.postEphemeral", refused=self._refused
        )

    async def _posted(self, message: Message, channel_id: str, thread_ts: str | None) -> str | None:
        if not await self._pace.turn(channel_id):
            return QUEUE_FULL
        return await refusal_of(
            self._client.chat_postMessage(
                channel=channel_id,
                thread_ts=thread_ts,
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
