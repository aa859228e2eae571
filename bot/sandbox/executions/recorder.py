"""Writes rows as the steps endpoint gives them.

What a row consists of, and how its times relate, is computed from the eight rows of the documented samples
(Qualys Flow documentation, "Workflow Execution Step List API"): a start row has eventOrder 1, Running, no
endDate and no details; a finish row has eventOrder 2, an endDate and a message; a finish row's own
startDate is that of its last phase; createdAt lies some 50 ms after the event; the id is a ULID of
createdAt; parDateKey is the day in UTC.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Row = dict[str, Any]

FIELDS = (
    "id",
    "createdAt",
    "updatedAt",
    "tags",
    "customerId",
    "eventOrder",
    "nodeId",
    "execution",
    "nodeType",
    "status",
    "startDate",
    "endDate",
    "details",
    "parDateKey",
)
"""Every documented field of a row, in the documented order."""

STARTED, FINISHED = 1, 2
"""The two eventOrders of the documented samples."""

_CUSTOMER = "5a4d8b0c-17e2-c9af-83f9-0000000c0de5"
_CREATED_BY = "created_by=5a4d8b0c-17e2-79fc-83f6-000000facade"
_LAST_PHASE = 54
_WRITTEN_AFTER = 53
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Recorder:
    """Writes the rows of one execution; times go in as milliseconds since it began."""

    execution_id: str
    began_at: int

    def trigger(self) -> Row:
        """Write the trigger's only row: it starts the run and never gets a finish row."""
        return self.started("trigger", 0)

    def started(self, node_id: str, at: int, **other: Any) -> Row:
        """Write a start row; `other` replaces or adds fields."""
        return self._row(node_id, at, STARTED, {"status": "Running", "startDate": self.began_at + at} | other)

    def finished(self, node_id: str, at: int, message: str = "Success", status: str = "Success", **other: Any) -> Row:
        """Write a finish row; `other` replaces or adds fields."""
        end = self.began_at + at
        fields = {
            "status": status,
            "startDate": end - _LAST_PHASE,
            "endDate": end,
            "details": {"message": message},
        }
        return self._row(node_id, at, FINISHED, fields | other)

    def ran(self, node_id: str, start: int, end: int, message: str = "Success", status: str = "Success") -> list[Row]:
        """Write the two rows of a node that started and finished."""
        return [self.started(node_id, start), self.finished(node_id, end, message, status)]

    def _row(self, node_id: str, at: int, event_order: int, fields: Row) -> Row:
        created_at = self.began_at + at + _WRITTEN_AFTER
        row: Row = {
            "id": _ulid(created_at, f"{self.execution_id} {node_id} {event_order}"),
            "createdAt": created_at,
            "updatedAt": created_at,
            "tags": [_CREATED_BY],
            "customerId": _CUSTOMER,
            "eventOrder": event_order,
            "nodeId": node_id,
            "execution": self.execution_id,
            "nodeType": _node_type(node_id),
            "status": "",
            "startDate": None,
            "endDate": None,
            "details": None,
            "parDateKey": _day(created_at),
        }
        return row | fields


def _node_type(node_id: str) -> str:
    return node_id.split("-", 2)[-1]


def _day(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d}T00:00:00.000Z"


def _ulid(at: int, what: str) -> str:
    """Give a ULID: 48 bits of time, 80 drawn from `what`, in Crockford's base 32 (github.com/ulid/spec)."""
    drawn = hashlib.blake2b(what.encode("utf-8"), digest_size=10).digest()
    value = at << 80 | int.from_bytes(drawn, "big")
    return "".join(_CROCKFORD[value >> shift & 31] for shift in range(125, -1, -5))
