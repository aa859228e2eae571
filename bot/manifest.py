"""The Slack manifest: what the bot is called, what it takes and what it may do, as Slack's app settings want it pasted.

`manifests/slack/` holds what `qflow-bot manifest` prints. https://docs.slack.dev/reference/app-manifest
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from bot.blocks.ids import CallbackId

BOT_SCOPES: Mapping[str, str] = {
    "commands": "the command and the shortcuts",
    "chat:write": "sharing from a window, answering mentions, and direct messages as a last resort",
    "users:read": "telling who is a guest",
}
"""What the bot must be granted, and what for."""
OPTIONAL_BOT_SCOPES: Mapping[str, str] = {
    "app_mentions:read": "being mentioned",
    "channels:read": "telling whether outsiders read a channel before sharing there",
    "groups:read": "the same for private channels",
    "usergroups:read": "lists of user groups",
}
"""What whoever installs the bot may leave out, and what it then does without."""

REQUEST_PATH = "/slack/events"
"""Where the HTTP door takes what Slack delivers."""


class NoManifest(Exception):
    """There is no manifest for what was asked. Its text is one sentence: what is wrong, and what there is instead."""


def asked_manifest(transport: str | None, url: str | None) -> dict[str, Any]:
    """Give the manifest for a transport by its name, and for HTTP the bot's address. Raises NoManifest."""
    match transport, url:
        case "http", str():
            return http_manifest(_request_url(url))
        case "http", None:
            raise NoManifest("--url is missing: the bot's address, such as https://your-bot.example.com")
        case "socket", None:
            return socket_manifest()
        case "socket", _:
            raise NoManifest("--url is for http: in Socket Mode the bot needs no address")
        case None, _:
            raise NoManifest("--transport is missing: http or socket")
        case _:
            raise NoManifest(f"--transport: “{transport}” is none: it is http or socket")


def http_manifest(request_url: str) -> dict[str, Any]:
    """Give the manifest of a bot to which Slack delivers over HTTP, at this URL."""
    return _manifest(at={"request_url": request_url}, command_at={"url": request_url}, socket_mode=False)


def socket_manifest() -> dict[str, Any]:
    """Give the manifest of a bot that fetches what Slack delivers, in Socket Mode."""
    return _manifest(at={}, command_at={}, socket_mode=True)


def _request_url(text: str) -> str:
    """Read an https URL; one without a path gets the path at which the bot listens."""
    try:
        url = urlsplit(text)
        shaped = url.scheme == "https" and bool(url.hostname) and url.port != 0 and text.isprintable()
    except ValueError:
        shaped = False
    if not shaped or set(text) & set(" @?#<>\"'\\"):
        raise NoManifest(f"--url: “{text}” is no address for Slack: it looks like https://your-bot.example.com")
    return text if url.path.strip("/") else f"{text.rstrip('/')}{REQUEST_PATH}"


def _manifest(*, at: dict[str, str], command_at: dict[str, str], socket_mode: bool) -> dict[str, Any]:
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "QFlow steps",
            "description": "Shows what a Qualys QFlow execution did, step by step",
            "background_color": "#2c2d30",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,  # where a person reads what the bot sends them directly
                "messages_tab_read_only_enabled": True,  # and cannot write: it takes no messages there
            },
            "bot_user": {"display_name": "qflow", "always_online": True},
            "slash_commands": [
                {
                    "command": "/qflow-steps",
                    **command_at,
                    "description": "Show the steps of a QFlow execution",
                    "usage_hint": "<executionId> [order] [since=…] [until=…] [status=…] [data] [share]",
                    "should_escape": False,
                }
            ],
            "shortcuts": [
                {
                    "name": "Show QFlow steps",
                    "type": "message",
                    "callback_id": CallbackId.FROM_MESSAGE,
                    "description": "Find the QFlow executions that this message names, and show their steps",
                },
                {
                    "name": "Look up QFlow steps",
                    "type": "global",
                    "callback_id": CallbackId.FORM,
                    "description": "Look up the steps of a QFlow execution",
                },
            ],
        },
        "oauth_config": {"scopes": {"bot": list(BOT_SCOPES), "bot_optional": list(OPTIONAL_BOT_SCOPES)}},
        "settings": {
            "event_subscriptions": {**at, "bot_events": ["app_mention"]},
            "interactivity": {"is_enabled": True, **at},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }
