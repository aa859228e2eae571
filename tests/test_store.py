"""The store: a real Redis, and one that fails."""

import asyncio
import subprocess
import sys
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.store import LONGEST, RedisStore, opened
from tests.clocks import be_late, run_late, ticking
from tests.qflow.replicas import PATIENCE
from tests.redis_server import Server, free_port, running_redis, slowed

MINUTE = timedelta(minutes=1)
MOMENT = timedelta(milliseconds=20)
SOON = 10
"""Seconds in which whatever is waited for has happened."""


@pytest.mark.redis
class TestWithRedis:
    """A store whose Redis works."""

    async def test_a_value_is_kept_for_its_time(self, redis_url: str) -> None:
        async with opened(redis_url, scope="f", longest=PATIENCE) as store, Server(redis_url).client() as redis:
            await store.put("a", b"\x00\xff", MINUTE)
            assert await store.get("a") == b"\x00\xff"
            assert await store.get("b") is None
            assert 59_000 < await redis.pttl("qflow-bot:f:a") <= 60_000
            await store.forget("a")
            assert await store.get("a") is None

    async def test_bots_of_other_users_or_gateways_share_nothing(self, redis_url: str) -> None:
        async with (
            opened(redis_url, scope="f", longest=PATIENCE) as ours,
            opened(redis_url, scope="g", longest=PATIENCE) as theirs,
        ):
            await ours.put("a", b"ours", MINUTE)
            assert await theirs.get("a") is None

    async def test_a_lease_has_one_holder_until_that_one_gives_it_back(self, redis_url: str) -> None:
        async with opened(redis_url, scope="f", longest=PATIENCE) as store:
            holders = {name: await store.claim("a", name, MINUTE) for name in "xyz"}
            assert set(holders.values()) == {"x"}
            await store.release("a", "y")
            await store.renew("a", "y", MOMENT)
            assert await store.claim("a", "y", MINUTE) == "x"
            await store.release("a", "x")
            assert await store.claim("a", "y", MINUTE) == "y"

    async def test_a_lease_lasts_as_long_as_it_is_renewed(self, redis_url: str) -> None:
        async with opened(redis_url, scope="f", longest=PATIENCE) as store, Server(redis_url).client() as redis:
            await store.claim("a", "x", timedelta(seconds=30))
            await store.renew("a", "x", MINUTE)
            assert 59_000 < await redis.pttl("qflow-bot:f:a") <= 60_000

    @pytest.mark.parametrize("seconds", [None, 3_600], ids=["for ever", "longer than any lease"])
    async def test_what_is_no_lease_is_taken_over(self, redis_url: str, seconds: int | None) -> None:
        async with opened(redis_url, scope="f", longest=PATIENCE) as store, Server(redis_url).client() as redis:
            await redis.set("qflow-bot:f:a", b"\xffrubbish", ex=seconds)
            assert await store.claim("a", "x", MINUTE) == "x"

    async def test_a_value_of_another_kind_is_a_miss(self, redis_url: str) -> None:
        async with opened(redis_url, scope="f", longest=PATIENCE) as store, Server(redis_url).client() as redis:
            await redis.lpush("qflow-bot:f:a", "rubbish")
            assert await store.get("a") is None


