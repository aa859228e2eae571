"""What replicas share, in Redis: bytes by key, and leases. A Redis that fails is a miss, at once.

With `bot.wire`, the only file that names Redis. Large values go over a wire of their own, so that nobody else waits
behind one, and one that Redis is too slow for is not shared; that does not count as a failure.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from bot.qflow.store import LARGE
from bot.wire import GONE, Wire

_log = structlog.get_logger(__name__)

LONGEST = timedelta(milliseconds=200)
"""For one reply: less than a lookup may be held up, so that it is known here when Redis does not answer."""

_PER_SECOND = 4 * 2**20
"""Bytes of a large value that a Redis passes on at least, or it is too slow for them."""

_GET = """
local size = redis.call('strlen', KEYS[1])
if size > tonumber(ARGV[1]) then return size end
return redis.call('get', KEYS[1])
"""
"""Of what is large, gives the size alone."""
_CLAIM = """
if redis.call('set', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return ARGV[1] end
local left = redis.call('pttl', KEYS[1])
if left < 0 or left > tonumber(ARGV[2]) then redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2]) end
return redis.call('get', KEYS[1])
"""
"""What lasts longer than a lease is none, and nobody would wait for its end."""
_RENEW = "return redis.call('get', KEYS[1]) == ARGV[1] and redis.call('pexpire', KEYS[1], ARGV[2])"
_RELEASE = "return redis.call('get', KEYS[1]) == ARGV[1] and redis.call('del', KEYS[1])"
_COUNT = """
local counted = redis.call('incr', KEYS[1])
local left = redis.call('pttl', KEYS[1])
if left < 0 then redis.call('pexpire', KEYS[1], ARGV[1]); left = tonumber(ARGV[1]) end
return {counted, left}
"""


class RedisStore:
    """Implements `bot.qflow.store.Store`, with keys of its own.

    scope: names who shares them. quick, large: the wires that small and large values go by.
    """

    def __init__(self, scope: str, *, quick: Wire, large: Wire, longest: timedelta) -> None:
        self._scope = scope
        self._quick = quick
        self._large = large
        self._longest = longest
        self._errands: set[asyncio.Task[None]] = set()

    def within(self, scope: str) -> "RedisStore":
        """Give a store with other keys in the same Redis, which is closed with this one."""
        other = RedisStore(scope, quick=self._quick, large=self._large, longest=self._longest)
        other._errands = self._errands
        return other

    @property
    def up(self) -> bool:
        """Whether Redis answered when it was last used."""
        return self._quick.up

    async def get(self, key: str) -> bytes | None:
        """Give what is kept under a key."""
        named = self._named(key)
        kept = await self._quick.reply(("EVAL", _GET, 1, named, LARGE))
        if isinstance(kept, int):
            kept = await self._large.reply(("GET", named), longest=self._longest_for(kept))
        return kept if isinstance(kept, bytes) else None

    async def put(self, key: str, value: bytes, ttl: timedelta) -> None:
        """Keep a value for so long."""
        wire = self._large if len(value) > LARGE else self._quick
        await wire.reply(("SET", self._named(key), value, "PX", _ms(ttl)), longest=self._longest_for(len(value)))

    async def forget(self, key: str) -> None:
        """Drop what is kept under a key."""
        await self._quick.reply(("DEL", self._named(key)))

    async def claim(self, key: str, holder: str, ttl: timedelta) -> str | None:
        """Take a lease unless somebody has it, and give who has it then; None where that cannot be told."""
        told = await self._quick.reply(("EVAL", _CLAIM, 1, self._named(key), holder, _ms(ttl)))
        return told.decode(errors="replace") if isinstance(told, bytes) else None

    async def renew(self, key: str, holder: str, ttl: timedelta) -> None:
        """Keep a lease for so long from now, if this holder has it."""
        await self._quick.reply(("EVAL", _RENEW, 1, self._named(key), holder, _ms(ttl)))

    async def release(self, key: str, holder: str) -> None:
        """Give a lease back, if this holder has it."""
        await self._quick.reply(("EVAL", _RELEASE, 1, self._named(key), holder))

    async def count(self, key: str, window: timedelta) -> tuple[int, timedelta] | None:
        """Count one more in a window that begins with the first; give how many that are, and how long it has left."""
        match await self._quick.reply(("EVAL", _COUNT, 1, self._named(key), _ms(window))):
            case [int(counted), int(left)]:
                return counted, timedelta(milliseconds=left)
            case _:
                return None

    def later(self, errand: Coroutine[Any, Any, None]) -> None:
        """Do something that nobody waits for; it is done before the store closes."""
        task = asyncio.create_task(errand)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def settled(self) -> None:
        """Wait until nothing is left to do."""
        while self._errands:
            await asyncio.wait(self._errands)

    def _named(self, key: str) -> str:
        return f"qflow-bot:{self._scope}:{key}"

    def _longest_for(self, size: int) -> timedelta:
        return self._longest + timedelta(seconds=size / _PER_SECOND)


@asynccontextmanager
async def opened(
    url: str, *, scope: str, longest: timedelta = LONGEST, gone: timedelta = GONE
) -> AsyncIterator[RedisStore]:
    """Give a store for as long as it is needed, once Redis was looked for. It need not be there, now or ever.

    scope: as for a store. longest, gone: as for a wire.
    """
    news = _News()
    redis = Redis.from_url(
        url,
        socket_timeout=None,  # for both, the time is kept by the wire
        socket_connect_timeout=None,
        retry=Retry(NoBackoff(), 0),
        protocol=2,
    )
    connections = redis.connection_pool.make_connection
    quick = Wire(connections, longest=longest, noted=news.note, gone=gone)
    large = Wire(connections, longest=longest, noted=_nothing, gone=gone)
    lives = [asyncio.create_task(wire.live()) for wire in (quick, large)]
    store = RedisStore(scope, quick=quick, large=large, longest=longest)
    try:
        await asyncio.gather(quick.looked.wait(), large.looked.wait())
        yield store
    finally:
        await store.settled()
        for life in lives:
            life.cancel()
        await asyncio.wait(lives)


class _News:
    """Logs that Redis is gone, and that it is back, once each."""

    def __init__(self) -> None:
        self._gone = False

    def note(self, error: Exception | None) -> None:
        """Take note of how Redis is now."""
        if error is not None and not self._gone:
            _log.warning("redis_gone", error=type(error).__name__)
        if error is None and self._gone:
            _log.warning("redis_back")
        self._gone = error is not None


def _nothing(_: Exception | None) -> None:
    """Take no note: where Redis is gone the other wire tells, and what is too large is just not shared."""


def _ms(ttl: timedelta) -> int:
    return ttl // timedelta(milliseconds=1)
