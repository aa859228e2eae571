"""Slack's rate limits, over the sandbox's wire: waited for as told, but not for long."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.listeners.rate_limits import WAITS, PatientRetries
from bot.sandbox.sandbox import Sandbox, running_sandbox


class Sleeper:
    """Keeps for how long it should have slept, in whole seconds."""

    def __init__(self) -> None:
        self.slept: list[int] = []

    async def __call__(self, seconds: float) -> None:
        """Do not sleep."""
        self.slept.append(int(seconds))


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with running_sandbox(observer=lambda _: None) as running:
        yield running


@pytest.fixture
async def called(sandbox: Sandbox) -> AsyncIterator[tuple[AsyncWebClient, Sleeper]]:
    """Give a client that is patient, and how long it was."""
    environment = sandbox.environment
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(
            token=environment["SLACK_BOT_TOKEN"], base_url=f"{environment['SLACK_API_URL']}/", session=session
        )
        client.retry_handlers.append(PatientRetries(sleep=(sleeper := Sleeper())))
        yield client, sleeper


Called = tuple[AsyncWebClient, Sleeper]


async def test_a_limit_is_waited_for_as_told(sandbox: Sandbox, called: Called) -> None:
    client, sleeper = called
    sandbox.slack.faults.rate_limit("auth.test", retry_after=5)
    assert (await client.auth_test())["ok"]
    assert sleeper.slept[0] in {5, 6}


async def test_a_limit_that_does_not_say_how_long_is_waited_for_a_second(sandbox: Sandbox, called: Called) -> None:
    client, sleeper = called
    sandbox.slack.faults.refuse("auth.test", "ratelimited")
    assert (await client.auth_test())["ok"]
    assert sleeper.slept == [1]


@pytest.mark.parametrize(
    ("method", "told", "waits"),
    [
        pytest.param("auth.test", 60, 0, id="longer than a person waits"),
        pytest.param("auth.test", 10**30, 0, id="longer than time is"),
        pytest.param("views.open", 2, 0, id="longer than a trigger lives on"),
        pytest.param("auth.test", 1, WAITS, id="again and again"),
    ],
)
async def test_a_limit_that_takes_too_long_is_a_refusal(
    sandbox: Sandbox, called: Called, method: str, told: int, waits: int
) -> None:
    client, sleeper = called
    sandbox.slack.faults.rate_limit(method, retry_after=told, times=9)  # type: ignore[arg-type] # one of its names
    with pytest.raises(SlackApiError, match="ratelimited"):
        await client.api_call(method)
    assert sleeper.slept == [told] * waits
