"""What Slack sends to an app, with every documented field: commands, and what all payloads share."""

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.elements import identified, state
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.people import Channel, ChannelKind, Directory, Person
from bot.sandbox.slack.views import View

Json = dict[str, Any]

VERIFICATION_TOKEN = "sandbox-verification"  # noqa: S105 - deprecated, worth nothing


@dataclass(frozen=True, slots=True)
class Act:
    """What a person does somewhere, and what the app may answer with; views have no channel and no URL."""

    person: Person
    trigger_id: str
    channel: Channel | None = None
    response_url: str = ""


def command(directory: Directory, act: Act, typed: str) -> dict[str, str]:
    """Give a slash command as typed, such as `/qflow-steps 7f3a… failed`.

    Fields: https://docs.slack.dev/interactivity/implementing-slash-commands#app_command_handling. Slack
    escapes `&`, `<` and `>` in what people type
    (https://docs.slack.dev/messaging/formatting-message-text#escaping).
    """
    name, _, text = typed.partition(" ")
    enterprise = act.person.team.enterprise
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": act.person.team.id,
        "team_domain": act.person.team.domain,
        **({"enterprise_id": enterprise.id, "enterprise_name": enterprise.name} if enterprise else {}),
        **({"channel_id": act.channel.id, "channel_name": channel_name(act.channel)} if act.channel else {}),
        "user_id": act.person.id,
        "user_name": act.person.name,
        "command": name,
        "text": html.escape(text.strip(), quote=False),
        "api_app_id": directory.app.id,
        "is_enterprise_install": "false",
        "response_url": act.response_url,
        "trigger_id": act.trigger_id,
    }


def channel_name(channel: Channel) -> str:
    """Give a channel's name as payloads have it: private ones and direct messages are not named."""
    return channel.name if channel.kind is ChannelKind.OPEN else channel.kind.value


def head(directory: Directory, person: Person, kind: str) -> Json:
    """Give what every interaction begins with: its type, the workspace the app is in, and who acted.

    `user.team_id` is the person's own workspace, which is how outsiders are told
    (slackapi/java-slack-sdk#1041).
    """
    team = directory.team
    enterprise = team.enterprise
    return {
        "type": kind,
        "token": VERIFICATION_TOKEN,
        "api_app_id": directory.app.id,
        "is_enterprise_install": False,
        "enterprise": {"id": enterprise.id, "name": enterprise.name} if enterprise else None,
        "team": {
            "id": team.id,
            "domain": team.domain,
            **({"enterprise_id": enterprise.id, "enterprise_name": enterprise.name} if enterprise else {}),
        },
        "user": {
            "id": person.id,
            "username": person.name,
            "name": person.name,
            "team_id": person.team.id,
        },
    }


def message_as_json(directory: Directory, message: Message) -> Json:
    """Give a message as Slack shows it to apps (https://docs.slack.dev/messaging/retrieving-messages)."""
    app = directory.app
    person = directory.person(message.author)
    return {
        "type": "message",
        "user": message.author,
        "team": person.team.id if person else directory.team.id,
        "ts": message.ts,
        "text": message.text,
        "blocks": identified(message.blocks),
        **({"thread_ts": message.thread_ts} if message.thread_ts else {}),
        **({"bot_id": app.bot_id, "app_id": app.id} if message.author == app.user_id else {}),
        **({"edited": {"user": app.user_id, "ts": message.ts}} if message.earlier else {}),
    }


def view_as_json(directory: Directory, view: View) -> Json:
    """Give a view with all its fields (https://docs.slack.dev/reference/views)."""
    content: Mapping[str, Any] = view.content
    return {
        "id": view.id,
        "team_id": directory.team.id,
        "type": content["type"],
        "title": content.get("title"),
        "submit": content.get("submit"),
        "close": content.get("close"),
        "blocks": identified(view.blocks),
        "private_metadata": content.get("private_metadata", ""),
        "callback_id": content.get("callback_id", ""),
        "external_id": content.get("external_id", ""),
        "state": state(view.blocks, view.typed),
        "hash": view.hash,
        "clear_on_close": content.get("clear_on_close", False),
        "notify_on_close": content.get("notify_on_close", False),
        "submit_disabled": content.get("submit_disabled", False),
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": directory.app.id,
        "app_installed_team_id": directory.team.id,
        "bot_id": directory.app.bot_id,
    }
