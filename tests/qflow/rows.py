"""Rows as the steps endpoint writes them, answers made of them, and strategies that make any.

Times go in as milliseconds after `ORIGIN`. Everything goes through `parse_step_events`, as it does in the bot.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from bot.qflow.events import StepEvents
from bot.qflow.execution import Execution
from bot.qflow.fold import fold
from bot.qflow.reading import parse_step_events
from bot.qflow.step import Step
from tests.texts import any_text

Row = Mapping[str, Any]

EXECUTION_ID = "0e72b4a1-abea-45b2-9ae9-91cd87506404"
ORIGIN = 1_746_010_375_084
"""When the execution of the documented samples began."""
NODE = "node-e3a84822-post-event"


def moment(at: int) -> datetime:
    """Give the moment of a row's time."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ORIGIN + at)


def started(at: int, node: str = NODE, **other: Any) -> Row:
    """Write a start row; `other` replaces or adds fields."""
    times = {"createdAt": ORIGIN + at + 53, "startDate": ORIGIN + at, "endDate": None}
    return _row(node) | times | {"eventOrder": 1, "status": "Running", "details": None} | other


def finished(at: int, node: str = NODE, *, own_start: int | None = None, **other: Any) -> Row:
    """Write a finish row, whose own start is by default that of its last phase, 54 ms earlier."""
    start = at - 54 if own_start is None else own_start
    times = {"createdAt": ORIGIN + at + 49, "startDate": ORIGIN + start, "endDate": ORIGIN + at}
    return _row(node) | times | {"eventOrder": 2, "status": "Success", "details": {"message": "Done"}} | other


def trigger(at: int = 0) -> Row:
    """Write the trigger's row."""
    return started(at, "trigger")


def body(*rows: object, **other: Any) -> bytes:
    """Write an answer's body; its total is the number of rows unless `other` says otherwise."""
    return json.dumps({"total": len(rows), "items": rows} | other).encode()


def answer(*rows: object, **other: Any) -> StepEvents:
    """Read an answer made of rows."""
    return parse_step_events(body(*rows, **other))


def execution(*rows: object, dated: bool = False, **other: Any) -> Execution:
    """Fold an execution out of rows."""
    return fold(EXECUTION_ID, answer(*rows, **other), dated=dated)


def the_step(*rows: object) -> Step:
    """Fold rows of one node into their step."""
    (step,) = execution(*rows).steps
    return step


def _row(node: str) -> dict[str, Any]:
    return {
        "id": "01JT3586DVKJE6ESFK2DNP15A9",
        "updatedAt": None,
        "tags": ["created_by=0ffaf046-768b-79fc-83f6-aa25be52c2a1"],
        "customerId": "54f50897-26f3-c9af-83f9-e71459be70d9",
        "nodeId": node,
        "execution": EXECUTION_ID,
        "nodeType": node.split("-", 2)[-1],
        "parDateKey": "2025-04-30T00:00:00.000Z",
    }


_TIMES = st.sampled_from([None, *range(12), 253_402_300_799_999])

_OTHER_FIELDS: list[Row] = [
    {},
    {"details": None, "tags": None, "customerId": None, "execution": None, "parDateKey": None, "updatedAt": None},
    {"details": {}, "tags": [], "customerId": "", "execution": "", "parDateKey": "", "updatedAt": 0},
    {"details": {"message": None}, "tags": ["b", "a"], "customerId": "a", "execution": "\ud83d", "parDateKey": "a"},
    {"details": {"message": "a"}, "tags": ["a"], "customerId": "b", "execution": "b", "parDateKey": "b"},
]

ANY_ROWS = st.lists(
    st.builds(
        lambda fields, other: fields | other,
        st.fixed_dictionaries(
            {
                "nodeId": st.sampled_from(["trigger", NODE, "node-ea318327-action", "\ud83d"]),
                "eventOrder": st.sampled_from([None, -1, 0, 1, 1, 2, 2, 3, 2**53]),
                "nodeType": st.sampled_from([None, "trigger", "action", ""]),
                "status": st.sampled_from([None, "Running", "Success", "FAILED", "skipped", "Hibernating", ""]),
                "startDate": _TIMES,
                "endDate": _TIMES,
                "createdAt": _TIMES,
                "id": st.sampled_from([None, "", "a", "b", "\ud83d"]),
            }
        ),
        st.sampled_from(_OTHER_FIELDS),
    ),
    max_size=6,
)
"""Lists of rows that can all be read, in any state and order."""

_KEYS = any_text(often=("nodeId", "status", "a\udfff"), most=2)

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _KEYS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=8,
)
"""Anything that JSON can say, NaN and halves of characters included."""
