"""The response URLs that come with commands, shortcuts and presses: five uses within half an hour."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from aiohttp import web

from bot.sandbox.observations import Observation
from bot.sandbox.slack.content import message_content
from bot.sandbox.slack.faults import GONE, RESPONSE_URL
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.people import Channel, Person
from bot.sandbox.slack.refused import Refused
from bot.sandbox.slack.workspace import Workspace

USES = 5
LIFETIME = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class ResponseUrl:
    """One response URL: whom and where it answers, and the message whose button it came with, if any."""

    person: Person
    channel: Channel
    made_at: float
    original: Message | None
    uses: int = 0


class ResponseUrls:
    """Gives out response URLs and takes what is posted to them.

    Source: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses. That a refused
    payload counts as a use is not documented; it is the stricter of the two readings.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._urls: dict[str, ResponseUrl] = {}

    def make(self, person: Person, channel: Channel, *, original: Message | None = None) -> str:
        """Give a new response URL for what this person did in this channel."""
        workspace = self._workspace
        url_id = workspace.ids.name("R")
        self._urls[url_id] = ResponseUrl(person, channel, workspace.clock(), original)
        return self._address(url_id)

    @property
    def given(self) -> frozenset[str]:
        """Every response URL that was given out."""
        return frozenset(map(self._address, self._urls))

    async def handle(self, request: web.Request) -> web.Response:
        """Answer what was posted to a response URL: `ok`, or in plain text what is wrong."""
        await request.read()  # a slow Slack has what it was sent, also when nobody waits for its answer any longer
        fault = await self._workspace.faults.met_by(RESPONSE_URL)
        if fault is not None:
            return web.Response(status=fault.answered_status, text=fault.error, headers=fault.headers)
        try:
            self._take(request.match_info["id"], await _json_object(request))
        except Refused as refused:
            return web.Response(status=404 if refused.error in GONE else 400, text=refused.error)
        return web.Response(text="ok")

    def _address(self, url_id: str) -> str:
        return f"{self._workspace.origin}/response/{url_id}"

    def _take(self, url_id: str, payload: Mapping[str, Any]) -> None:
        self._show(self._used(url_id), payload)
        self._workspace.observe(Observation("response_url", {"payload": dict(payload)}))

    def _used(self, url_id: str) -> ResponseUrl:
        url = self._urls.get(url_id)
        if url is None or self._workspace.clock() - url.made_at > LIFETIME.total_seconds():
            raise Refused("expired_url")
        if url.uses >= USES:
            raise Refused("used_url")
        self._urls[url_id] = replace(url, uses=url.uses + 1)
        return url

    def _show(self, url: ResponseUrl, payload: Mapping[str, Any]) -> None:
        messages = self._workspace.messages
        original = url.original and messages.find(url.original.channel_id, url.original.ts)
        if payload.get("delete_original"):
            if original is not None:
                messages.delete(original)
            return
        content = message_content(payload)
        if payload.get("replace_original") and original is not None:
            messages.change(original, text=content.text, blocks=content.blocks)
            return
        answer(self._workspace, url.person, url.channel, payload)


def answer(workspace: Workspace, person: Person, channel: Channel, payload: Mapping[str, Any]) -> Message:
    """Show the app's answer to what a person did: to them alone, or to all when it says `in_channel`.

    Asking to replace the original of a command posts a new message, for a command has none
    (slackapi/bolt-js#2287, slackapi/bolt-python#1268). Raises Refused for what is wrong with the message.
    """
    content = message_content(payload)
    everyone = payload.get("response_type") == "in_channel"
    return workspace.messages.add(
        Message(
            ts=workspace.ids.ts(),
            channel_id=channel.id,
            author=workspace.directory.app.user_id,
            text=content.text,
            blocks=content.blocks,
            seen_by=None if everyone else person.id,
            thread_ts=payload.get("thread_ts"),
        )
    )


async def _json_object(request: web.Request) -> dict[str, Any]:
    try:
        payload = await request.json()
    except ValueError as error:
        raise Refused("invalid_payload") from error
    if not isinstance(payload, dict):
        raise Refused("invalid_payload")
    return payload
