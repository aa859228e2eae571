"""The messages of this Slack: what each one holds, who sees it, and what it was before."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.people import Channel, Person

SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as it stands.

    author: a user id; Slack's own words to a person come from `USLACKBOT`.
    seen_by: the one user id an ephemeral message is for, or None for everyone in the channel.
    revision: when it last changed, on the scale of `Changes`.
    earlier: what it was before each change, oldest first.
    """

    ts: str
    channel_id: str
    author: str
    text: str
    blocks: tuple[Mapping[str, Any], ...] = ()
    seen_by: str | None = None
    thread_ts: str | None = None
    revision: int = 0
    earlier: tuple["Message", ...] = ()
    is_deleted: bool = False

    @property
    def is_ephemeral(self) -> bool:
        """Whether one person alone sees it."""
        return self.seen_by is not None


class MessageBook:
    """Every message there ever was, deleted ones among them."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._messages: dict[tuple[str, str], Message] = {}

    def add(self, message: Message) -> Message:
        """Show a new message."""
        return self._keep(message)

    def change(self, message: Message, *, text: str, blocks: tuple[Mapping[str, Any], ...]) -> Message:
        """Replace what a message says, keeping what it said before."""
        return self._keep(replace(message, text=text, blocks=blocks, earlier=(*message.earlier, message)))

    def delete(self, message: Message) -> Message:
        """Take a message away from everyone who saw it."""
        return self._keep(replace(message, is_deleted=True, earlier=(*message.earlier, message)))

    def find(self, channel_id: str, ts: str) -> Message | None:
        """Give the message with this timestamp, unless it was deleted or never was."""
        message = self._messages.get((channel_id, ts))
        return None if message is None or message.is_deleted else message

    def all(self) -> tuple[Message, ...]:
        """Give every message, deleted ones too, in the order they were posted."""
        return tuple(self._messages.values())

    def visible_to(self, person: Person, channel: Channel) -> tuple[Message, ...]:
        """Give what a person reads in a channel, in the order it was posted.

        One who is not in the channel reads only what was sent to them alone.
        """
        return tuple(
            message
            for message in self._messages.values()
            if message.channel_id == channel.id
            and not message.is_deleted
            and (message.seen_by == person.id or (message.seen_by is None and person.id in channel.members))
        )

    def _keep(self, message: Message) -> Message:
        kept = replace(message, revision=self._changes.note())
        self._messages[kept.channel_id, kept.ts] = kept
        return kept
