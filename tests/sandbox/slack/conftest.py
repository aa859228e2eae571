"""A sandbox Slack with a scripted app behind it, a clock that stands still, and what was observed."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
import pytest

from bot.sandbox.loopback import serving
from bot.sandbox.observations import Observation
from bot.sandbox.slack import SlackSandbox
from tests.sandbox.slack.scripted import ScriptedApp

BOT_TOKEN = "xoxb-sandbox"
SIGNING_SECRET = "sandbox-signing-secret"


@dataclass(slots=True)
class StillClock:
    """A clock that only tests move; it starts at the present, as signatures are checked against it."""

    now: float = field(default_factory=time.time)

    def __call__(self) -> float:
        """Give the seconds since the epoch."""
        return self.now

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def observed() -> list[Observation]:
    return []


@pytest.fixture
async def app() -> ScriptedApp:
    return ScriptedApp()


@pytest.fixture
async def slack(app: ScriptedApp, clock: StillClock, observed: list[Observation]) -> AsyncIterator[SlackSandbox]:
    sandbox = SlackSandbox(bot_token=BOT_TOKEN, signing_secret=SIGNING_SECRET, observer=observed.append, clock=clock)
    async with serving(app.app()) as origin, sandbox.running() as running:
        running.request_url = f"{origin}/slack/events"
        yield running


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session
