"""The payloads of interactions: shortcuts, actions on elements, views submitted and closed.

Source: https://docs.slack.dev/reference/interaction-payloads
"""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack.elements import CHOICE, state
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.payloads import Act, Json, channel_name, head, message_as_json, view_as_json
from bot.sandbox.slack.people import Channel, Directory
from bot.sandbox.slack.views import View


def global_shortcut(directory: Directory, act: Act, callback_id: str, action_ts: str) -> Json:
    """Give a global shortcut: no channel, no message, no response URL."""
    return {
        **head(directory, act.person, "shortcut"),
        "callback_id": callback_id,
        "trigger_id": act.trigger_id,
        "action_ts": action_ts,
    }


def message_shortcut(directory: Directory, act: Act, callback_id: str, message: Message, action_ts: str) -> Json:
    """Give a message shortcut, with the whole message it was used on."""
    return {
        **head(directory, act.person, "message_action"),
        "callback_id": callback_id,
        "trigger_id": act.trigger_id,
        "response_url": act.response_url,
        "action_ts": action_ts,
        "message_ts": message.ts,
        "channel": _channel(act.channel),
        "message": message_as_json(directory, message),
    }


def message_actions(directory: Directory, act: Act, message: Message, action: Json) -> Json:
    """Give an action on a message's element; those of ephemeral messages come without the message.

    That the message is absent there is widely reported and documented only as optional
    (https://docs.slack.dev/reference/interaction-payloads/block_actions-payload).
    """
    return {
        **head(directory, act.person, "block_actions"),
        "container": {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": message.channel_id,
            "is_ephemeral": message.is_ephemeral,
            "is_app_unfurl": False,
            **({"thread_ts": message.thread_ts} if message.thread_ts else {}),
        },
        "trigger_id": act.trigger_id,
        "response_url": act.response_url,
        "channel": _channel(act.channel),
        **({} if message.is_ephemeral else {"message": message_as_json(directory, message)}),
        "state": state(message.blocks, {}),
        "actions": [action],
    }


def view_actions(directory: Directory, act: Act, view: View, action: Json) -> Json:
    """Give an action on a view's element: no channel, no response URL; its state stands in the view.

    https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
    """
    as_json = view_as_json(directory, view)
    return {
        **head(directory, act.person, "block_actions"),
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": act.trigger_id,
        "view": as_json,
        "hash": view.hash,
        "actions": [action],
    }


def view_submission(directory: Directory, act: Act, view: View) -> Json:
    """Give a submitted modal, with everything typed in its state."""
    return {
        **head(directory, act.person, "view_submission"),
        "trigger_id": act.trigger_id,
        "view": view_as_json(directory, view),
        "response_urls": [],
    }


def view_closed(directory: Directory, act: Act, view: View, *, is_cleared: bool) -> Json:
    """Give a closed modal; is_cleared tells that the whole stack went."""
    return {
        **head(directory, act.person, "view_closed"),
        "view": view_as_json(directory, view),
        "is_cleared": is_cleared,
    }


def action(block: Mapping[str, Any], element: Mapping[str, Any], chosen: Any, action_ts: str) -> Json:
    """Give what acting on an element adds to a payload's `actions`."""
    own: Json = {name: element[name] for name in ("value", "style", "placeholder") if name in element}
    if element["type"] == "button":
        own |= {"text": element["text"]}
    if element["type"] in CHOICE:
        own |= {CHOICE[element["type"]]: chosen}
    return {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": action_ts,
        **own,
    }


def _channel(channel: Channel | None) -> Json | None:
    return {"id": channel.id, "name": channel_name(channel)} if channel else None
