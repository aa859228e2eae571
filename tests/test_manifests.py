"""The Slack manifests, the routing table and the ids in the code agree."""

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast
from unittest.mock import Mock

import pytest
from slack_bolt.async_app import AsyncApp

from bot.blocks.ids import ActionId, CallbackId
from bot.listeners import register
from bot.server import PATH

MANIFESTS = Path(__file__).parents[1] / "manifests" / "slack"
NAMES = ("http.json", "socket.json")


class RoutingTable:
    """What is registered, by kind, in place of Bolt's app: everything asked of it takes a listener."""

    def __init__(self) -> None:
        self.routes: dict[str, list[Any]] = defaultdict(list)

    def __getattr__(self, kind: str) -> Callable[[Any], Callable[[Any], None]]:
        """Give what registers listeners of this kind."""

        def route(constraint: Any) -> Callable[[Any], None]:
            return lambda _listener: self.routes[kind].append(constraint)

        return route


@pytest.fixture
def routes() -> dict[str, list[Any]]:
    """Give the names that the routing table takes, the strays' patterns left out."""
    table = RoutingTable()
    listeners = {name: Mock() for name in ("commands", "shortcuts", "mentions", "actions", "strays")}
    register(cast("AsyncApp", table), **listeners)
    return {kind: [name for name in names if isinstance(name, str)] for kind, names in table.routes.items()}


def manifest(name: str) -> dict[str, Any]:
    """Read a manifest."""
    loaded: dict[str, Any] = json.loads((MANIFESTS / name).read_text())
    return loaded


@pytest.mark.parametrize("name", NAMES)
def test_a_manifest_names_what_is_listened_to_and_nothing_else(name: str, routes: dict[str, list[Any]]) -> None:
    features = manifest(name)["features"]
    assert [command["command"] for command in features["slash_commands"]] == routes["command"]
    assert sorted(shortcut["callback_id"] for shortcut in features["shortcuts"]) == sorted(routes["shortcut"])
    assert manifest(name)["settings"]["event_subscriptions"]["bot_events"] == routes["event"]


def test_every_action_and_callback_id_has_a_listener(routes: dict[str, list[Any]]) -> None:
    assert sorted(routes["action"]) == sorted(ActionId)
    assert sorted({*routes["shortcut"], *routes["view"]}) == sorted(CallbackId)


@pytest.mark.parametrize("name", NAMES)
def test_a_manifest_asks_for_the_least_scopes(name: str) -> None:
    scopes = manifest(name)["oauth_config"]["scopes"]
    assert scopes == {"bot": ["commands", "chat:write"], "bot_optional": ["app_mentions:read"]}


@pytest.mark.parametrize("name", NAMES)
def test_a_manifest_keeps_slacks_limits(name: str) -> None:
    features = manifest(name)["features"]
    assert len(manifest(name)["display_information"]["description"]) <= 140
    assert all(len(shortcut["name"]) <= 24 for shortcut in features["shortcuts"])
    assert all(len(shortcut["description"]) <= 150 for shortcut in features["shortcuts"])


def test_the_manifests_differ_only_in_the_transport() -> None:
    http, socket = manifest("http.json"), manifest("socket.json")
    urls = [
        http["features"]["slash_commands"][0].pop("url"),
        http["settings"]["event_subscriptions"].pop("request_url"),
        http["settings"]["interactivity"].pop("request_url"),
    ]
    assert all(url == f"https://your-bot.example.com{PATH}" for url in urls)
    assert (http["settings"].pop("socket_mode_enabled"), socket["settings"].pop("socket_mode_enabled")) == (False, True)
    assert http == socket
