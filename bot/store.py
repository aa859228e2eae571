"""What replicas share, in Redis: bytes by key, and leases. The only file that names Redis.

A Redis that fails is a miss, at once: after a failure it counts as gone for a while, so that nobody waits for it. What
this process itself is late by does not count as such.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError

from bot.batches import Batches, Command
from bot.qflow.hold_up import waited_for

_log = structlog.get_logger(__name__)

VERSION = 3
"""Of what is written: to be raised when an older process could not read it."""
LONGEST = timedelta(milliseconds=200)
"""For one batch: less than a lookup may be held up, so that it is known here when Redis does not answer."""
GONE = timedelta(seconds=2)

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
    """Implements `bot.qflow.store.Store`.

    prefix: of all keys. timer: gives seconds that never run backwards. longest: what Redis may take for one batch.
    """

    def __init__(
        self, redis: Redis, *, prefix: str, timer: Callable[[], float] = time.monotonic, longest: timedelta = LONGEST
    ) -> None:
        self._redis = redis
        self._prefix = prefix
        self._timer = timer
        self._longest = longest.total_seconds()
        self._asked_again: float | None = None
        self._batches = Batches(self._sent)
        self._errands: set[asyncio.Task[None]] = set()

    @property
    def up(self) -> bool:
        """Whether Redis answered when it was last used."""
        return self._asked_again is None

    async def get(self, key: str) -> bytes | None:
        """Give what is kept under a key."""
        kept = await self._reply("GET", self._prefix + key)
        return kept if isinstance(kept, bytes) else None

    async def put(self, key: str, value: bytes, ttl: timedelta) -> None:
        """Keep a value for so long."""
        await self._reply("SET", self._prefix + key, value, "PX", _ms(ttl))

    async def forget(self, key: str) -> None:
        """Drop what is kept under a key."""
        await self._reply("DEL", self._prefix + key)

    async def claim(self, key: str, holder: str, ttl: timedelta) -> str | None:
        """Take a lease unless somebody has it, and give who has it then; None where that cannot be told."""
        told = await self._reply("EVAL", _CLAIM, 1, self._prefix + key, holder, _ms(ttl))
        return told.decode(errors="replace") if isinstance(told, bytes) else None

    async def renew(self, key: str, holder: str, ttl: timedelta) -> None:
        """Keep a lease for so long from now, if this holder has it."""
        await self._reply("EVAL", _RENEW, 1, self._prefix + key, holder, _ms(ttl))

    async def release(self, key: str, holder: str) -> None:
        """Give a lease back, if this holder has it."""
        await self._reply("EVAL", _RELEASE, 1, self._prefix + key, holder)

    async def count(self, key: str, window: timedelta) -> tuple[int, timedelta] | None:
        """Count one more in a window that begins with the first; give how many that are, and how long it has left."""
        match await self._reply("EVAL", _COUNT, 1, self._prefix + key, _ms(window)):
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

    async def connect(self) -> None:
        """Connect, so that the first who need it do not wait for that."""
        await self._reply("PING")

    async def _reply(self, *command: str | bytes | int) -> Any:
        """Give the reply to a command; None on any failure, and at once while Redis is gone."""
        if self._asked_again is not None:
            if self._timer() < self._asked_again:
                return None
            self._asked_again = self._timer() + GONE.total_seconds()  # by one command, the others do not wait for it
        return await self._batches.reply(command)

    async def _sent(self, commands: Sequence[Command]) -> Sequence[Any] | None:
        pipeline = self._redis.pipeline(transaction=False)
        for command in commands:
            pipeline.execute_command(*command)
        sending = asyncio.ensure_future(pipeline.execute(raise_on_error=False))
        try:
            await waited_for(sending, self._longest)
            if not sending.done():
                raise TimeoutError  # noqa: TRY301 - as good as any other failure
            replies = sending.result()
        except (RedisError, OSError, TimeoutError, ValueError) as error:  # ValueError: an answer that is not Redis'
            self._note_failure(error)
            return None
        finally:
            sending.cancel()
        self._note(replies)
        return [None if isinstance(reply, RedisError) else reply for reply in replies]

    def _note(self, replies: Sequence[Any]) -> None:
        failures = [reply for reply in replies if isinstance(reply, RedisError) and not _is_of_one_key(reply)]
        if failures:
            self._note_failure(failures[0])
        elif self._asked_again is not None:
            self._asked_again = None
            _log.warning("redis_back")

    def _note_failure(self, error: Exception) -> None:
        if self._asked_again is None:
            _log.warning("redis_gone", error=type(error).__name__)
        self._asked_again = self._timer() + GONE.total_seconds()


@asynccontextmanager
async def opened(url: str, *, fingerprint: str, longest: timedelta = LONGEST) -> AsyncIterator[RedisStore]:
    """Give a store for as long as it is needed. It need not be there, now or ever.

    fingerprint: of what the processes that share it must have in common. longest: as for a store.
    """
    async with Redis.from_url(
        url,
        socket_timeout=None,  # for both, the time is kept here
        socket_connect_timeout=None,
        retry=Retry(NoBackoff(), 0),
        protocol=2,
    ) as redis:
        store = RedisStore(redis, prefix=f"qflow-bot:{VERSION}:{fingerprint}:", longest=longest)
        await store.connect()
        try:
            yield store
        finally:
            await store.settled()


def _is_of_one_key(error: Exception) -> bool:
    """Tell whether one key holds rubbish while all else works: leases that are held must still be given back."""
    return isinstance(error, ResponseError) and "WRONGTYPE" in str(error)


def _ms(ttl: timedelta) -> int:
    return ttl // timedelta(milliseconds=1)
