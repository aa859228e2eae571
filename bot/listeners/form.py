"""What stands in the form, read with the same rules as the command."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.arguments import parse_execution_id
from bot.blocks.controls import AS_RUN, FAILED_ONLY
from bot.blocks.errors import error_sentences
from bot.blocks.modals import Field
from bot.dates import parse_range
from bot.errors import BadDate, EmptyRange, UnknownField, WrongInput
from bot.qflow.lookup import Lookup
from bot.qflow.order import parse_order


def parse_form(body: Mapping[str, Any], *, now: datetime) -> Lookup:
    """Read a submitted form. now: the present moment, aware, for times ago. Raises a WrongInput."""
    execution_id = parse_execution_id(_typed(body, Field.ID))
    order = _typed(body, Field.ORDER)
    since, until = parse_range(_typed(body, Field.SINCE), _typed(body, Field.UNTIL), now)
    return Lookup(
        execution_id,
        parse_order(order) if order and order != AS_RUN else None,
        since,
        until,
        statuses=FAILED_ONLY if _typed(body, Field.FAILED) else (),
    )


def field_errors(error: WrongInput) -> dict[str, str]:
    """Give the field that an error belongs to, and its sentence."""
    match error:
        case BadDate("since"):
            field = Field.SINCE
        case BadDate() | EmptyRange():
            field = Field.UNTIL
        case UnknownField():
            field = Field.ORDER
        case _:
            field = Field.ID
    return {field: error_sentences(error).replace(f"{field}=", "")}


def _typed(body: Mapping[str, Any], field: str) -> str:
    """Give what a field holds: what was typed, what was picked, or what was ticked."""
    values = (body.get("view") or {}).get("state", {}).get("values", {})
    match values.get(field, {}).get(field):
        case {"value": str(value)}:
            return value.strip()
        case {"selected_option": {"value": str(value)}} | {"selected_options": [{"value": str(value)}, *_]}:
            return value
        case _:
            return ""
