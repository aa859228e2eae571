"""A real Redis under examination."""

from datetime import timedelta

import pytest

from bot.findings import Check, Finding, State
from tests.doctor.clinic import Clinic, of
from tests.redis_server import Server

pytestmark = pytest.mark.redis


async def examined(patient: Clinic, url: str) -> Finding:
    patient.set(REDIS_URL=url)
    return of(await patient.report(), Check.REDIS)


async def test_a_redis_that_works_is_left_as_it_was(patient: Clinic, redis_server: Server) -> None:
    finding = await examined(patient, redis_server.url)
    assert finding.state in {State.OK, State.WARNING}  # a warning on a machine too busy to answer in time
    async with redis_server.client() as client:
        assert await client.dbsize() == 0


async def test_a_redis_that_wants_a_password_is_named(patient: Clinic, redis_server: Server) -> None:
    async with redis_server.client() as client:
        await client.config_set("requirepass", "the-word")
    finding = await examined(patient, redis_server.url)
    assert (finding.state, finding.what) == (State.WRONG, "Redis refuses the user or password in REDIS_URL")


async def test_a_wrong_password_is_named_and_not_told(patient: Clinic, redis_server: Server) -> None:
    async with redis_server.client() as client:
        await client.config_set("requirepass", "the-word")
    finding = await examined(patient, redis_server.url.replace("redis://", "redis://:another-word@"))
    assert (finding.state, finding.what) == (State.WRONG, "Redis refuses the user or password in REDIS_URL")
    assert "another-word" not in patient.told


async def test_a_user_who_may_not_write_is_named(patient: Clinic, redis_server: Server) -> None:
    async with redis_server.client() as client:
        await client.acl_setuser(
            "reader", enabled=True, passwords=["+word"], categories=["+@all"], commands=["-eval"], keys=["*"]
        )
    finding = await examined(patient, redis_server.url.replace("redis://", "redis://reader:word@"))
    assert (finding.state, finding.what) == (State.WRONG, "the user in REDIS_URL may not do what the bot needs")


async def test_a_replica_is_named(patient: Clinic, redis_server: Server) -> None:
    async with redis_server.client() as client:
        await client.replicaof("127.0.0.1", 1)
    finding = await examined(patient, redis_server.url)
    assert (finding.state, finding.what) == (State.WRONG, "Redis is a replica and can only be read")


async def test_a_full_redis_is_named(patient: Clinic, redis_server: Server) -> None:
    async with redis_server.client() as client:
        await client.config_set("maxmemory", "1")
    finding = await examined(patient, redis_server.url)
    assert finding.state is State.WRONG
    assert finding.what.startswith("Redis does not take what the bot puts there")


async def test_a_redis_that_hangs_holds_nothing_up(patient: Clinic, redis_server: Server) -> None:
    patient.deadline = timedelta(seconds=0.5)
    redis_server.freeze()
    finding = await examined(patient, redis_server.url)
    assert (finding.state, finding.what.startswith("no answer within")) == (State.WRONG, True)
