"""Redis: whether it answers, how fast, and whether it takes and shares what the bot's processes put there."""

import secrets
import time
from collections.abc import Sequence
from datetime import timedelta

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import (
    AuthenticationError,
    AuthorizationError,
    NoPermissionError,
    ReadOnlyError,
    RedisError,
    ResponseError,
)

from bot.blocks import figures
from bot.config import RedisSettings
from bot.findings import Check, Finding, Who, ok, unchecked, warning, wrong
from bot.store import LONGEST

_PATIENCE = timedelta(seconds=3)
"""Longer than the bot itself waits, so that a slow Redis can be told from one that is not there."""
_KEPT = timedelta(seconds=10)
_GET = "return redis.call('get', KEYS[1])"
"""In a script, because leases are taken in scripts."""


async def redis_findings(settings: RedisSettings) -> Sequence[Finding]:
    """Put a value there, read it back over another connection, and take it away."""
    if settings.redis_url is None:
        return (unchecked(Check.REDIS, "REDIS_URL is not set, so each process of the bot works alone"),)
    url = settings.redis_url.get_secret_value()
    try:
        async with _client(url) as one, _client(url) as other:
            took = await _pinged(one)
            shared = await _shared(one, other)
    except (RedisError, OSError, TimeoutError, ValueError) as error:  # ValueError: an answer that is not Redis'
        return (_refused(error),)
    return (_judged(took, shared=shared),)


def _client(url: str) -> Redis:
    patience = _PATIENCE.total_seconds()
    return Redis.from_url(
        url, socket_timeout=patience, socket_connect_timeout=patience, retry=Retry(NoBackoff(), 0), protocol=2
    )


async def _pinged(redis: Redis) -> timedelta:
    await redis.ping()  # connects
    began = time.perf_counter()
    await redis.ping()
    return timedelta(seconds=time.perf_counter() - began)


async def _shared(one: Redis, other: Redis) -> bool:
    key, value = f"qflow-bot:doctor:{secrets.token_hex(8)}", secrets.token_hex(8)
    await one.set(key, value, px=_KEPT)
    try:
        return bool(await other.eval(_GET, 1, key) == value.encode())
    finally:
        await one.delete(key)


def _judged(took: timedelta, *, shared: bool) -> Finding:
    if not shared:
        return wrong(
            Check.REDIS,
            "what one connection puts there, another does not find",
            Who.OPERATOR,
            "let REDIS_URL name one Redis that can be written to, and not several behind one name",
        )
    if took > LONGEST / 2:
        return warning(
            Check.REDIS,
            f"it takes {figures.span(took)} to answer, and beyond {figures.span(LONGEST)} the bot does without it",
            Who.OPERATOR,
            "bring Redis nearer to the bot",
        )
    return ok(Check.REDIS, f"it answers in {figures.span(took)}, can be written to and is shared")


def _refused(error: Exception) -> Finding:
    match error:
        case AuthenticationError() | AuthorizationError():
            what, todo = "Redis refuses the user or password in REDIS_URL", "put the right ones into REDIS_URL"
        case NoPermissionError():
            what = "the user in REDIS_URL may not do what the bot needs"
            todo = "allow that user get, set, del and eval on keys that begin with qflow-bot:"
        case ReadOnlyError():
            what, todo = "Redis is a replica and can only be read", "let REDIS_URL name the primary"
        case ResponseError():
            what, todo = f"Redis does not take what the bot puts there ({type(error).__name__})", "see the log of Redis"
        case _:
            what, todo = "Redis cannot be reached", "see that it runs, and check REDIS_URL and the network"
    return wrong(Check.REDIS, what, Who.OPERATOR, todo)
