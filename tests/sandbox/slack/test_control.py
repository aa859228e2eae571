"""The own endpoints of the sandbox's Slack, over the wire."""

import asyncio
from typing import Any

import aiohttp
import pytest

from bot.sandbox.observations import Observation
from bot.sandbox.slack import SlackSandbox
from bot.sandbox.slack.faults import CALLS, RESPONSE_URL
from bot.sandbox.slack.people import ALICE, INCIDENTS
from tests.sandbox.slack.conftest import BOT_TOKEN

Json = dict[str, Any]


async def plan(http: aiohttp.ClientSession, slack: SlackSandbox, **wish: object) -> tuple[int, Json]:
    async with http.post(f"{slack.origin}/sandbox/faults", json=wish) as response:
        return response.status, await response.json()


async def call(http: aiohttp.ClientSession, slack: SlackSandbox, method: str) -> tuple[int, Json, str | None]:
    """Call a method, and give the status, the answer and how long it says to wait."""
    headers = {"Authorization": f"Bearer {BOT_TOKEN}"}
    message = {"channel": INCIDENTS.id, "text": "hello"}
    async with http.post(f"{slack.origin}/api/{method}", json=message, headers=headers) as response:
        return response.status, await response.json(), response.headers.get("Retry-After")


async def post(http: aiohttp.ClientSession, url: str) -> tuple[int, str]:
    async with http.post(url, json={"text": "hello"}) as response:
        return response.status, await response.text()


async def test_a_refusal_asked_for_over_http_meets_the_next_calls_of_its_method(
    slack: SlackSandbox, http: aiohttp.ClientSession
) -> None:
    status, _ = await plan(http, slack, method="chat.postMessage", error="not_in_channel", times=2)
    assert status == 201
    assert (await call(http, slack, "auth.test"))[1]["ok"]
    answers = [(await call(http, slack, "chat.postMessage"))[:2] for _ in range(3)]
    assert answers[:2] == [(200, {"ok": False, "error": "not_in_channel"})] * 2
    assert answers[2][1]["ok"]


@pytest.mark.parametrize(
    ("wish", "answered"),
    [
        pytest.param({"retry_after": 7}, (429, "7"), id="with the seconds to wait"),
        pytest.param({}, (429, None), id="without"),
        pytest.param({"status": 503}, (503, None), id="under another status"),
    ],
)
async def test_a_rate_limit_waits_as_asked(
    slack: SlackSandbox, http: aiohttp.ClientSession, wish: Json, answered: tuple[int, str | None]
) -> None:
    await plan(http, slack, method="auth.test", error="ratelimited", **wish)
    status, answer, retry_after = await call(http, slack, "auth.test")
    assert (status, retry_after) == answered
    assert answer == {"ok": False, "error": "ratelimited"}


async def test_response_urls_are_refused_once_and_then_dead_for_good(
    slack: SlackSandbox, http: aiohttp.ClientSession
) -> None:
    url = (await slack.command("/qflow-steps", person=ALICE, channel=INCIDENTS)).payload["response_url"]
    await plan(http, slack, method=RESPONSE_URL, error="invalid_blocks")
    await plan(http, slack, method=RESPONSE_URL, error="expired_url", times=None)
    answers = [await post(http, url) for _ in range(4)]
    assert answers == [(400, "invalid_blocks"), *[(404, "expired_url")] * 3]


@pytest.mark.parametrize("error", [pytest.param(None, id="succeeds"), pytest.param("internal_error", id="fails")])
async def test_a_slow_call_is_answered_late_and_at_once_when_the_faults_are_cleared(
    slack: SlackSandbox, http: aiohttp.ClientSession, error: str | None
) -> None:
    await plan(http, slack, method="auth.test", delay=60, error=error)
    waiting = asyncio.create_task(call(http, slack, "auth.test"))
    await plan(http, slack, method="users.info", error="internal_error")
    assert not (await call(http, slack, "users.info"))[1]["ok"]
    assert not waiting.done()
    slack.faults.clear()
    assert (await waiting)[1]["ok"] == (error is None)


async def test_a_delay_ends_by_itself(slack: SlackSandbox, http: aiohttp.ClientSession) -> None:
    await plan(http, slack, method="auth.test", delay=0.01)
    assert (await call(http, slack, "auth.test"))[1]["ok"]
    assert not slack.faults.planned


@pytest.mark.parametrize("method", CALLS)
async def test_everything_an_app_can_call_can_fail(
    slack: SlackSandbox, http: aiohttp.ClientSession, method: str
) -> None:
    status, shown = await plan(http, slack, method=method, error="internal_error")
    assert status == 201
    wanted = {
        "method": method,
        "error": "internal_error",
        "delay": None,
        "status": None,
        "retry_after": None,
        "times": 1,
    }
    assert shown == {"planned": [wanted | {"times": 1}]}


def test_what_can_fail_is_what_this_slack_serves(slack: SlackSandbox) -> None:
    assert set(CALLS) - {RESPONSE_URL} == slack._web_api._methods.keys()


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        pytest.param({"method": "chat.shout", "error": "no_text"}, "'chat.postMessage'", id="unknown method"),
        pytest.param({"method": "users.info"}, "An error or a delay is required.", id="neither error nor delay"),
        pytest.param({"method": "users.info", "delay": 0}, "delay: ", id="no delay"),
        pytest.param({"method": "users.info", "error": "No such user"}, "error: ", id="no error's name"),
        pytest.param({"method": "users.info", "error": "x", "status": 99}, "status: ", id="no status"),
        pytest.param({"method": "users.info", "error": "x", "retry_after": -1}, "retry_after: ", id="no wait"),
        pytest.param({"method": "users.info", "error": "x", "times": 0}, "times: ", id="never"),
        pytest.param({"method": "users.info", "error": "x", "soon": True}, "soon: ", id="unknown field"),
        pytest.param({}, "method: Field required.", id="nothing"),
    ],
)
async def test_a_wish_that_cannot_be_met_is_answered_with_a_sentence(
    slack: SlackSandbox, http: aiohttp.ClientSession, wish: Json, says: str
) -> None:
    status, answer = await plan(http, slack, **wish)
    assert status == 400
    assert says in answer["message"]
    assert answer["message"].endswith(".")
    assert not slack.faults.planned


async def test_a_body_that_is_no_json_is_answered_with_a_sentence(
    slack: SlackSandbox, http: aiohttp.ClientSession
) -> None:
    async with http.post(f"{slack.origin}/sandbox/faults", data=b"please fail") as response:
        assert response.status == 400
        assert (await response.json())["message"].startswith("The body: Invalid JSON")


async def test_the_plan_can_be_read_and_cleared_unobserved(
    slack: SlackSandbox, http: aiohttp.ClientSession, observed: list[Observation]
) -> None:
    await plan(http, slack, method="auth.test", error="invalid_auth", times=None)
    async with http.get(f"{slack.origin}/sandbox/faults") as response:
        (shown,) = (await response.json())["planned"]
    assert (shown["method"], shown["times"]) == ("auth.test", None)
    async with http.delete(f"{slack.origin}/sandbox/faults") as response:
        assert await response.json() == {"planned": []}
    assert (await call(http, slack, "auth.test"))[1]["ok"]
    assert not observed
