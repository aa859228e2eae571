"""Rows of the steps endpoint as hypothesis makes them: any that can be read, and texts of every bad kind."""

import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from bot.blocks.shown import MOST_OPEN, Shown, step_key
from bot.qflow.execution import Execution
from bot.qflow.fold import fold
from bot.qflow.lookup import Lookup
from bot.qflow.order import FIELDS, Order
from bot.qflow.reading import parse_step_events

AWKWARD = '<>&*_~`:@#|"\\\n\t\0\x1b\u200b\u202e\u2060\ufeff\ud83d👩‍👩‍👧‍👦🇩🇪é漢؁'
TEXTS = st.one_of(
    st.text(alphabet=st.characters(), max_size=60),
    st.text(alphabet=AWKWARD, max_size=3_000),
    st.sampled_from(
        ["<!channel> <@U012> <https://e.example|x>", "👩‍👩‍👧‍👦" * 400, '"' * 4_000, "a" * 100_000, "&" * 5_000]
    ),
)
TIMES = st.none() | st.integers(0, 253_402_300_799_999) | st.integers(1_746_010_375_084, 1_746_010_475_084)
ABSURD = st.sampled_from([2**53, 2**53 + 1, 10**1_411, 10**4_000])
"""Whole numbers of a size that no row and no count has."""
STATUSES = st.none() | st.sampled_from(["Success", "Failed", "Running", "Skipped", "TIMED_OUT", "Hibernating"]) | TEXTS


@st.composite
def rows(draw: st.DrawFn) -> dict[str, Any]:
    """One row, of one of few nodes or of one of its own."""
    node_id = draw(
        st.sampled_from(["trigger", "node-e3a84822-post-event", "node-67649155-filter"]) | TEXTS.filter(bool)
    )
    return {
        "nodeId": node_id,
        "id": draw(st.none() | st.text(max_size=26)),
        "createdAt": draw(TIMES),
        "tags": draw(st.none() | st.lists(TEXTS, max_size=3)),
        "eventOrder": draw(st.none() | st.integers(-3, 9) | ABSURD),
        "nodeType": draw(st.none() | st.sampled_from(["trigger", "action"]) | TEXTS),
        "status": draw(STATUSES),
        "startDate": draw(TIMES),
        "endDate": draw(TIMES),
        "details": draw(st.none() | st.fixed_dictionaries({"message": st.none() | TEXTS})),
    }


@st.composite
def executions(draw: st.DrawFn) -> Execution:
    """An execution of up to some dozens of rows."""
    items: list[object] = list(draw(st.lists(rows(), min_size=1, max_size=40)))
    items += draw(st.lists(st.sampled_from([None, 7, "row", {}]), max_size=3))
    total = draw(st.none() | st.just(len(items)) | st.integers(0, 10**9) | ABSURD)
    body = json.dumps({"total": total, "items": items}).encode()
    return fold("0e72b4a1-abea-45b2-9ae9-91cd87506404", parse_step_events(body), dated=draw(st.booleans()))


@st.composite
def shown(draw: st.DrawFn, execution: Execution) -> Shown:
    """What a summary of this execution might be asked to show."""
    order = draw(st.none() | st.builds(Order, st.sampled_from(FIELDS), st.booleans()))
    since = draw(st.none() | st.datetimes(timezones=st.just(UTC), min_value=datetime(1970, 1, 1)))  # noqa: DTZ001 - hypothesis wants it naive
    statuses = tuple(draw(st.lists(st.sampled_from(["failed", "running", "漢" * 8]), max_size=2, unique=True)))
    steps = draw(st.lists(st.sampled_from(execution.steps), max_size=MOST_OPEN, unique=True)) if execution.steps else []
    lookup = Lookup(execution.execution_id, order, since, statuses=statuses)
    return Shown(lookup, draw(st.none() | st.integers(1, 6)), tuple(map(step_key, steps)))
