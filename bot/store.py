"""What replicas share, in Redis: bytes by key, and leases. The only file that names Redis.

A Redis that fails is a miss, at once: after a failure it counts as gone for a while, so that nobody waits for it.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TypeVar

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError

_log = structlog.get_logger(__name__)

_T = TypeVar("_T")

VERSION = 1
"""Of what is written: to be raised when an older process could not read it."""
LONGEST = timedelta(milliseconds=200)
"""For one operation: less than a lookup may be held up, so that it is known here when Redis does not answer."""
GONE = timedelta(seconds=2)
_CONNECTIONS = 20

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
    """Implements `bot.qflow.shared.Store`.

    prefix: of all keys. timer: gives seconds that never run backwards.
    """

    def __init__(self, redis: Redis, *, prefix: str, timer: Callable[[], float] = time.monotonic) -> None:
        self._redis = redis
        self._prefix = prefix
        self._timer = timer
        self._asked_again: float | None = None

    async def get(self, key: str) -> bytes | None:
        """Give what is kept under a key."""

        async def kept() -> bytes | None:
            answer = await self._redis.get(self._prefix + key)
            return answer if isinstance(answer, bytes) else None

        return await self._bounded(kept)

    async def put(self, key: str, value: bytes, ttl: timedelta) -> None:
        """Keep a value for so long."""
        await self._bounded(lambda: self._redis.set(self._prefix + key, value, px=ttl))

    async def forget(self, key: str) -> None:
        """Drop what is kept under a key."""
        await self._bounded(lambda: self._redis.delete(self._prefix + key))

    async def claim(self, key: str, holder: str, ttl: timedelta) -> str | None:
        """Take a lease unless somebody has it, and give who has it then; None where that cannot be told."""

        async def claimed() -> str:
            answer: bytes = await self._redis.eval(_CLAIM, 1, self._prefix + key, holder, _ms(ttl))
            return answer.decode()

        return await self._bounded(claimed)

    async def renew(self, key: str, holder: str, ttl: timedelta) -> None:
        """Keep a lease for so long from now, if this holder has it."""
        await self._bounded(lambda: self._redis.eval(_RENEW, 1, self._prefix + key, holder, _ms(ttl)))

    async def release(self, key: str, holder: str) -> None:
        """Give a lease back, if this holder has it."""
        await self._bounded(lambda: self._redis.eval(_RELEASE, 1, self._prefix + key, holder))

    async def count(self, key: str, window: timedelta) -> tuple[int, timedelta] | None:
        """Count one more in a window that begins with the first; give how many that are, and how long it has left."""

        async def counted() -> tuple[int, timedelta]:
            count, left = await self._redis.eval(_COUNT, 1, self._prefix + key, _ms(window))
            return count, timedelta(milliseconds=left)

        return await self._bounded(counted)

    async def _bounded(self, operation: Callable[[], Awaitable[_T]]) -> _T | None:
        """Give what an operation gives, within its time; None on any failure, and at once while Redis is gone."""
        if self._asked_again is not None:
            if self._timer() < self._asked_again:
                return None
            self._asked_again = self._timer() + GONE.total_seconds()  # by one operation, the others do not wait for it
        try:
            async with asyncio.timeout(LONGEST.total_seconds()):
                answer = await operation()
        except (RedisError, OSError, TimeoutError, ValueError) as error:  # ValueError: an answer that is not Redis'
            if not _is_of_one_key(error):
                self._note_failure(error)
            return None
        if self._asked_again is not None:
            self._asked_again = None
            _log.warning("redis_back")
        return answer

    def _note_failure(self, error: Exception) -> None:
        if self._asked_again is None:
            _log.warning("redis_gone", error=type(error).__name__)
        self._asked_again = self._timer() + GONE.total_seconds()


@asynccontextmanager
async def opened(url: str, *, fingerprint: str) -> AsyncIterator[RedisStore]:
    """Give a store for as long as it is needed; it connects when it is first used.

    fingerprint: of what the processes that share it must have in common.
    """
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=_CONNECTIONS,
        timeout=LONGEST.total_seconds(),
        socket_timeout=LONGEST.total_seconds(),
        socket_connect_timeout=LONGEST.total_seconds(),
        retry=Retry(NoBackoff(), 0),
        protocol=2,
    )
    async with Redis.from_pool(pool) as redis:
        yield RedisStore(redis, prefix=f"qflow-bot:{VERSION}:{fingerprint}:")


def _is_of_one_key(error: Exception) -> bool:
    """Tell whether one key holds rubbish while all else works: leases that are held must still be given back."""
    return isinstance(error, ResponseError) and "WRONGTYPE" in str(error)


def _ms(ttl: timedelta) -> int:
    return ttl // timedelta(milliseconds=1)
