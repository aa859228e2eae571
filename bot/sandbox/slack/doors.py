"""How Slack reaches the app: what a delivery is, and the signed HTTP requests that carry it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol
from urllib.parse import urlencode

import aiohttp

from bot.sandbox.slack.ids import Clock
from bot.sandbox.slack.signing import signed_headers

FORM = "application/x-www-form-urlencoded"


class Kind(StrEnum):
    """What is delivered, as Socket Mode names it (https://docs.slack.dev/apis/events-api/using-socket-mode)."""

    COMMAND = "slash_commands"
    INTERACTION = "interactive"
    EVENT = "events_api"


@dataclass(frozen=True, slots=True)
class Post:
    """One thing to deliver; a retried event says which retry it is and why the last try failed."""

    kind: Kind
    payload: Mapping[str, Any]
    retry_num: int = 0
    retry_reason: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    status: of the HTTP response, 200 for an acknowledged envelope, None when nothing came.
    body: the JSON object or the text it held, None when it was empty.
    headers: of the HTTP response, by lower-case name.
    """

    status: int | None
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Door(Protocol):
    """A way to the app: HTTP or Socket Mode."""

    async def deliver(self, post: Post) -> Answer:
        """Deliver one thing and wait for its answer.

        Raises ConnectionError when the app cannot be reached; how long to wait is the caller's business.
        """


class HttpDoor:
    """Posts to the app's request URL, signed; commands and interactions as forms, events as JSON."""

    def __init__(self, session: aiohttp.ClientSession, url: str, secret: str, clock: Clock) -> None:
        self._session = session
        self._url = url
        self._secret = secret
        self._clock = clock

    async def deliver(self, post: Post) -> Answer:
        """Post it, and read the response to its end."""
        body, content_type = _encoded(post)
        headers = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}
        if post.retry_num:
            headers |= {"X-Slack-Retry-Num": str(post.retry_num), "X-Slack-Retry-Reason": post.retry_reason}
        headers |= signed_headers(self._secret, body, now=self._clock())
        try:
            async with self._session.post(self._url, data=body, headers=headers) as response:
                return Answer(
                    response.status,
                    _decoded(await response.text()),
                    {name.lower(): value for name, value in response.headers.items()},
                )
        except aiohttp.ClientError as error:
            raise ConnectionError(str(error)) from error


def _encoded(post: Post) -> tuple[bytes, str]:
    match post.kind:
        case Kind.COMMAND:
            return urlencode(post.payload).encode(), FORM
        case Kind.INTERACTION:
            return urlencode({"payload": json.dumps(post.payload)}).encode(), FORM
        case Kind.EVENT:
            return json.dumps(post.payload).encode(), "application/json"


def _decoded(body: str) -> Any:
    if not body:
        return None
    try:
        decoded = json.loads(body)
    except ValueError:
        return body
    return decoded if isinstance(decoded, dict) else body
