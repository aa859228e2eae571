"""Replies: how a message goes back by the `response_url` that came with a command, a shortcut or a press.

A `response_url` needs no membership and no scope, takes five messages within 30 minutes, and is a secret: whoever has
it can post. https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
Where it is used up, expired or fails, the person is told by `chat.postEphemeral`, which does need membership, and where
that fails too, by a direct message.
"""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import structlog

from bot.blocks.errors import error_message
from bot.blocks.help import patience_message
from bot.blocks.message import Message
from bot.blocks.notices import NOT_REPLACED, NOT_SHARED, noticed
from bot.blocks.surface import Sharing, Surface
from bot.connections.refusals import UNREACHABLE, NoteRefusal, failure_of, may_be_taken
from bot.connections.slack_calls import RESPONSE_URL
from bot.errors import BotError
from bot.listeners.delivery import delivered
from bot.listeners.places import Place, person_of, place_of, spot_of, surface_of
from bot.listeners.posts import Posts
from bot.listeners.presses import Press, Presses
from bot.listeners.rate_limits import WAITS, Sleep, moment, wait_before_next_try
from bot.work import maybe_taken

_log = structlog.get_logger(__name__)

_SLACK_HOSTS = (".slack.com", ".slack-gov.com")
_READ, _LOGGED = 1_024, 100


