"""Node data: kept only where it is asked for, redacted before it is text, and never let out of the process."""

import json
import zlib
from typing import Any

import pytest

from bot.qflow.events import StepEvent
from bot.qflow.fold import fold
from bot.qflow.lookup import Lookup
from bot.qflow.packing import pack, unpack
from bot.qflow.reading import parse_step_events
from bot.qflow.snapshot import snapshot_of
from bot.redact import Redactor
from bot.store import opened
from tests.qflow.replicas import SCOPE, service
from tests.qflow.rows import EXECUTION_ID, body, execution, finished, started
from tests.qflow.upstream import NOW, Upstream, response

INPUT = {"region": "eu-west-1", "headers": {"Authorization": "Bearer made-up-1"}, "count": 2}


def told(*rows: object, redactor: Redactor | None = None) -> tuple[StepEvent, ...]:
    return parse_step_events(body(*rows), redactor or Redactor(), include_data=True).events


def data_of(**others: Any) -> Any:
    (event,) = told(finished(54, **others))
    assert event.data is not None
    return json.loads(event.data)


def test_data_is_every_key_that_is_not_documented_in_its_order() -> None:
    (event,) = told(finished(54, output=["é"], input={"b": 1, "a": None}))
    assert event.data == '{\n  "output": [\n    "é"\n  ],\n  "input": {\n    "b": 1,\n    "a": null\n  }\n}'


def test_secrets_in_data_are_hidden_by_key_at_any_depth_and_counted() -> None:
    read = parse_step_events(body(finished(54, input=INPUT, token="made-up-2")), include_data=True)
    assert read.redacted == 2
    assert "made-up" not in repr(read)
    assert data_of(input=INPUT)["input"] == {**INPUT, "headers": {"Authorization": "[redacted]"}}


def test_without_being_asked_for_there_is_no_data() -> None:
    read = parse_step_events(body(finished(54, input=INPUT), finished(60, "other", status=7, input=INPUT)))
    assert [event.data for event in read.events] == [None]
    assert read.redacted == 0


def test_a_row_without_more_keys_has_no_data() -> None:
    assert told(finished(54))[0].data is None


@pytest.mark.parametrize("value", ["made up", {"a": 1}, None, 7])
def test_a_key_that_is_called_data_is_data_like_any_other(value: object) -> None:
    row = finished(54, data=value)
    assert parse_step_events(body(row)).events == parse_step_events(body(finished(54))).events
    assert data_of(data=value) == {"data": value}


def test_names_of_our_own_are_no_documented_keys() -> None:
    assert data_of(node_id="a", event_id="b", eventId="c") == {"node_id": "a", "event_id": "b", "eventId": "c"}


def test_a_malformed_row_costs_itself_alone_with_data_too() -> None:
    read = parse_step_events(body("no row", finished(54, input=1), {"input": 2}), include_data=True)
    assert (len(read.events), read.unreadable) == (1, 2)


def test_odd_details_cost_their_message_and_keep_the_data() -> None:
    (event,) = told(finished(54, details="denied", input=1))
    assert (event.details, event.data) == (None, '{\n  "input": 1\n}')


def test_data_stays_with_an_event_whose_texts_are_redacted() -> None:
    (event,) = told(finished(54, details={"message": "password=made-up"}, input=1))
    assert event.details is not None
    assert (event.details.message, event.data) == ("password=[redacted]", '{\n  "input": 1\n}')


def test_an_event_with_data_can_be_hashed_and_is_not_the_one_without() -> None:
    with_data, without = told(finished(54, input=1), finished(54))
    assert len({with_data, without, *told(finished(54, input=1))}) == 2


def test_data_is_never_packed() -> None:
    read = parse_step_events(body(finished(54, input="stays here")), include_data=True)
    whole = fold(EXECUTION_ID, read, dated=False)
    assert "stays here" in repr(whole)
    packed = zlib.decompress(pack(snapshot_of(whole, as_of=NOW, size=1)))
    assert b"stays here" not in packed
    assert b"data" not in packed


def test_how_many_were_redacted_is_packed() -> None:
    snapshot = snapshot_of(execution(started(0), finished(54, status="token=made-up")), as_of=NOW, size=1)
    assert snapshot.execution.redacted == 1
    assert unpack(pack(snapshot)) == snapshot


async def test_the_client_hides_the_secrets_of_its_redactor_and_asks_for_data() -> None:
    upstream = Upstream(response(200, body(finished(54, details={"message": "token=made-up"}, input=INPUT))))
    read = await upstream.client().fetch(Lookup(EXECUTION_ID, include_data=True))
    assert upstream.queries() == ["includeData=true"]
    assert read.redacted == 2
    assert "made-up" not in repr(read.events)


@pytest.mark.redis
async def test_a_lookup_with_data_leaves_nothing_in_redis(redis_url: str) -> None:
    upstream = Upstream(response(200, body(finished(54, input="stays here"))))
    async with opened(redis_url, scope=SCOPE) as store:
        answer = await service(upstream, store).look_up(Lookup(EXECUTION_ID, include_data=True))
        assert answer.execution.steps[0].newest.latest.data is not None
        again = await service(upstream, store).look_up(Lookup(EXECUTION_ID, include_data=True))
    assert again == answer
    assert len(upstream.asked) == 2  # nothing was shared
