"""Replies: how a message goes back by the `response_url` that came with a command, a shortcut or a press.

A `response_url` needs no membership and no scope, takes five messages within 30 minutes, and is a secret: whoever has
it can post. https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.blocks.errors import error_message
from bot.blocks.help import patience_message
from bot.blocks.message import Message
from bot.blocks.surface import Sharing, Surface
from bot.errors import BotError
from bot.listeners.delivery import delivered

_SLACK_HOSTS = (".slack.com", ".slack-gov.com")
_READ, _LOGGED = 1_024, 100


class Replies:
    """Makes replies.

    session: the one HTTP session to Slack. slack_api_url: where Slack's API is; on loopback, replies may go there too.
    """

    def __init__(self, session: aiohttp.ClientSession, *, slack_api_url: str) -> None:
        self._session = session
        self._slack_api = urlsplit(slack_api_url)

    def to(self, body: Mapping[str, Any]) -> "Reply":
        """Make the reply to a payload from Slack. It cannot fail: one that leads nowhere is found out when used."""
        return Reply(self, str(body.get("response_url") or ""), new_request_id(), _surface(body))

    async def post(self, response_url: str, payload: Mapping[str, Any]) -> str | None:
        """Post to a `response_url`. Give None when Slack took it, else what Slack said; never raises."""
        if not self._trusted(response_url):
            return "not a response_url of Slack's"
        try:
            async with self._session.post(response_url, json=payload, allow_redirects=False) as response:
                said = (await response.content.read(_READ)).decode("utf-8", "replace")
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            return type(error).__name__
        taken = response.status == HTTPStatus.OK and '"ok":false' not in said.replace(" ", "")
        return None if taken else f"{response.status} {said[:_LOGGED]}"

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

    request_id: names it in the log and in the answer. surface: of the message that was pressed, if one was.
    """

    replies: Replies
    response_url: str
    request_id: str
    surface: Surface

    @property
    def sharing(self) -> Sharing:
        """How a summary in it can be shared: a message always stands in a channel."""
        return Sharing.ONE_PRESS

    async def respond(self, message: Message, *, in_channel: bool = False, thread_ts: str | None = None) -> None:
        """Answer with a new message: only they see it, or everyone in the channel, or in one of its threads, does.

        https://docs.slack.dev/interactivity/handling-user-interaction#publishing_in_thread
        """
        thread = {} if thread_ts is None else {"thread_ts": thread_ts}
        await self._post(message, {"response_type": "in_channel" if in_channel else "ephemeral", **thread})

    async def replace(self, message: Message) -> None:
        """Answer in place of the message that was pressed, which stays as visible as it was."""
        await self._post(message, {"replace_original": True})

    async def error(self, error: BotError) -> None:
        """Answer an error; only they see it."""
        await self.respond(error_message(error, request_id=self.request_id))

    async def wait(self, execution_id: str) -> None:
        """Say that the answer takes a while."""
        await self.respond(patience_message(execution_id))

    async def _post(self, message: Message, how: Mapping[str, Any]) -> None:
        await delivered(message, lambda form: self.replies.post(self.response_url, _payload(form, how)))


def new_request_id() -> str:
    """Give a short id for one request of a person's."""
    return secrets.token_hex(4)


def _surface(body: Mapping[str, Any]) -> Surface:
    match body:
        case {"container": {"is_ephemeral": False}}:
            return Surface.CHANNEL
        case _:
            return Surface.EPHEMERAL


def _payload(message: Message, how: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "replace_original": False,
        **how,
        "text": message.text,
        "blocks": message.blocks,
        "unfurl_links": False,
        "unfurl_media": False,
    }
