"""The Slack manifests, the command that prints them, the routing table, the README and Slack's schema agree."""

import json
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast
from unittest.mock import Mock

import jsonschema
import pytest
from slack_bolt.async_app import AsyncApp
from typer.testing import CliRunner

from bot.blocks.ids import ActionId, CallbackId
from bot.cli import app
from bot.listeners import register
from bot.manifest import REQUEST_PATH

ROOT = Path(__file__).parents[1]
MANIFESTS = ROOT / "manifests" / "slack"
SCHEMA = Path(__file__).parent / "slack_manifest.schema.json"
PRINTED = {
    "http.json": "--transport http --url https://your-bot.example.com",
    "socket.json": "--transport socket",
}
NAMES = tuple(PRINTED)


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
    return read(MANIFESTS / name)


def read(path: Path) -> dict[str, Any]:
    """Read an object of JSON."""
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def request_url(url: str) -> str:
    """Give where Slack delivers, by the manifest for this address."""
    printed = CliRunner().invoke(app, ["manifest", "--transport", "http", "--url", url])
    delivered = json.loads(printed.stdout)["settings"]["interactivity"]["request_url"]
    assert printed.exit_code == 0
    assert isinstance(delivered, str)
    return delivered


@pytest.mark.parametrize(("name", "asked"), PRINTED.items())
def test_a_manifest_is_what_the_command_prints(name: str, asked: str) -> None:
    printed = CliRunner().invoke(app, ["manifest", *asked.split()])
    assert (printed.exit_code, printed.stderr) == (0, "")
    assert printed.stdout == (MANIFESTS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_manifest_is_one_by_slacks_schema(name: str) -> None:
    jsonschema.validate(manifest(name), read(SCHEMA))


@pytest.mark.parametrize(
    ("url", "delivered"),
    [
        pytest.param("https://bot.example.com", f"https://bot.example.com{REQUEST_PATH}", id="a bare origin"),
        pytest.param(
            "https://bot.example.com:8443/", f"https://bot.example.com:8443{REQUEST_PATH}", id="a port and a slash"
        ),
        pytest.param("https://example.com/qflow/events", "https://example.com/qflow/events", id="a path of its own"),
    ],
)
def test_only_an_address_without_a_path_gets_the_bots(url: str, delivered: str) -> None:
    assert request_url(url) == delivered


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        pytest.param("", "--transport is missing", id="nothing"),
        pytest.param("--transport smoke", "“smoke” is none", id="no transport"),
        pytest.param("--transport http", "--url is missing", id="http without an address"),
        pytest.param("--transport socket --url https://bot.example.com", "--url is for http", id="socket with one"),
        pytest.param("--transport http --url http://bot.example.com", "no address for Slack", id="no https"),
        pytest.param("--transport http --url bot.example.com", "no address for Slack", id="no scheme"),
        pytest.param("--transport http --url https://", "no address for Slack", id="no host"),
        pytest.param("--transport http --url https://[", "no address for Slack", id="half a host"),
        pytest.param("--transport http --url https://bot.example.com:0", "no address for Slack", id="no port"),
        pytest.param("--transport http --url https://bot.example.com/?a=b", "no address for Slack", id="a query"),
        pytest.param("--transport http --url https://me@bot.example.com", "no address for Slack", id="a user"),
    ],
)
def test_what_cannot_be_printed_is_refused_in_one_line(asked: str, why: str) -> None:
    refused = CliRunner().invoke(app, ["manifest", *asked.split()])
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert why in refused.stderr
    assert refused.stderr.count("\n") == 1


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
def test_the_readme_gives_a_reason_for_each_scope_and_for_no_other(name: str) -> None:
    scopes = manifest(name)["oauth_config"]["scopes"]
    table = (ROOT / "README.md").read_text(encoding="utf-8").partition("| scope | what for |")[2].partition("\n\n")[0]
    rows = re.findall(r"\| `([a-z_:]+)`( \(optional\))? \| \w", table)
    assert [scope for scope, optional in rows if not optional] == scopes["bot"]
    assert [scope for scope, optional in rows if optional] == scopes["bot_optional"]


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
    assert all(url == f"https://your-bot.example.com{REQUEST_PATH}" for url in urls)
    assert (http["settings"].pop("socket_mode_enabled"), socket["settings"].pop("socket_mode_enabled")) == (False, True)
    assert http == socket
