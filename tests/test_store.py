"""The store: a real Redis, and one that fails."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from bot.store import GONE, LONGEST, VERSION, RedisStore, opened
from tests.clocks import Seconds, be_late, run_late, ticking
from tests.qflow.replicas import PATIENCE
from tests.redis_server import Server, free_port, running_redis

MINUTE = timedelta(minutes=1)
MOMENT = timedelta(milliseconds=20)
SOON = 10
"""Seconds in which whatever is waited for has happened."""


@pytest.mark.redis
class TestWithRedis:
    """A store whose Redis works."""

    async def test_a_value_is_kept_for_its_time(self, redis_url: str) -> None:
        async with opened(redis_url, fingerprint="f", longest=PATIENCE) as store, Server(redis_url).client() as redis:
            await store.put("a", b"\x00\xff", MINUTE)
            assert await store.get("a") == b"\x00\xff"
            assert await store.get("b") is None
            assert 59_000 < await redis.pttl(f"qflow-bot:{VERSION}:f:a") <= 60_000
            await store.forget("a")
            assert await store.get("a") is None

    async def test_bots_of_other_users_or_gateways_share_nothing(self, redis_url: str) -> None:
        async with (
            opened(redis_url, fingerprint="f", longest=PATIENCE) as ours,
            opened(redis_url, fingerprint="g", longest=PATIENCE) as theirs,
        ):
            await ours.put("a", b"ours", MINUTE)
            assert await theirs.get("a") is None

    async def test_a_lease_has_one_holder_until_that_one_gives_it_back(self, redis_url: str) -> None:
        async with opened(redis_url, fingerprint="f", longest=PATIENCE) as store:
            holders = {name: await store.claim("a", name, MINUTE) for name in "xyz"}
            assert set(holders.values()) == {"x"}
            await store.release("a", "y")
            await store.renew("a", "y", MOMENT)
            assert await store.claim("a", "y", MINUTE) == "x"
            await store.release("a", "x")
            assert await store.claim("a", "y", MINUTE) == "y"

    async def test_a_lease_lasts_as_long_as_it_is_renewed(self, redis_url: str) -> None:
        async with opened(redis_url, fingerprint="f", longest=PATIENCE) as store, Server(redis_url).client() as redis:
            await store.claim("a", "x", timedelta(seconds=30))
            await store.renew("a", "x", MINUTE)
            assert 59_000 < await redis.pttl(f"qflow-bot:{VERSION}:f:a") <= 60_000

    @pytest.mark.parametrize("seconds", [None, 3_600], ids=["for ever", "longer than any lease"])
    async def test_what_is_no_lease_is_taken_over(self, redis_url: str, seconds: int | None) -> None:
        async with opened(redis_url, fingerprint="f", longest=PATIENCE) as store, Server(redis_url).client() as redis:
            await redis.set(f"qflow-bot:{VERSION}:f:a", b"\xffrubbish", ex=seconds)
            assert await store.claim("a", "x", MINUTE) == "x"

    async def test_a_value_of_another_kind_is_a_miss(self, redis_url: str) -> None:
        async with opened(redis_url, fingerprint="f", longest=PATIENCE) as store, Server(redis_url).client() as redis:
            await redis.lpush(f"qflow-bot:{VERSION}:f:a", "rubbish")
            assert await store.get("a") is None


@asynccontextmanager
async def timed_store(url: str) -> AsyncIterator[tuple[RedisStore, Seconds]]:
    async with Redis.from_url(url) as redis:
        yield RedisStore(redis, prefix="p:", timer=(timer := Seconds())), timer


async def test_a_redis_that_goes_and_comes_back_is_logged_once_each() -> None:
    port = free_port()
    async with timed_store(f"redis://127.0.0.1:{port}/0") as (store, timer):
        with capture_logs() as logged:
            for _ in range(3):
                assert await store.get("a") is None
                timer.now += GONE.total_seconds()
        assert [line["event"] for line in logged] == ["redis_gone"]


@pytest.mark.redis
async def test_a_redis_that_comes_back_is_used_again() -> None:
    port = free_port()
    async with timed_store(f"redis://127.0.0.1:{port}/0") as (store, timer):
        with capture_logs() as logged:
            assert await store.claim("a", "x", MINUTE) is None
            async with running_redis(port=port):
                assert await store.claim("a", "x", MINUTE) is None
                timer.now += GONE.total_seconds()
                async with asyncio.timeout(SOON):
                    while await store.claim("a", "x", MINUTE) is None:
                        timer.now += GONE.total_seconds()
                assert await store.claim("a", "x", MINUTE) == "x"
        assert [line["event"] for line in logged] == ["redis_gone", "redis_back"]


@pytest.mark.redis
async def test_a_frozen_redis_is_waited_for_once(redis_server: Server) -> None:
    async with timed_store(redis_server.url) as (store, timer), ticking() as ticks:
        await store.put("a", b"kept", MINUTE)
        redis_server.freeze()
        began = ticks.count
        assert await asyncio.gather(*(store.get("a") for _ in range(500))) == [None] * 500
        assert ticks.count - began <= LONGEST.total_seconds() * 100 + 5
        timer.now += GONE.total_seconds()
        probe = asyncio.create_task(store.get("a"))
        await asyncio.sleep(0)
        began = ticks.count
        assert await store.get("a") is None  # while another one finds out
        assert ticks.count == began
        assert await probe is None
        redis_server.thaw()
        async with asyncio.timeout(SOON):
            while await store.get("a") != b"kept":
                timer.now += GONE.total_seconds()


@pytest.mark.redis
def test_a_redis_is_not_charged_with_what_the_process_itself_is_late_by(redis_url: str) -> None:
    async def scene() -> list[str | None]:
        async with opened(redis_url, fingerprint="f") as store:
            asked = [asyncio.create_task(store.claim(f"{number}", "x", MINUTE)) for number in range(20)]
            for _ in range(5):
                await asyncio.sleep(0)
                be_late(LONGEST.total_seconds() * 2)
            return await asyncio.gather(*asked)

    with capture_logs() as logged:
        assert run_late(scene()) == ["x"] * 20
    assert logged == []


@pytest.mark.redis
async def test_any_number_ask_over_one_connection(redis_url: str) -> None:
    async with (
        Server(redis_url).client() as redis,
        opened(redis_url, fingerprint="f", longest=PATIENCE) as store,
    ):
        before = len(await redis.client_list())
        claims = await asyncio.gather(*(store.claim("a", f"{number}", MINUTE) for number in range(500)))
        assert set(claims) == {"0"}
        assert len(await redis.client_list()) == before


@pytest.mark.redis
async def test_what_is_done_later_is_done_before_the_store_closes(redis_url: str) -> None:
    async with Server(redis_url).client() as redis:
        async with opened(redis_url, fingerprint="f", longest=PATIENCE) as store:
            store.later(store.put("a", b"kept", MINUTE))
        assert await redis.get(f"qflow-bot:{VERSION}:f:a") == b"kept"


async def test_a_server_that_is_no_redis_is_a_miss() -> None:
    async def babble(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n:rubbish\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(babble, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with capture_logs() as logged:
            async with opened(f"redis://127.0.0.1:{port}/0", fingerprint="f") as store:
                assert await store.get("a") is None
        assert [line["event"] for line in logged] == ["redis_gone"]


def test_redis_is_imported_only_where_it_is_used() -> None:
    check = "import sys, bot.server, bot.cli; sys.exit('redis' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0  # noqa: S603 - our own code