async def test_a_redis_that_is_not_there_is_logged_once() -> None:
    looks = 0

    async def refuse(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal looks
        looks += 1
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as server:
        url = f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"
        with capture_logs() as logged:
            async with opened(url, scope="f", gone=MOMENT) as store, asyncio.timeout(SOON):
                while looks < 6:  # by two wires
                    assert await store.get("a") is None
                    await asyncio.sleep(0)
            looked = looks
            await asyncio.sleep(MOMENT.total_seconds() * 3)
    assert [line["event"] for line in logged] == ["redis_gone"]
    assert looks == looked, "it is looked for though nobody needs it any more"


@pytest.mark.redis
async def test_a_redis_that_comes_back_is_used_again() -> None:
    port = free_port()
    with capture_logs() as logged:
        async with opened(f"redis://127.0.0.1:{port}/0", scope="f", longest=PATIENCE, gone=MOMENT) as store:
            assert await store.claim("a", "x", MINUTE) is None
            async with running_redis(port=port):
                await is_up(store)
                assert await store.claim("a", "x", MINUTE) == "x"
    assert [line["event"] for line in logged][:2] == ["redis_gone", "redis_back"]


@pytest.mark.redis
async def test_a_frozen_redis_is_waited_for_once(redis_server: Server) -> None:
    async with opened(redis_server.url, scope="f", gone=MOMENT) as store, ticking() as ticks:
        await store.put("a", b"kept", MINUTE)
        redis_server.freeze()
        began = ticks.count
        assert await asyncio.gather(*(store.get("a") for _ in range(500))) == [None] * 500
        assert ticks.count - began <= LONGEST.total_seconds() * 100 + 5
        began = ticks.count
        assert [await store.get("a") for _ in range(500)] == [None] * 500  # while it is looked for
        assert ticks.count == began
        redis_server.thaw()
        await is_up(store)
        assert await store.get("a") == b"kept"


@pytest.mark.redis
async def test_what_redis_does_not_take_to_its_end_is_no_longer_sent(redis_server: Server) -> None:
    async with opened(redis_server.url, scope="f", longest=MOMENT, gone=timedelta(minutes=1)) as store:
        before = asyncio.all_tasks()
        redis_server.freeze()
        await asyncio.wait_for(store.put("a", bytes(2**23), MINUTE), SOON)
        for _ in range(3):
            await asyncio.wait([asyncio.get_running_loop().create_future()], timeout=0)
        assert asyncio.all_tasks() <= before
        redis_server.thaw()


async def test_nobody_waits_for_ever_who_asks_at_the_moment_when_redis_goes(redis_server: Server) -> None:
    async with opened(redis_server.url, scope="f", longest=PATIENCE) as store:
        stopping = asyncio.create_task(redis_server.stop())
        asked = []
        while store.up:
            asked.append(asyncio.create_task(store.get("a")))
            await asyncio.sleep(0)
        assert set(await asyncio.wait_for(asyncio.gather(*asked), SOON)) == {None}
        await stopping


@pytest.mark.redis
async def test_a_redis_that_cannot_be_written_to_stays_gone(redis_server: Server) -> None:
    with capture_logs() as logged:
        async with redis_server.client() as redis, opened(redis_server.url, scope="f", gone=MOMENT) as store:
            await redis.config_set("maxmemory", 1)
            await store.put("a", b"kept", MINUTE)
            async with asyncio.timeout(SOON):
                while (await redis.info("commandstats"))["cmdstat_set"]["rejected_calls"] < 4:  # one is ours
                    pass
            assert not store.up
    assert [line["event"] for line in logged] == ["redis_gone"]


@pytest.mark.redis
@pytest.mark.parametrize("seconds", [0.1, 0.15])
async def test_a_redis_that_is_slow_but_in_time_is_used(redis_server: Server, seconds: float) -> None:
    async with (
        slowed(redis_server.url, seconds) as url,
        opened(url, scope="f", longest=PATIENCE) as store,
        ticking() as ticks,
    ):
        began = ticks.count
        claims = [asyncio.create_task(store.claim(f"{number}", "x", MINUTE)) for number in range(20)]
        for claim in claims:
            await asyncio.wait([claim], timeout=0)
        assert await asyncio.gather(*claims) == ["x"] * 20
        assert ticks.count - began <= seconds * 150, "one waits for another's reply"
        assert store.up


@pytest.mark.redis
async def test_a_redis_that_takes_too_long_stays_gone_without_holding_anybody_up(redis_server: Server) -> None:
    async with (
        redis_server.client() as redis,
        redis.monitor() as monitor,
        slowed(redis_server.url, LONGEST.total_seconds() * 1.5) as url,
        opened(url, scope="f", gone=MOMENT) as store,
        ticking() as ticks,
    ):
        async with asyncio.timeout(SOON):
            looks = 0
            async for told in monitor.listen():
                looks += "look" in told["command"]
                if looks == 4:
                    break
        began = ticks.count
        assert [await store.get("a") for _ in range(500)] == [None] * 500
        assert ticks.count == began
        assert not store.up


@pytest.mark.redis
def test_a_redis_is_not_charged_with_what_the_process_itself_is_late_by(redis_url: str) -> None:
    async def scene() -> list[str | None]:
        async with opened(redis_url, scope="f") as store:
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
        opened(redis_url, scope="f", longest=PATIENCE) as store,
    ):
        before = len(await redis.client_list())
        claims = await asyncio.gather(*(store.claim("a", f"{number}", MINUTE) for number in range(500)))
        assert set(claims) == {"0"}
        assert len(await redis.client_list()) == before


@pytest.mark.redis
async def test_nothing_small_waits_behind_what_is_large(redis_server: Server) -> None:
    large = bytes(2**20)
    async with (
        slowed(redis_server.url, 0, bytes_per_second=2**20) as url,
        opened(url, scope="f", longest=PATIENCE) as store,
    ):
        putting = asyncio.create_task(store.put("a", large, MINUTE))
        await asyncio.sleep(0)
        assert await store.claim("b", "x", MINUTE) == "x"
        assert not putting.done()
        await putting
        assert await store.get("a") == large


@pytest.mark.redis
async def test_what_is_done_later_is_done_before_the_store_closes(redis_url: str) -> None:
    async with Server(redis_url).client() as redis:
        async with opened(redis_url, scope="f", longest=PATIENCE) as store:
            store.later(store.put("a", b"kept", MINUTE))
        assert await redis.get("qflow-bot:f:a") == b"kept"


async def test_a_server_that_is_no_redis_is_a_miss() -> None:
    async def babble(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n:rubbish\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(babble, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with capture_logs() as logged:
            async with opened(f"redis://127.0.0.1:{port}/0", scope="f") as store:
                assert await store.get("a") is None
        assert [line["event"] for line in logged] == ["redis_gone"]


async def is_up(store: RedisStore) -> None:
    """Wait until Redis is used."""
    async with asyncio.timeout(SOON):
        while not store.up:  # noqa: ASYNC110 - there is no event, for nobody but a test waits for that
            await asyncio.sleep(0)


def test_redis_is_imported_only_where_it_is_used() -> None:
    check = "import sys, bot.server, bot.cli; sys.exit('redis' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0  # noqa: S603 - our own code
