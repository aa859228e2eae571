"""A button's value: it brings back what it was written from, and nothing else is taken for one."""

from datetime import UTC, datetime
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.arguments import Ask, parse_arguments
from bot.blocks import limits
from bot.blocks.shown import MOST_OPEN, STATUS_LIMIT, Shown, read_value, step_key, write_value
from bot.errors import StaleButton, WrongInput
from bot.qflow.lookup import Lookup
from bot.qflow.order import FIELDS, Order
from bot.qflow.times import datetime_of
from tests.blocks.test_summary import an_execution

ID = "0e72b4a1-abea-45b2-9ae9-91cd87506404"
NOW = datetime(2025, 11, 3, 12, 3, 11, tzinfo=UTC)
MOMENTS = st.none() | st.integers(0, 253_402_300_799_999).map(datetime_of)
STATUSES = st.lists(
    st.text(st.characters(exclude_characters=",", codec="utf-8"), min_size=1, max_size=8), max_size=2
).filter(lambda statuses: len(quote_plus(",".join(statuses))) <= STATUS_LIMIT)


@given(
    st.builds(
        Shown,
        st.builds(
            Lookup,
            st.just(ID),
            st.none() | st.builds(Order, st.sampled_from(FIELDS), st.booleans()),
            MOMENTS,
            MOMENTS,
            statuses=STATUSES.map(tuple),
        ),
        st.none() | st.integers(1, 10_000_000),
        st.lists(st.from_regex(r"[0-9a-f]{10}", fullmatch=True), max_size=MOST_OPEN).map(tuple),
    )
)
def test_what_is_written_is_read_again(shown: Shown) -> None:
    assert read_value(write_value(shown)) == shown


@given(st.text(max_size=120))
def test_whatever_can_be_asked_for_fits_a_button(typed: str) -> None:
    try:
        asked = parse_arguments(f"{ID} -createdAt since=2h until=1h status='{typed}'", now=NOW)
    except WrongInput:
        return
    assert isinstance(asked, Ask)
    value = write_value(Shown(asked.lookup, 10_000_000, ("0123456789",) * MOST_OPEN))
    assert len(value) <= limits.BUTTON_VALUE
    assert read_value(value).lookup == asked.lookup


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("", id="nothing"),
        pytest.param("deploy-7", id="another app's"),
        pytest.param(f"v=2&e={ID}", id="another version's"),
        pytest.param(f"v=1&e={ID}x", id="no id"),
        pytest.param("v=1", id="without an id"),
        pytest.param(f"v=1&e={ID}&o=name", id="an unknown order"),
        pytest.param(f"v=1&e={ID}&p=0", id="page 0"),
        pytest.param(f"v=1&e={ID}&p=one", id="a page that is no number"),
        pytest.param(f"v=1&e={ID}&d=zz", id="no key of a step"),
        pytest.param(f"v=1&e={ID}&s={10**20}", id="a time beyond all calendars"),
        pytest.param(f"v=1&e={ID}&new=1", id="a field more"),
        pytest.param(f"v=1&e={ID}&t={'x' * 90}", id="more statuses than fit"),
        pytest.param(f"v=1&e={ID}&d", id="cut short"),
        pytest.param("v=1&e=\ud83d", id="half a character"),
    ],
)
def test_what_this_version_did_not_write_is_stale(value: str) -> None:
    with pytest.raises(StaleButton):
        read_value(value)


@given(st.text())
def test_no_value_raises_anything_else(value: str) -> None:
    with pytest.raises(StaleButton):
        read_value(value)


def test_a_fourth_step_closes_the_one_open_longest() -> None:
    steps = an_execution("documented").steps
    shown = Shown(Lookup(ID))
    for step in steps[:4]:
        shown = shown.opening(step)
    assert shown.opened == tuple(map(step_key, steps[1:4]))
    assert shown.hiding(steps[2]).opened == (step_key(steps[1]), step_key(steps[3]))


def test_opening_what_is_open_makes_it_the_newest() -> None:
    first, second, *_ = an_execution("documented").steps
    shown = Shown(Lookup(ID)).opening(first).opening(second).opening(first)
    assert shown.opened == (step_key(second), step_key(first))