class Replies:
    """Makes replies.

    session: the one HTTP session to Slack. slack_api_url: where Slack's API is; on loopback, replies may go there too.
    posts: the other way to the same people. refused: takes note of what Slack refuses.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        slack_api_url: str,
        posts: Posts,
        refused: NoteRefusal,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._session = session
        self._slack_api = urlsplit(slack_api_url)
        self._sleep = sleep
        self._presses = Presses()
        self.posts = posts
        self.refused = refused

    def to(self, body: Mapping[str, Any]) -> "Reply":
        """Make the reply to a payload from Slack. It cannot fail: one that leads nowhere is found out when used."""
        press = self._presses.taken(spot_of(body))
        return Reply(
            self,
            str(body.get("response_url") or ""),
            new_request_id(),
            person_of(body),
            surface_of(body),
            place_of(body),
            press,
        )

    async def post(self, response_url: str, payload: Mapping[str, Any]) -> str | None:
        """Post to a `response_url`, again where Slack says that it was too soon, and once more where it failed.

        Give None when Slack took it, else what Slack said; never raises.
        """
        if not self._trusted(response_url):
            return "not a response_url of Slack's"
        refusal = await self._posted(response_url, payload)
        if _failed(refusal) and (wait := moment()):
            await self._sleep(wait.total_seconds())
            refusal = await self._posted(response_url, payload)
        return refusal

    async def _posted(self, response_url: str, payload: Mapping[str, Any]) -> str | None:
        try:
            for left in reversed(range(WAITS + 1)):
                with maybe_taken():
                    async with self._session.post(response_url, json=payload, allow_redirects=False) as response:
                        said = (await response.content.read(_READ)).decode("utf-8", "replace")
                wait = wait_before_next_try(response.status, response.headers)
                if wait is None or not left:
                    break
                await self._sleep(wait.total_seconds())
        except (TimeoutError, aiohttp.ClientError, ValueError) as error:
            return failure_of(error)
        return _refusal(response.status, said)

    def _trusted(self, response_url: str) -> bool:
        """Tell whether data may be sent there: to Slack by https, or to the Slack on loopback that was configured."""
        try:
            url = urlsplit(response_url)
        except ValueError:
            return False
        at_slack = url.scheme == "https" and (url.hostname or "").endswith(_SLACK_HOSTS)
        return at_slack or (self._slack_api.scheme == "http" and url.netloc == self._slack_api.netloc)


@dataclass(frozen=True, slots=True)
class Reply:
    """The way back to one person for one thing they did.

    response_url: empty where Slack gave none. request_id: names it in the log and in the answer.
    surface: of the message that was pressed, if one was. place: where it was done, unless that was nowhere in
    particular. press: what is answered.
    """

    replies: Replies
    response_url: str = field(repr=False)
    request_id: str
    user_id: str
    surface: Surface
    place: Place | None
    press: Press

    @property
    def sharing(self) -> Sharing:
        """How a summary in it can be shared: a message always stands in a channel."""
        return Sharing.ONE_PRESS

    async def respond(self, message: Message, *, in_channel: bool = False, thread_ts: str | None = None) -> bool:
        """Answer with a new message: only they see it, or everyone in the channel, or in one of its threads, does.

        Tell whether Slack took it so; if not, they have it in another way, alone.
        https://docs.slack.dev/interactivity/handling-user-interaction#publishing_in_thread
        """
        thread = {} if thread_ts is None else {"thread_ts": thread_ts}
        how = {"response_type": "in_channel" if in_channel else "ephemeral", **thread}
        return await self._post(message, how, otherwise=NOT_SHARED if in_channel else None)

    async def replace(self, message: Message) -> None:
        """Answer in place of the message that was pressed, which stays as visible as it was."""
        if not self.press.may_answer():
            _log.info("newer_press_answered", request_id=self.request_id)
            return
        await self._post(message, {"replace_original": True}, otherwise=NOT_REPLACED)

    async def error(self, error: BotError) -> None:
        """Answer an error; only they see it, in the thread that they are in."""
        await self.aside(error_message(error, request_id=self.request_id))

    async def wait(self, execution_id: str) -> None:
        """Say that the answer takes a while, where one follows; no other way is worth that."""
        if self.press.is_overtaken:
            return
        await self._posted(patience_message(execution_id), self._beside)

    async def aside(self, message: Message) -> None:
        """Answer beside what was pressed; only they see it."""
        await self._post(message, self._beside, otherwise=None)

    @property
    def _beside(self) -> Mapping[str, Any]:
        """How to answer there. That Slack takes a thread for what one person sees is not documented.

        https://docs.slack.dev/interactivity/handling-user-interaction#publishing_in_thread
        """
        thread_ts = self.place and self.place.thread_ts
        return {"response_type": "ephemeral", **({"thread_ts": thread_ts} if thread_ts else {})}

    async def _post(self, message: Message, how: Mapping[str, Any], *, otherwise: str | None) -> bool:
        """Post, or else tell them in another way; tell which. otherwise: what is then to be said beside the message."""
        if not self.response_url:
            await self._tell(message)
            return False
        refusal = await self._posted(message, how)
        may_be_the_thread = "thread_ts" in how and not _failed(refusal) and not may_be_taken(refusal)
        if refusal and otherwise is None and may_be_the_thread:
            refusal = await self._posted(message, {name: how[name] for name in how if name != "thread_ts"})
        if refusal is None:
            return True
        if may_be_taken(refusal):
            await self._tell(message, unconfirmed=True)
        else:
            await self._tell(noticed(message, otherwise) if otherwise else message)
        return False

    async def _tell(self, message: Message, *, unconfirmed: bool = False) -> None:
        """Tell them where they did it, or directly. unconfirmed: as for a whisper. Raises AnswerLost."""
        if self.place:
            await self.replies.posts.whisper(self.place, message, unconfirmed=unconfirmed)
        else:
            await self.replies.posts.send(self.user_id, message, unconfirmed=unconfirmed)

    async def _posted(self, message: Message, how: Mapping[str, Any]) -> str | None:
        return await delivered(
            message,
            lambda form: self.replies.post(self.response_url, _payload(form, how)),
            call=RESPONSE_URL,
            refused=self.replies.refused,
        )


def new_request_id() -> str:
    """Give a short id for one request of a person's."""
    return secrets.token_hex(4)


def _failed(refusal: str | None) -> bool:
    """Tell whether Slack failed, or could not be reached: it did not take anything, and may in a moment."""
    return refusal is not None and (refusal == UNREACHABLE or refusal.startswith("5"))


def _refusal(status: int, said: str) -> str | None:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return f"{status} ratelimited"
    taken = status == HTTPStatus.OK and '"ok":false' not in said.replace(" ", "")
    return None if taken else f"{status} {said[:_LOGGED]}"


def _payload(message: Message, how: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "replace_original": False,
        **how,
        "text": message.text,
        "blocks": message.blocks,
        "unfurl_links": False,
        "unfurl_media": False,
    }
