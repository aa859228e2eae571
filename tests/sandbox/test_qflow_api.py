"""The steps endpoint of the sandbox: who may ask, what can be asked, and what is observed."""

from typing import Any

import httpx
import pytest

from bot.sandbox.executions.recorder import FIELDS
from bot.sandbox.recorded_exchanges import SAMPLE_1, SAMPLE_2, recorded_body
from tests.sandbox.conftest import Upstream, steps_path

DOCUMENTED = "0e72b4a1-abea-45b2-9ae9-91cd87506404"


def column(answer: httpx.Response, name: str) -> list[Any]:
    return [row[name] for row in answer.json()["items"]]


async def test_the_first_documented_request_is_answered_as_documented(upstream: Upstream) -> None:
    answer = await upstream.client.get(steps_path(DOCUMENTED))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.content == recorded_body(SAMPLE_1)


async def test_the_second_documented_request_is_answered_as_documented(upstream: Upstream) -> None:
    query = "?&startAt=2025-03-20T01%3A45%3A36.220Z&order=status"
    answer = await upstream.client.get(steps_path(DOCUMENTED) + query)
    assert answer.content == recorded_body(SAMPLE_2)


async def test_any_other_query_of_the_documented_execution_is_computed_from_all_rows(
    upstream: Upstream,
) -> None:
    answer = await upstream.steps("documented", order="createdAt")
    assert answer.json()["total"] == 8
    assert column(answer, "createdAt") == sorted(column(answer, "createdAt"))
    assert column(answer, "nodeId")[0] == "trigger"


@pytest.mark.parametrize(
    "authorization",
    [
        pytest.param(None, id="none"),
        pytest.param("Bearer another-token", id="another token"),
        pytest.param("Basic a-made-up-token", id="another scheme"),
        pytest.param("a-made-up-token", id="no scheme"),
    ],
)
async def test_a_call_without_the_token_is_refused(upstream: Upstream, authorization: str | None) -> None:
    del upstream.client.headers["Authorization"]
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = await upstream.client.get(steps_path(DOCUMENTED), headers=headers)
    assert answer.status_code == 401
    assert answer.json() == {"status": 401, "error": "Unauthorized", "message": "Not authenticated"}


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(steps_path("12345678-1234-1234-1234-123456789012"), id="unknown execution"),
        pytest.param(steps_path("not-a-uuid"), id="not a UUID"),
        pytest.param("/qflowapi/v1/executions", id="another resource"),
        pytest.param("/", id="the root"),
    ],
)
async def test_what_is_not_there_is_not_found(upstream: Upstream, path: str) -> None:
    answer = await upstream.client.get(path)
    assert answer.status_code == 404
    assert upstream.observed[0].fields["path"] == path


@pytest.mark.parametrize(
    "query",
    [
        pytest.param({"order": "colour"}, id="order by an unknown field"),
        pytest.param({"order": "--status"}, id="two hyphens"),
        pytest.param({"order": ""}, id="empty order"),
        pytest.param({"startAt": "yesterday"}, id="startAt is no date"),
        pytest.param({"endAt": ""}, id="empty endAt"),
        pytest.param({"includeData": "perhaps"}, id="includeData is no boolean"),
    ],
)
async def test_a_parameter_that_cannot_be_read_is_refused(upstream: Upstream, query: dict[str, str]) -> None:
    answer = await upstream.steps("both-rows", **query)
    assert answer.status_code == 400
    assert answer.json() == {"message": "Invalid input Parameter."}


async def test_an_unknown_parameter_is_ignored(upstream: Upstream) -> None:
    answer = await upstream.steps("both-rows", pageSize="1")
    assert answer.json()["total"] == 11


async def test_both_ends_of_a_range_of_dates_belong_to_it(upstream: Upstream) -> None:
    answer = await upstream.steps("both-rows", startAt="2025-04-30T10:53:00.124Z", endAt="2025-04-30T10:53:00.248Z")
    assert sorted(column(answer, "createdAt")) == [1746010380124, 1746010380248]
    assert answer.json()["total"] == 2


async def test_a_range_that_ends_before_the_run_holds_nothing(upstream: Upstream) -> None:
    answer = await upstream.steps("both-rows", endAt="2025-04-29T23:59:59Z")
    assert answer.json() == {"total": 0, "items": []}


@pytest.mark.parametrize("name", ["both-rows", "malformed", "unknown-statuses"])
async def test_every_documented_field_can_be_ordered_by_either_way(upstream: Upstream, name: str) -> None:
    unordered = await upstream.steps(name)
    for order in (*FIELDS, *(f"-{field}" for field in FIELDS)):
        answer = await upstream.steps(name, order=order)
        assert answer.status_code == 200
        assert answer.json()["total"] == unordered.json()["total"]


@pytest.mark.parametrize(
    ("order", "last_end_dates"),
    [
        pytest.param("endDate", [1746010430521, None], id="ascending"),
        pytest.param("-endDate", [1746010377729, None], id="descending"),
    ],
)
async def test_rows_without_a_value_come_last_in_either_direction(
    upstream: Upstream, order: str, last_end_dates: list[int | None]
) -> None:
    end_dates = column(await upstream.steps("both-rows", order=order), "endDate")
    filled = [end_date for end_date in end_dates if end_date is not None]
    assert end_dates == [*filled, *[None] * 6]
    assert filled == sorted(filled, reverse=order.startswith("-"))
    assert end_dates[4:6] == last_end_dates


async def test_each_call_is_observed_with_its_query(upstream: Upstream) -> None:
    await upstream.steps("failed", order="-status", includeData="true")
    assert [observation.as_json() for observation in upstream.observed] == [
        {
            "kind": "qflow",
            "method": "GET",
            "path": steps_path("fa11ed00-0000-4000-8000-000000000001"),
            "query": {"order": "-status", "includeData": "true"},
            "status": 200,
        }
    ]
