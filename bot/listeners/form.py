"""What stands in the form, read with the same rules as the command."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from bot.arguments import parse_execution_id
from bot.blocks.controls import AS_RUN, FAILED_ONLY
from bot.blocks.errors import error_sentences
from bot.blocks.modals import Field
from bot.dates import parse_since, parse_until
from bot.errors import BadDate, EmptyRange, NotAnExecutionId, UnknownField, WrongInput
from bot.qflow.lookup import Lookup
from bot.qflow.order import parse_order

_T = TypeVar("_T")


class WrongFields(Exception):
    """All that is wrong in one submission of the form: it never leaves the listener, which answers with the ack."""

    def __init__(self, errors: Sequence[WrongInput]) -> None:
        super().__init__(errors)
        self.errors = errors


def parse_form(body: Mapping[str, Any], *, now: datetime) -> Lookup:
    """Read a submitted form. now: the present moment, aware, for times ago. Raises WrongFields."""
    errors: list[WrongInput] = []

    def read(field: str, parse: Callable[[str], _T]) -> _T | None:
        typed = _typed(body, field)
        try:
            return parse(typed) if typed else None
        except WrongInput as error:
            errors.append(error)
            return None

    execution_id = read(Field.ID, parse_execution_id)
    order = read(Field.ORDER, lambda typed: None if typed == AS_RUN else parse_order(typed))
    since = read(Field.SINCE, lambda typed: parse_since(typed, now))
    until = read(Field.UNTIL, lambda typed: parse_until(typed, now))
    if since and until and since > until:
        errors.append(EmptyRange(since, until))
    if execution_id is None and not _typed(body, Field.ID):
        errors.append(NotAnExecutionId(""))
    if execution_id is None or errors:
        raise WrongFields(errors)
    return Lookup(execution_id, order, since, until, statuses=FAILED_ONLY if _typed(body, Field.FAILED) else ())


def field_errors(errors: Sequence[WrongInput]) -> dict[str, str]:
    """Give the fields that errors belong to, and their sentences."""
    return dict(map(_field_error, errors))


def _field_error(error: WrongInput) -> tuple[str, str]:
    match error:
        case BadDate("since"):
            field = Field.SINCE
        case BadDate() | EmptyRange():
            field = Field.UNTIL
        case UnknownField():
            field = Field.ORDER
        case _:
            field = Field.ID
    return field, error_sentences(error).replace(f"{field}=", "")


def _typed(body: Mapping[str, Any], field: str) -> str:
    """Give what a field holds: what was typed, what was picked, or what was ticked."""
    match body:
        case {"view": {"state": {"values": dict(values)}}}:
            held = (values.get(field) or {}).get(field)
        case _:
            held = None
    match held:
        case {"value": str(value)}:
            return value.strip()
        case {"selected_option": {"value": str(value)}} | {"selected_options": [{"value": str(value)}, *_]}:
            return value
        case _:
            return ""
