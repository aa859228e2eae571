"""What a payload tells of who did what: the asker, the executions they name, and the event itself.

A person's team is read where Slack puts their own, https://docs.slack.dev/apis/slack-connect: a command can only come
from the organisation that installed the app, and so can a shortcut and a view, whose `team` is the person's where
`user` has none; a press can come from anyone who sees the button, so there only `user.team_id` counts.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.asker import Asker, Way
from bot.blocks.origin import read_origin
from bot.blocks.shown import read_value
from bot.errors import StaleButton
from bot.listeners.finding import execution_ids_of
from bot.qflow.execution_ids import execution_ids_in


def asker_of(body: Mapping[str, Any]) -> Asker:
    """Tell who did what a payload is about, from where and by which way in."""
    match body:
        case {"command": _}:
            team_id, enterprise_id = _text(body.get("team_id")), _text(body.get("enterprise_id"))
            return Asker(Way.COMMAND, str(body.get("user_id")), team_id, _text(body.get("channel_id")), enterprise_id)
        case {"event": dict(event)}:
            team_id = _text(event.get("user_team")) or _text(event.get("team"))
            return Asker(Way.MENTION, str(event.get("user")), team_id, _text(event.get("channel")))
    user_id, own_team_id = _field(body, "user", "id"), _field(body, "user", "team_id")
    match body.get("type"):
        case "block_actions":
            return Asker(Way.PRESS, str(user_id), own_team_id, _channel_id(body))
        case "view_submission":
            way = Way.FORM
        case _:
            way = Way.SHORTCUT
    return Asker(way, str(user_id), own_team_id or _field(body, "team", "id"), _channel_id(body))


def executions_named(body: Mapping[str, Any]) -> Sequence[str]:
    """Give the ids of the executions that a person named, as far as their payload tells without being read closely."""
    match body:
        case {"command": _, "text": str(text)}:
            return execution_ids_in(text)
        case {"event": dict(said)} | {"message": dict(said), "type": "message_action"}:
            return execution_ids_of(said)
        case {"actions": [{"value": str(value)} | {"block_id": str(value)}, *_]}:
            return _in_value(value)
        case {"view": {"state": state}}:
            return execution_ids_in(str(state))
        case _:
            return ()


def event_of(body: Mapping[str, Any]) -> str | None:
    """Name what happened, so that it is known when it is delivered again: a mention by its message, else its trigger.

    A mention in a channel of several workspaces is delivered to each of them as an event of its own.
    """
    match body:
        case {"event": {"channel": str(channel_id), "ts": str(ts)}}:
            return f"mention:{channel_id}:{ts}"
        case {"trigger_id": str(trigger_id)} if trigger_id:
            return f"trigger:{trigger_id}"
        case _:
            return None


def _channel_id(body: Mapping[str, Any]) -> str | None:
    """Give the channel that something was done in, for a modal the one that it was opened from."""
    match body:
        case {"view": {"private_metadata": str(metadata)}}:
            return read_origin(metadata).channel_id
        case {"channel": {"id": str(channel_id)}}:
            return channel_id
        case _:
            return None


def _in_value(value: str) -> Sequence[str]:
    try:
        return (read_value(value.rpartition(":")[2]).lookup.execution_id,)
    except StaleButton:
        return ()


def _field(body: Mapping[str, Any], name: str, field: str) -> str | None:
    part = body.get(name)
    return _text(part.get(field)) if isinstance(part, dict) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
