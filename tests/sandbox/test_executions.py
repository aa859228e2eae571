"""The named executions, as a client meets them."""

import asyncio
import re
import zlib
from typing import Any

import httpx
import pytest

from bot.sandbox.executions import NAMED, named
from bot.sandbox.executions.recorder import FIELDS
from tests.sandbox.conftest import IMPATIENT, NOW, Upstream, steps_path

NOT_AS_DOCUMENTED = {"malformed", "unknown-statuses"}
REGULAR = [
    execution.name
    for execution in NAMED.values()
    if execution.fault is None and execution.name not in NOT_AS_DOCUMENTED | {"ten-thousand"}
]


async def items(upstream: Upstream, name: str, **query: str) -> list[Any]:
    answer = await upstream.steps(name, **query)
    return list(answer.json()["items"])


def test_ids_are_uuids_whose_first_eight_digits_differ() -> None:
    assert all(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", id_) for id_ in NAMED)
    assert len({execution_id[:8] for execution_id in NAMED}) == len(NAMED)


def test_names_differ_and_each_says_in_a_sentence_what_it_shows() -> None:
    assert len({execution.name for execution in NAMED.values()}) == len(NAMED)
    assert all(execution.shows.endswith(".") for execution in NAMED.values())


def test_an_unknown_name_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        named("nobody")


@pytest.mark.parametrize("name", REGULAR)
async def test_rows_have_exactly_the_documented_fields(upstream: Upstream, name: str) -> None:
    for row in await items(upstream, name, startAt="2020-01-01"):
        assert tuple(row) == FIELDS
        assert row["execution"] == named(name).execution_id


@pytest.mark.parametrize("name", REGULAR)
async def test_rows_are_told_apart_by_id(upstream: Upstream, name: str) -> None:
    ids = [row["id"] for row in await items(upstream, name)]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", row_id) for row_id in ids)


async def test_an_action_failed_and_says_why(upstream: Upstream) -> None:
    rows = await items(upstream, "failed")
    [failed] = [row for row in rows if row["status"] == "Failed"]
    assert failed["nodeType"] == "action"
    assert "is not authorized to perform: ec2:StopInstances" in failed["details"]["message"]
    assert len({row["nodeId"] for row in rows}) == 7
    assert rows[-1]["status"] == "Skipped"


async def test_every_node_but_the_trigger_has_both_rows(upstream: Upstream) -> None:
    rows = await items(upstream, "both-rows")
    orders: dict[str, list[int]] = {}
    for row in rows:
        orders.setdefault(row["nodeId"], []).append(row["eventOrder"])
    assert orders.pop("trigger") == [1]
    assert {tuple(sorted(each)) for each in orders.values()} == {(1, 2)}


async def test_a_loop_has_interleaved_runs_of_one_node(upstream: Upstream) -> None:
    rows = [row for row in await items(upstream, "loop") if row["nodeId"] == "node-4c1d88e0-action"]
    assert [row["eventOrder"] for row in rows] == [1, 1, 2, 1, 2, 2]
    assert [row["status"] for row in rows if row["eventOrder"] == 2] == ["Success", "Failed", "Success"]


async def test_a_running_execution_began_shortly_before_the_sandbox_opened(upstream: Upstream) -> None:
    rows = await items(upstream, "running")
    assert rows[0]["startDate"] == NOW * 1000 - 90_000
    assert rows[-1]["endDate"] is None
    assert rows[-1]["eventOrder"] == 1


async def test_an_execution_that_just_started_has_its_trigger_only(upstream: Upstream) -> None:
    assert [row["nodeId"] for row in await items(upstream, "just-started")] == ["trigger"]


async def test_a_moving_execution_shows_one_row_more_at_each_read_until_it_is_over(
    upstream: Upstream,
) -> None:
    counts = [len(await items(upstream, "moving")) for _ in range(12)]
    assert counts == [1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9]


async def test_unknown_statuses_and_fields_arrive_as_they_are(upstream: Upstream) -> None:
    rows = await items(upstream, "unknown-statuses")
    assert {"Hibernating", "PartiallyApplied", ""} <= {row["status"] for row in rows}
    assert any(set(row) > set(FIELDS) for row in rows)


async def test_malformed_rows_stand_between_good_ones(upstream: Upstream) -> None:
    rows = await items(upstream, "malformed")
    assert len(rows) == 8
    assert "this is no row" in rows
    assert None in rows
    assert any(isinstance(row, dict) and "nodeId" not in row for row in rows)


async def test_none_is_an_empty_answer(upstream: Upstream) -> None:
    answer = await upstream.steps("none")
    assert (answer.status_code, answer.json()) == (200, {"total": 0, "items": []})


async def test_a_thousand_steps_have_both_rows(upstream: Upstream) -> None:
    rows = await items(upstream, "thousand")
    assert len({row["nodeId"] for row in rows}) == 1_000
    assert len(rows) == 1_999


async def test_step_7321_of_ten_thousand_failed(upstream: Upstream) -> None:
    rows = await items(upstream, "ten-thousand", order="startDate")
    assert len({row["nodeId"] for row in rows}) == 10_000
    assert [number for number, row in enumerate(rows, 1) if row["status"] == "Failed"] == [7_321]


async def test_hostile_text_travels_unharmed(upstream: Upstream) -> None:
    answer = await upstream.steps("hostile")
    assert rb"\ud800" in answer.content
    messages = [row["details"]["message"] for row in answer.json()["items"] if row["details"]]
    assert max(len(message) for message in messages) == 2**20
    assert max(message.count("\n") for message in messages) == 9_999
    assert any("<!channel>" in message for message in messages)


async def test_a_total_may_lie(upstream: Upstream) -> None:
    answer = (await upstream.steps("lying-total")).json()
    assert (answer["total"], len(answer["items"])) == (40, 6)


async def test_rows_across_midnight_carry_two_days(upstream: Upstream) -> None:
    days = [row["parDateKey"] for row in await items(upstream, "midnight")]
    assert sorted(set(days)) == ["2025-10-14T00:00:00.000Z", "2025-10-15T00:00:00.000Z"]


async def test_phases_share_their_hex_digits(upstream: Upstream) -> None:
    nodes = {row["nodeId"] for row in await items(upstream, "phases")}
    assert len([node for node in nodes if node.startswith("node-7a3f19c4-")]) == 4


async def test_data_comes_only_when_it_is_asked_for(upstream: Upstream) -> None:
    without = await items(upstream, "with-data", includeData="false")
    assert all(tuple(row) == FIELDS for row in without)
    with_data = await items(upstream, "with-data", includeData="true")
    assert all({"input", "output"} <= set(row) for row in with_data)
    assert "AKIAIOSFODNN7EXAMPLE" in str(with_data)


async def test_an_api_that_refuses_every_order_answers_without_one(upstream: Upstream) -> None:
    assert (await upstream.steps("error-400", order="status")).status_code == 400
    assert (await upstream.steps("error-400")).status_code == 200


@pytest.mark.parametrize(
    ("name", "status", "headers"),
    [
        ("error-401", 401, {}),
        ("error-403", 403, {}),
        ("error-404", 404, {}),
        ("error-409", 409, {"X-RateLimit-ToWait-Sec": "40"}),
        ("error-429", 429, {"X-RateLimit-ToWait-Sec": "600"}),
        ("error-429-retry-after", 429, {"Retry-After": "120"}),
        ("error-429-bare", 429, {}),
        ("error-500", 500, {}),
        ("error-502", 502, {}),
        ("error-503", 503, {}),
        ("error-redirect", 302, {}),
    ],
)
async def test_an_error_has_its_status_and_says_how_long_to_wait_where_it_should(
    upstream: Upstream, name: str, status: int, headers: dict[str, str]
) -> None:
    answer = await upstream.steps(name)
    waits = {"X-RateLimit-ToWait-Sec", "Retry-After"}
    assert answer.status_code == status
    assert {wait: answer.headers[wait] for wait in waits if wait in answer.headers} == headers
    assert upstream.statuses() == [status]


async def test_the_403_names_a_user(upstream: Upstream) -> None:
    assert "joe_user" in (await upstream.steps("error-403")).json()["message"]


async def test_the_502_is_a_page_and_no_json(upstream: Upstream) -> None:
    answer = await upstream.steps("error-502")
    assert answer.headers["Content-Type"] == "text/html"
    assert answer.text.startswith("<html>")


@pytest.mark.parametrize("name", ["error-broken-body", "error-html"])
async def test_a_200_may_carry_no_json(upstream: Upstream, name: str) -> None:
    answer = await upstream.steps(name)
    assert answer.status_code == 200
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        answer.json()


async def test_a_200_may_carry_json_of_another_shape(upstream: Upstream) -> None:
    assert (await upstream.steps("error-shape")).json() == {"data": {}, "errors": [], "meta": {}}


async def test_a_silent_api_lets_the_client_time_out_and_never_holds_up_the_server(
    upstream: Upstream,
) -> None:
    with pytest.raises(httpx.ReadTimeout):
        await upstream.client.get(steps_path(named("error-timeout").execution_id), timeout=IMPATIENT)
    assert upstream.statuses() == [0]


async def test_a_connection_may_be_reset_without_an_answer(upstream: Upstream) -> None:
    with pytest.raises(httpx.ReadError):
        await upstream.steps("error-connection")
    assert upstream.statuses() == [0]


async def test_a_body_of_more_than_32_mebibytes_is_small_on_the_wire(upstream: Upstream) -> None:
    path = steps_path(named("error-too-large").execution_id)
    packed = b""
    async with upstream.client.stream("GET", path) as answer:
        async for chunk in answer.aiter_raw():
            packed += chunk
    assert len(packed) < 2**18
    assert len(zlib.decompress(packed, wbits=31)) > 32 * 2**20


async def test_two_apis_move_on_by_themselves(upstream: Upstream) -> None:
    await asyncio.gather(*(upstream.steps("moving") for _ in range(3)))
    assert len(await items(upstream, "moving")) == 4
