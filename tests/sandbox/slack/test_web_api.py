"""The Web API: tokens, scopes, the two ways to send arguments, and posting for everyone."""

import dataclasses
import json
from typing import Any

import aiohttp
import pytest

from bot.sandbox.observations import Observation
from bot.sandbox.slack import SlackSandbox
from bot.sandbox.slack.people import APP, BOB, GENERAL, HIDDEN, INCIDENTS, PEOPLE_ONLY, SANDBOX
from tests.sandbox.slack.conftest import BOT_TOKEN, SIGNING_SECRET

BLOCKS = [{"type": "divider"}]


async def call(
    http: aiohttp.ClientSession, slack: SlackSandbox, method: str, *, token: str = BOT_TOKEN, **arguments: Any
) -> dict[str, Any]:
    """Call a method with a JSON body."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with http.post(f"{slack.origin}/api/{method}", json=arguments, headers=headers) as response:
        assert response.status == 200
        return dict(await response.json())


async def test_auth_test_tells_who_the_app_is(slack: SlackSandbox, http: aiohttp.ClientSession) -> None:
    answer = await call(http, slack, "auth.test")
    assert answer["ok"]
    assert (answer["team_id"], answer["enterprise_id"]) == ("T0SANDBOX", "E0SANDBOX")
    assert (answer["user_id"], answer["bot_id"]) == (APP.user_id, APP.bot_id)


@pytest.mark.parametrize(
    ("method", "token", "error"),
    [
        pytest.param("auth.test", "", "not_authed", id="no token"),
        pytest.param("auth.test", "xoxb-wrong", "invalid_auth", id="a wrong token"),
        pytest.param("auth.test", "xapp-sandbox", "not_allowed_token_type", id="the app's token"),
        pytest.param("chat.shout", BOT_TOKEN, "unknown_method", id="no such method"),
    ],
)
async def test_calls_without_standing_are_refused(
    slack: SlackSandbox, http: aiohttp.ClientSession, method: str, token: str, error: str
) -> None:
    answer = await call(http, slack, method, token=token)
    assert (answer["ok"], answer["error"]) == (False, error)


async def test_a_post_is_seen_by_everyone_in_the_channel(
    slack: SlackSandbox, http: aiohttp.ClientSession, observed: list[Observation]
) -> None:
    answer = await call(http, slack, "chat.postMessage", channel=INCIDENTS.id, text="hello", blocks=BLOCKS)
    (message,) = slack.visible_to(BOB, INCIDENTS)
    assert (message.ts, message.text, list(message.blocks)) == (answer["ts"], "hello", BLOCKS)
    assert observed == [
        Observation("chat.postMessage", {"payload": {"channel": INCIDENTS.id, "text": "hello", "blocks": BLOCKS}})
    ]


async def test_arguments_may_come_as_a_form(slack: SlackSandbox, http: aiohttp.ClientSession) -> None:
    form = {"token": BOT_TOKEN, "channel": INCIDENTS.id, "text": "hello", "blocks": json.dumps(BLOCKS)}
    async with http.post(f"{slack.origin}/api/chat.postMessage", data=form) as response:
        assert (await response.json())["ok"]
    (message,) = slack.visible_to(BOB, INCIDENTS)
    assert list(message.blocks) == BLOCKS


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        pytest.param("C0NOWHERE", "channel_not_found", id="unknown"),
        pytest.param(GENERAL.id, "not_in_channel", id="open but not invited"),
        pytest.param(HIDDEN.id, "channel_not_found", id="private and not invited"),
        pytest.param(PEOPLE_ONLY.id, "channel_not_found", id="between two people"),
    ],
)
async def test_the_app_posts_only_where_it_may(
    slack: SlackSandbox, http: aiohttp.ClientSession, channel: str, error: str
) -> None:
    answer = await call(http, slack, "chat.postMessage", channel=channel, text="hello")
    assert (answer["ok"], answer["error"]) == (False, error)


async def test_a_missing_scope_is_named(http: aiohttp.ClientSession) -> None:
    app = dataclasses.replace(APP, scopes=frozenset({"commands"}))
    sandbox = SlackSandbox(
        bot_token=BOT_TOKEN,
        signing_secret=SIGNING_SECRET,
        observer=lambda _: None,
        directory=dataclasses.replace(SANDBOX, app=app),
    )
    async with sandbox.running() as slack:
        answer = await call(http, slack, "chat.postMessage", channel=INCIDENTS.id, text="hello")
    assert (answer["error"], answer["needed"], answer["provided"]) == (
        "missing_scope",
        "chat:write",
        "commands",
    )
