"""Step events: the rows the API returns, as Qualys documents them ("Workflow Execution Step List API").

A row keeps the API's integers, milliseconds since the epoch: there may be many rows, and few of their times are ever
shown.
"""

from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel
from pydantic.dataclasses import dataclass as validated

Milliseconds = Annotated[int, Field(ge=0, le=253_402_300_799_999)]
"""Milliseconds since the epoch, up to the end of the year 9999, the last that a datetime can hold."""

MOST = 2**53
"""The largest number that every JSON parser reads exactly, RFC 8259 section 6."""

_DOCUMENTED = ConfigDict(alias_generator=to_camel, extra="ignore")


@validated(frozen=True, slots=True, config=_DOCUMENTED)
class Details:
    """What a finish row says: `message` is the only key seen, on success and, it is inferred, on failure."""

    message: str | None = None


class RowData(str):
    """The data of a row, as it is written and redacted where rows are read."""

    __slots__ = ()


def _only_ours(value: object) -> str | None:
    """Take what was written there: a row's own key of that name is data like any other."""
    return value if isinstance(value, RowData) else None


@validated(frozen=True, slots=True, kw_only=True, config=_DOCUMENTED)
class StepEvent:
    """One row: something recorded about a node. All but `node_id` may be absent or null.

    data: what the row has beside the documented keys, as JSON, where that was asked for. It is never packed.
    """

    node_id: Annotated[str, Field(min_length=1)]
    event_id: Annotated[str | None, Field(alias="id")] = None
    created_at: Milliseconds | None = None
    updated_at: Milliseconds | None = None
    tags: tuple[str, ...] | None = None
    customer_id: str | None = None
    event_order: Annotated[int | None, Field(ge=-MOST, le=MOST)] = None
    execution: str | None = None
    node_type: str | None = None
    status: str | None = None
    start_date: Milliseconds | None = None
    end_date: Milliseconds | None = None
    details: Details | None = None
    par_date_key: str | None = None
    data: Annotated[str | None, BeforeValidator(_only_ours), Field(exclude=True)] = None


@dataclass(frozen=True, slots=True)
class StepEvents:
    """The readable rows of one answer, in the API's order.

    rows: how many rows were sent. unreadable: how many of them could not be read.
    total: how many rows the API counts; None where it does not say. It need not be the number of rows sent.
    size: of the answer in bytes, decompressed.
    redacted: how many values in them were secrets, and are hidden.
    """

    events: tuple[StepEvent, ...]
    rows: int
    total: int | None
    unreadable: int
    size: int
    redacted: int
