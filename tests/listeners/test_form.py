"""The form: read with the command's rules, and never a surprise."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.listeners.form import WrongFields, field_errors, parse_form
from bot.qflow.lookup import Lookup
from bot.qflow.order import Order

ID = "0e72b4a1-abea-45b2-9ae9-91cd87506404"
NOW = datetime(2025, 5, 1, 12, tzinfo=UTC)


def submitted(**fields: Any) -> dict[str, Any]:
    """Give a submission of these fields, by block id."""
    return {"view": {"state": {"values": {name: {name: element} for name, element in fields.items()}}}}


def test_every_field_is_read() -> None:
    body = submitted(
        execution_id={"type": "plain_text_input", "value": f" `{ID.upper()}` "},
        order={"type": "static_select", "selected_option": {"value": "-startDate"}},
        since={"type": "plain_text_input", "value": "2h"},
        until={"type": "plain_text_input", "value": None},
        failed_only={"type": "checkboxes", "selected_options": [{"value": "failed"}]},
    )
    assert parse_form(body, now=NOW) == Lookup(
        ID, Order("startDate", descending=True), NOW - timedelta(hours=2), statuses=("failed",)
    )


def test_an_id_is_enough() -> None:
    body = submitted(
        execution_id={"type": "plain_text_input", "value": ID},
        order={"type": "static_select", "selected_option": {"value": "as-run"}},
        failed_only={"type": "checkboxes", "selected_options": []},
    )
    assert parse_form(body, now=NOW) == Lookup(ID)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        pytest.param({"execution_id": ""}, ["execution_id"], id="no id"),
        pytest.param({"execution_id": f"{ID} {ID[:-1]}5"}, ["execution_id"], id="two ids"),
        pytest.param({"since": "soon"}, ["since"], id="since"),
        pytest.param({"until": "soon"}, ["until"], id="until"),
        pytest.param({"since": "1h", "until": "2h"}, ["until"], id="since after until"),
        pytest.param(
            {"execution_id": "x", "order": "x", "since": "x", "until": "x"},
            ["execution_id", "order", "since", "until"],
            id="everything",
        ),
    ],
)
def test_all_errors_are_told_at_once_each_at_its_field(fields: dict[str, str], wrong: list[str]) -> None:
    typed = {name: {"value": value} for name, value in ({"execution_id": ID} | fields).items()}
    with pytest.raises(WrongFields) as raised:
        parse_form(submitted(**typed), now=NOW)
    assert list(field_errors(raised.value.errors)) == wrong


ELEMENTS = st.fixed_dictionaries(
    {},
    optional={
        "value": st.none() | st.text(),
        "selected_option": st.none() | st.fixed_dictionaries({"value": st.text()}),
        "selected_options": st.lists(st.fixed_dictionaries({"value": st.text()}), max_size=2),
    },
)


@given(st.dictionaries(st.sampled_from(["execution_id", "order", "since", "until", "failed_only"]), ELEMENTS))
def test_any_submission_is_read_or_wrong_input(fields: dict[str, Any]) -> None:
    try:
        parse_form(submitted(**fields), now=NOW)
    except WrongFields as wrong:
        told = field_errors(wrong.errors)
    else:
        return
    assert all(told.values())
