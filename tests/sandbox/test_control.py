"""The sandbox's own endpoints."""

from typing import Any

import pytest

from bot.sandbox.executions import named
from bot.sandbox.faults.planned import PlannedFault
from tests.sandbox.conftest import Upstream

PHASES = named("phases").execution_id
KINDS = sorted(PlannedFault.model_json_schema()["properties"]["fault"]["discriminator"]["mapping"])
NEEDS: dict[str, dict[str, Any]] = {"delay": {"seconds": 1}, "http-error": {"status": 503}}


async def test_a_fault_asked_for_over_http_meets_the_next_call(upstream: Upstream) -> None:
    wish = {"fault": {"kind": "http-error", "status": 429, "wait": 5}, "execution_id": PHASES, "times": 1}
    assert (await upstream.client.post("/sandbox/faults", json=wish)).status_code == 201
    answer = await upstream.steps("phases")
    assert (answer.status_code, answer.headers["X-RateLimit-ToWait-Sec"]) == (429, "5")
    assert upstream.statuses() == [429]


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_of_fault_can_be_asked_for(upstream: Upstream, kind: str) -> None:
    wish = {"fault": {"kind": kind, **NEEDS.get(kind, {})}}
    answer = await upstream.client.post("/sandbox/faults", json=wish)
    assert answer.status_code == 201
    [planned] = answer.json()["planned"]
    assert planned["fault"]["kind"] == kind
    assert (planned["on"], planned["execution_id"], planned["times"]) == ("steps", None, 1)


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        pytest.param({"fault": {"kind": "earthquake"}}, "'earthquake'", id="unknown kind"),
        pytest.param({"fault": {"kind": "delay", "seconds": 900}}, "fault.delay.seconds", id="too long"),
        pytest.param({"fault": {"kind": "http-error", "status": 200}}, "greater than", id="no error status"),
        pytest.param({"fault": {"kind": "reset", "hard": True}}, "fault.reset.hard", id="unknown field"),
        pytest.param({"fault": {"kind": "reset"}, "times": 0}, "times", id="never"),
        pytest.param({"fault": {"kind": "reset"}, "on": "moon"}, "on: ", id="unknown call"),
        pytest.param({"fault": {"kind": "reset"}, "execution_id": "x"}, "no execution x", id="no execution"),
        pytest.param({}, "fault: Field required.", id="nothing"),
        pytest.param([], "The body: ", id="a list"),
    ],
)
async def test_a_wish_that_cannot_be_met_is_answered_with_a_sentence(
    upstream: Upstream, wish: object, says: str
) -> None:
    answer = await upstream.client.post("/sandbox/faults", json=wish)
    assert answer.status_code == 400
    message = answer.json()["message"]
    assert says in message
    assert message.endswith(".")
    assert not upstream.api.faults.planned


async def test_a_body_that_is_no_json_is_answered_with_a_sentence(upstream: Upstream) -> None:
    answer = await upstream.client.post("/sandbox/faults", content=b"please fail")
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("The body: Invalid JSON")


async def test_the_plan_can_be_read_and_cleared(upstream: Upstream) -> None:
    wish = {"fault": {"kind": "reset"}, "times": None}
    await upstream.client.post("/sandbox/faults", json=wish)
    shown = (await upstream.client.get("/sandbox/faults")).json()
    assert shown == {"planned": [{"fault": {"kind": "reset"}, "on": "steps", "execution_id": None, "times": None}]}
    assert (await upstream.client.delete("/sandbox/faults")).json() == {"planned": []}
    assert (await upstream.steps("phases")).status_code == 200


async def test_the_sandboxs_own_endpoints_are_not_observed(upstream: Upstream) -> None:
    await upstream.client.get("/sandbox/faults")
    await upstream.client.post("/sandbox/tokens/expire")
    assert not upstream.observed
