"""Which bots may share what they know."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from slack_bolt.authorization import AuthorizeResult

from bot.config import Settings, only_settings
from bot.connections.redis import Shared, fingerprint_of, shared_stores
from bot.qflow.hold_up import HoldUp
from bot.seen import Seen
from tests.redis_server import Server

_SLACK = {"SLACK_BOT_TOKEN": "xoxb-made-up", "SLACK_SIGNING_SECRET": "made-up-secret"}
_CREDENTIALS = ("QFLOW_CLIENT_ID", "QFLOW_CLIENT_SECRET", "QFLOW_USERNAME", "QFLOW_PASSWORD", "QFLOW_TOKEN")


def settings(gateway: str = "https://gateway.example", redis_url: str | None = None, **credentials: str) -> Settings:
    every = dict.fromkeys(_CREDENTIALS, "") | credentials
    given = {name: value or None for name, value in every.items()}
    return only_settings(**_SLACK, QFLOW_BASE_URL=gateway, REDIS_URL=redis_url, **given)


def fingerprint(gateway: str = "https://gateway.example", **credentials: str) -> str:
    return fingerprint_of(settings(gateway, **credentials))


@asynccontextmanager
async def sharing(redis_url: str, *, app: str = "U0APP", **credentials: str) -> AsyncIterator[Shared]:
    identity = AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_user_id=app)
    given = settings(redis_url=redis_url, **({"QFLOW_TOKEN": "a"} | credentials))
    async with shared_stores(given, identity, watch=lambda _: None) as shared:
        yield shared


async def is_taken(shared: Shared) -> bool:
    async with Seen(shared.events).turn("mention:C1:5.5", hold_up=HoldUp()) as ours:
        return ours


@pytest.mark.redis
async def test_one_of_two_takes_an_event_though_their_tokens_of_qflow_differ(redis_url: str) -> None:
    async with sharing(redis_url, QFLOW_TOKEN="a") as one, sharing(redis_url, QFLOW_TOKEN="b") as other:
        assert [await is_taken(one), await is_taken(other)] == [True, False]


@pytest.mark.redis
async def test_a_message_that_mentions_two_apps_is_taken_by_both(redis_url: str) -> None:
    async with sharing(redis_url, app="U0ONE") as one, sharing(redis_url, app="U0OTHER") as other:
        assert [await is_taken(one), await is_taken(other)] == [True, True]


@pytest.mark.redis
async def test_what_is_said_of_events_names_no_version(redis_url: str) -> None:
    async with sharing(redis_url) as one, Server(redis_url).client() as redis:
        assert await is_taken(one)
        assert set(await redis.keys("qflow-bot:slack:None:T1:U0APP:*")) == set(await redis.keys())


def test_only_bots_of_one_gateway_and_one_user_share() -> None:
    different = [
        fingerprint(QFLOW_TOKEN="a"),
        fingerprint(QFLOW_TOKEN="b"),
        fingerprint("https://other.example", QFLOW_TOKEN="a"),
        fingerprint(QFLOW_USERNAME="a", QFLOW_PASSWORD="c"),
        fingerprint(QFLOW_CLIENT_ID="a", QFLOW_CLIENT_SECRET="c"),
    ]
    assert len(set(different)) == len(different)


def test_a_new_password_or_a_slash_behind_the_gateway_changes_nothing() -> None:
    one = fingerprint(QFLOW_USERNAME="a", QFLOW_PASSWORD="c")
    assert fingerprint("https://gateway.example/", QFLOW_USERNAME="a", QFLOW_PASSWORD="d") == one


def test_a_fingerprint_shows_no_secret() -> None:
    assert "made-up-token" not in fingerprint(QFLOW_TOKEN="made-up-token")
