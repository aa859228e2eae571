"""Where something was done, as its payload tells: in which channel and thread, in which message, before whose eyes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.blocks.surface import Surface


@dataclass(frozen=True, slots=True)
class Place:
    """Where to post: a channel, and a thread of it or none. user_id: whom a private answer is for."""

    channel_id: str
    thread_ts: str | None
    user_id: str
    active_thread: bool = True
    """Whether the thread has answers already: in one that has none yet, Slack does not show private ones."""


def place_of(body: Mapping[str, Any]) -> Place | None:
    """Tell where something was done: a command, a press, a message shortcut."""
    match body:
        case {"channel_id": str(channel_id), "user_id": str(user_id)}:
            return Place(channel_id, None, user_id)
        case {"container": {"channel_id": str(channel_id)}, "user": {"id": str(user_id)}}:
            return Place(channel_id, _thread_ts(body["container"], "message_ts"), user_id)
        case {"channel": {"id": str(channel_id)}, "user": {"id": str(user_id)}}:
            return Place(channel_id, _thread_ts(body.get("message"), "ts"), user_id)
        case _:
            return None


def person_of(body: Mapping[str, Any]) -> str:
    """Tell by their id who did something; empty where that is not said."""
    match body:
        case {"user_id": str(user_id)} | {"user": {"id": str(user_id)}}:
            return user_id
        case _:
            return ""


def surface_of(body: Mapping[str, Any]) -> Surface:
    """Tell who sees the message that was pressed; an answer to anything else is for one person."""
    match body:
        case {"container": {"is_ephemeral": False}}:
            return Surface.CHANNEL
        case _:
            return Surface.EPHEMERAL


def spot_of(body: Mapping[str, Any]) -> str:
    """Name the message that was pressed; empty where none was."""
    match body:
        case {"container": {"channel_id": str(channel_id), "message_ts": str(message_ts)}}:
            return f"{channel_id}:{message_ts}"
        case _:
            return ""


def _thread_ts(part: Any, own: str) -> str | None:
    """Give the thread that a message is in; the one that it begins is not where its reader is. own: its own `ts`."""
    match part:
        case {"thread_ts": str(thread_ts)} if thread_ts != part.get(own):
            return thread_ts
        case _:
            return None
