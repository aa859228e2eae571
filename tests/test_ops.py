"""The ops port: alive, ready, and what is counted, whatever is down."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from typer.testing import CliRunner

from bot.cli import app
from bot.config import only_settings
from bot.health import is_alive
from bot.metrics import Metrics
from bot.ops import Ops, ops_port
from bot.readiness import Life, Readiness
from bot.sandbox.executions import named
from bot.sandbox.faults.planned import PlannedFault
from bot.sandbox.faults.replies import HttpError
from bot.sandbox.loopback import serving as loopback
from bot.sandbox.sandbox import running_sandbox
from bot.sandbox.slack.people import ALICE, BOB, INCIDENTS
from bot.serving import serving
from tests.redis_server import free_port
from tests.stage import Stage, staged

FAILED = named("failed").execution_id
SOON = 10


async def got(url: str) -> tuple[int, str]:
    """Get a page."""
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, await response.text()


@asynccontextmanager
async def staged_with_ops(**settings: Any) -> AsyncIterator[tuple[Stage, str]]:
    """Serve a bot, and give where its ops port is."""
    port = free_port()
    async with staged(BOT_OPS_PORT=port, **settings) as stage:
        yield stage, f"http://127.0.0.1:{port}"


async def test_a_bot_at_work_is_alive_and_ready_and_shows_what_it_did() -> None:
    async with staged_with_ops() as (stage, ops):
        for _ in range(2):
            await stage.say(f"/qflow-steps {FAILED}")
        assert await got(f"{ops}/healthz") == (200, '{"alive": true}')
        assert await got(f"{ops}/readyz") == (200, '{"ready": true}')
        status, shown = await got(f"{ops}/metrics")
        door, _ = await got(stage.sandbox.slack.request_url.replace("/slack/events", "/metrics"))
    assert (status, door) == (200, 404)
    assert 'qflow_bot_qflow_calls_total{status="200"} 1.0' in shown
    assert 'qflow_bot_cache_lookups_total{found="miss"} 1.0' in shown
    assert 'qflow_bot_cache_lookups_total{found="memory"} 1.0' in shown
    assert "qflow_bot_ack_seconds_count 2.0" in shown
    assert "qflow_bot_redis_up" not in shown


async def test_what_is_shown_names_nobody_and_no_secret() -> None:
    async with staged_with_ops() as (stage, ops):
        stage.sandbox.slack.faults.kill_response_urls()
        await stage.say(f"/qflow-steps {FAILED}")
        _, shown = await got(f"{ops}/metrics")
    told = {FAILED, "U0ALICE", "C0INCIDENTS", "T0SANDBOX", *stage.sandbox.environment.values()}
    assert [text for text in told if text in shown] == []


async def test_everyone_who_joins_a_flight_is_counted() -> None:
    async with staged_with_ops() as (stage, ops):
        await asyncio.gather(*(stage.deliver(f"/qflow-steps {FAILED}") for _ in range(5)))
        slack = stage.sandbox.slack
        await slack.wait_for(lambda: True if len(slack.visible_to(ALICE, INCIDENTS)) == 5 else None)
        _, shown = await got(f"{ops}/metrics")
    assert 'qflow_bot_flights_joined_total{where="process"} 4.0' in shown


async def test_qflow_and_redis_that_are_down_are_told_apart_and_the_bot_stays_ready() -> None:
    nobody = f"redis://127.0.0.1:{free_port()}/0"
    async with staged_with_ops(REDIS_URL=nobody) as (stage, ops):
        stage.sandbox.qflow.faults.add(PlannedFault(fault=HttpError(status=500), times=None))
        answer = await stage.say(f"/qflow-steps {FAILED}")
        ready, _ = await got(f"{ops}/readyz")
        _, shown = await got(f"{ops}/metrics")
    assert "HTTP 500" in answer.text
    assert ready == 200
    assert 'qflow_bot_qflow_calls_total{status="500"} 1.0' in shown
    assert "qflow_bot_redis_up 0.0" in shown


async def test_a_qflow_that_cannot_be_reached_is_counted_as_that() -> None:
    async with staged_with_ops() as (stage, ops):
        await stage.say(f"/qflow-steps {named('error-connection').execution_id}")
        ready, _ = await got(f"{ops}/readyz")
        _, shown = await got(f"{ops}/metrics")
    assert ready == 200
    assert 'qflow_bot_qflow_calls_total{status="unreachable"}' in shown


async def test_what_slack_refuses_is_counted_and_the_bot_stays_ready() -> None:
    async with staged_with_ops() as (stage, ops):
        stage.sandbox.slack.faults.kill_response_urls()
        await stage.say(f"/qflow-steps {FAILED}")
        ready, _ = await got(f"{ops}/readyz")
        _, shown = await got(f"{ops}/metrics")
    assert ready == 200
    assert 'qflow_bot_slack_refusals_total{call="response_url",error="expired_url"} 1.0' in shown


async def test_a_slow_slack_is_told_from_the_rest_and_answered_once_when_it_lets_the_bot() -> None:
    async with staged_with_ops() as (stage, ops):
        slack = stage.sandbox.slack
        slack.faults.slow_down("response_url", 60)
        delivery = await stage.deliver(f"/qflow-steps {FAILED}")
        shown = await _shown_once(ops, "qflow_bot_slack_calls_running 1.0")
        ready, _ = await got(f"{ops}/readyz")
        beside = await stage.deliver("/qflow-steps help", person=BOB)
        assert not slack.visible_to(ALICE, INCIDENTS)
        slack.faults.clear()
        answer = await slack.wait_for_message(person=ALICE, channel=INCIDENTS, since=delivery, within=SOON)
        after = await _shown_once(ops, "qflow_bot_slack_calls_running 0.0")
        assert slack.visible_to(ALICE, INCIDENTS) == (answer,)
    assert (ready, delivery.status, beside.status) == (200, 200, 200)
    assert 'call="response_url"' not in shown
    assert 'qflow_bot_qflow_calls_total{status="200"} 1.0' in shown
    assert 'qflow_bot_slack_call_seconds_count{call="response_url",status="200"} 2.0' in after
    assert 'qflow_bot_slack_call_seconds_count{call="auth.test",status="200"} 1.0' in after


async def test_a_slack_that_does_not_tell_in_time_is_told_by_its_method_and_the_person_by_a_sentence() -> None:
    async with staged_with_ops() as (stage, ops):
        stage.sandbox.slack.faults.slow_down("users.info", 60)
        answer = await stage.say(f"/qflow-steps {FAILED}")
        ready, _ = await got(f"{ops}/readyz")
        _, shown = await got(f"{ops}/metrics")
    assert "Slack does not tell me who you are just now" in answer.text
    assert ready == 200
    assert 'qflow_bot_slack_call_seconds_count{call="users.info",status="abandoned"} 1.0' in shown


async def _shown_once(ops: str, line: str) -> str:
    """Look at the metrics until they have this line."""
    async with asyncio.timeout(SOON):
        while line not in (shown := (await got(f"{ops}/metrics"))[1]):
            pass
    return shown


async def test_a_bot_whose_slack_is_not_there_yet_is_alive_and_not_ready() -> None:
    asked = asyncio.Event()

    async def unavailable(_: web.Request) -> web.Response:
        asked.set()
        return web.json_response({"ok": False, "error": "service_unavailable"}, status=503)

    slack = web.Application()
    slack.router.add_route("*", "/api/auth.test", unavailable)
    port = free_port()
    async with running_sandbox(observer=lambda _: None) as sandbox, loopback(slack) as origin:
        environment = {**sandbox.environment, "SLACK_API_URL": f"{origin}/api"}
        starting = asyncio.create_task(serving(only_settings(**environment, BOT_OPS_PORT=port)).__aenter__())
        await asyncio.wait_for(asked.wait(), SOON)
        alive, _ = await got(f"http://127.0.0.1:{port}/healthz")
        answer = await got(f"http://127.0.0.1:{port}/readyz")
        starting.cancel()
        await asyncio.wait([starting])
    assert alive == 200
    assert answer == (503, '{"ready": false, "why_not": "starting"}')


@pytest.mark.parametrize(
    ("life", "transport_up", "status", "why_not"),
    [
        (Life.SERVING, True, 200, None),
        (Life.SERVING, False, 503, "no connection with Slack"),
        (Life.DRAINING, True, 503, "draining"),
    ],
)
async def test_only_its_own_state_makes_it_ready_or_not(
    life: Life, *, transport_up: bool, status: int, why_not: str | None
) -> None:
    readiness = Readiness()
    readiness.life, readiness.transport_up = life, transport_up
    async with loopback(Ops(readiness, Metrics()).application()) as origin:
        answered, told = await got(f"{origin}/readyz")
    assert answered == status
    assert why_not is None or why_not in told


async def test_the_port_can_be_switched_off() -> None:
    async with running_sandbox(observer=lambda _: None) as sandbox:
        settings = only_settings(**sandbox.environment, BOT_OPS_PORT="off")
    async with ops_port(settings, Readiness(), Metrics()) as origin:
        assert origin is None


async def test_the_health_check_tells_alive_from_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running_sandbox(observer=lambda _: None) as sandbox:
        ops = {"BOT_OPS_PORT": str(free_port()), "BOT_OPS_HOST": "0.0.0.0"}
        environment = {**sandbox.environment, **ops}
    for name, value in ops.items():  # it needs no others
        monkeypatch.setenv(name, value)

    async def checked() -> int:
        return (await asyncio.to_thread(CliRunner().invoke, app, ["healthcheck"])).exit_code

    async with ops_port(only_settings(**environment), Readiness(), Metrics()):
        assert await checked() == 0
    assert await checked() == 1
    monkeypatch.setenv("BOT_OPS_PORT", "off")
    assert await checked() == 1
    monkeypatch.setenv("BOT_OPS_PORT", "bogus")
    assert await checked() == 1


async def test_a_site_that_is_no_bot_is_not_alive() -> None:
    async with loopback(web.Application()) as origin:
        host, _, port = origin.removeprefix("http://").partition(":")
        assert not await asyncio.to_thread(is_alive, host, int(port))


def test_the_health_check_loads_nothing_of_what_serving_needs() -> None:
    heavy = {"aiohttp", "httpx", "prometheus_client", "slack_bolt", "slack_sdk"}
    check = f"import sys, bot.cli, bot.health; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0  # noqa: S603 - our own code
