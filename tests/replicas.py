"""Replicas of the bot, whole: with doors of their own, one sandbox, and a Redis that they share."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.app import Bot
from bot.config import only_settings
from bot.sandbox.observations import Observation
from bot.sandbox.sandbox import Sandbox, running_sandbox
from bot.sandbox.slack.doors import HttpDoor
from bot.serving import serving

UNLIMITED = {"BOT_LIMIT_PERSON": 0, "BOT_LIMIT_CHANNEL": 0}


@dataclass(frozen=True, slots=True)
class Replicas:
    """Bots, the door of each, and what the sandbox sees of them."""

    sandbox: Sandbox
    bots: Sequence[Bot]
    doors: Sequence[HttpDoor]
    seen: list[Observation]


@asynccontextmanager
async def replicas(redis_url: str | None, count: int, **settings: Any) -> AsyncIterator[Replicas]:
    """Serve so many bots; at the end, all is answered. settings: by environment name, beside those they need."""
    seen: list[Observation] = []
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(running_sandbox(observer=seen.append))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        given = {**sandbox.environment, "BOT_HOST": "127.0.0.1", "BOT_PORT": 0, "BOT_OPS_PORT": 0, **UNLIMITED}
        shared = {"REDIS_URL": redis_url} if redis_url else {}
        loaded = only_settings(**{**given, **shared, **settings})
        served = [await stack.enter_async_context(serving(loaded)) for _ in range(count)]
        sandbox.slack.request_url = served[0].request_url
        secret = sandbox.environment["SLACK_SIGNING_SECRET"]
        doors = [HttpDoor(session, one.request_url, secret, time.time) for one in served]
        yield Replicas(sandbox, [one.bot for one in served], doors, seen)
