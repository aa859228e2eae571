"""What the Web API tells of people, conversations and user groups."""

import dataclasses
from typing import Any

import aiohttp
import pytest

from bot.sandbox.slack import SlackSandbox
from bot.sandbox.slack.people import (
    ALICE,
    DIRECT,
    GENERAL,
    GUEST,
    HIDDEN,
    INCIDENTS,
    OUTSIDER,
    SANDBOX,
    SECRET,
    SHARED,
    SIBLING,
    Person,
)
from tests.sandbox.slack.conftest import BOT_TOKEN, SIGNING_SECRET
from tests.sandbox.slack.test_web_api import call


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        pytest.param(ALICE, {"team_id": "T0SANDBOX", "is_restricted": False}, id="a member"),
        pytest.param(GUEST, {"team_id": "T0SANDBOX", "is_restricted": True}, id="a guest"),
        pytest.param(SIBLING, {"team_id": "T0SISTER"}, id="one of a sister workspace"),
        pytest.param(OUTSIDER, {"team_id": "T0ELSEWHERE", "is_stranger": True}, id="an outsider"),
    ],
)
async def test_a_user_shows_where_they_belong(
    slack: SlackSandbox, http: aiohttp.ClientSession, person: Person, expected: dict[str, Any]
) -> None:
    user = (await call(http, slack, "users.info", user=person.id))["user"]
    assert user.items() >= {"id": person.id, **expected}.items()
    enterprise = user.get("enterprise_user", {}).get("enterprise_id")
    assert enterprise == (None if person is OUTSIDER else "E0SANDBOX")


@pytest.mark.parametrize(
    ("method", "argument", "error"),
    [
        pytest.param("users.info", {"user": "U0NOBODY"}, "user_not_found", id="nobody"),
        pytest.param("conversations.info", {"channel": "C0"}, "channel_not_found", id="nowhere"),
        pytest.param("conversations.info", {"channel": HIDDEN.id}, "channel_not_found", id="not invited"),
        pytest.param("conversations.info", {"channel": DIRECT.id}, "missing_scope", id="no scope for it"),
        pytest.param("usergroups.users.list", {"usergroup": "S0"}, "no_such_subteam", id="no such group"),
    ],
)
async def test_what_cannot_be_told_is_refused(
    slack: SlackSandbox, http: aiohttp.ClientSession, method: str, argument: dict[str, str], error: str
) -> None:
    assert (await call(http, slack, method, **argument))["error"] == error


@pytest.mark.parametrize(
    ("channel", "flags"),
    [
        pytest.param(INCIDENTS, (False, False, True), id="open"),
        pytest.param(GENERAL, (False, False, False), id="open, not invited"),
        pytest.param(SECRET, (True, False, True), id="private"),
        pytest.param(SHARED, (False, True, True), id="shared with another organisation"),
    ],
)
async def test_a_conversation_shows_who_can_read_it(
    slack: SlackSandbox, http: aiohttp.ClientSession, channel: Any, flags: tuple[bool, bool, bool]
) -> None:
    told = (await call(http, slack, "conversations.info", channel=channel.id))["channel"]
    assert (told["is_private"], told["is_ext_shared"], told["is_member"]) == flags


async def test_a_group_lists_its_users(slack: SlackSandbox, http: aiohttp.ClientSession) -> None:
    assert (await call(http, slack, "usergroups.users.list", usergroup="S0ONCALL"))["users"] == [ALICE.id]


async def test_a_workspace_may_stand_alone(http: aiohttp.ClientSession) -> None:
    team = dataclasses.replace(SANDBOX.team, enterprise=None)
    alone = dataclasses.replace(SANDBOX, team=team, people=(dataclasses.replace(ALICE, team=team),))
    sandbox = SlackSandbox(bot_token=BOT_TOKEN, signing_secret=SIGNING_SECRET, observer=lambda _: None, directory=alone)
    async with sandbox.running() as slack:
        assert "enterprise_id" not in await call(http, slack, "auth.test")
        assert "enterprise_user" not in (await call(http, slack, "users.info", user=ALICE.id))["user"]
