"""Times and lengths of time in words."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.blocks.figures import duration, exact, local_time, offset, span, utc_clock, utc_time, wait
from bot.qflow.times import Measure

SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000
UNITS = {"ms": 1, "s": SECOND, "min": MINUTE, "h": HOUR, "d": DAY}
MOMENT = datetime(2025, 4, 30, 10, 52, 55, 84_000, UTC)
LENGTHS = st.sampled_from([SECOND, MINUTE, HOUR, DAY]).flatmap(lambda unit: st.integers(0, 3 * unit)) | st.integers(
    0, 10_000 * DAY
)
"""Milliseconds, often near the places where the unit changes."""


def exactly(milliseconds: float) -> Measure:
    return Measure(timedelta(milliseconds=milliseconds), exact=True)


def bound(milliseconds: float) -> Measure:
    return Measure(timedelta(milliseconds=milliseconds), exact=False)


def read(text: str) -> float:
    """Read a length back, in milliseconds."""
    parts = re.findall(r"([\d.]+) (\w+)", text)
    assert text == " ".join(f"{number} {unit}" for number, unit in parts)
    return sum(float(number) * UNITS[unit] for number, unit in parts)


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [
        pytest.param(0, "0 ms", id="nothing"),
        pytest.param(54, "54 ms", id="milliseconds"),
        pytest.param(999, "999 ms", id="the last millisecond"),
        pytest.param(1_000, "1.0 s", id="a second"),
        pytest.param(47_350, "47.4 s", id="the documented post-event"),
        pytest.param(59_949, "59.9 s", id="the last tenth"),
        pytest.param(59_950, "1 min 00 s", id="a minute but for less than a tenth"),
        pytest.param(65_000, "1 min 05 s", id="minutes"),
        pytest.param(59 * MINUTE + 59_499, "59 min 59 s", id="the last second"),
        pytest.param(59 * MINUTE + 59_500, "1 h 00 min", id="an hour but for less than a second"),
        pytest.param(2 * HOUR + 3 * MINUTE, "2 h 03 min", id="hours"),
        pytest.param(DAY - 30 * SECOND, "1 d 00 h", id="a day but for less than a minute"),
        pytest.param(30 * DAY + 2 * HOUR, "30 d 02 h", id="days"),
    ],
)
def test_a_length_has_two_figures_worth_of_detail(milliseconds: int, words: str) -> None:
    assert span(timedelta(milliseconds=milliseconds)) == words
    assert duration(exactly(milliseconds)) == words
    assert offset(exactly(milliseconds)) == f"+{words}"


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [
        pytest.param(70, "70 ms", id="as a row says it"),
        pytest.param(1_000, "1.000 s", id="a second"),
        pytest.param(47_350, "47.350 s", id="the documented post-event"),
        pytest.param(9 * MINUTE + 9_250, "9 min 09.250 s", id="minutes"),
        pytest.param(MINUTE + 1, "1 min 00.001 s", id="a minute and a millisecond"),
        pytest.param(HOUR + 6 * MINUTE + 9_250, "1 h 06 min 09.250 s", id="hours"),
        pytest.param(DAY + 7, "24 h 00 min 00.007 s", id="days"),
    ],
)
def test_details_say_it_in_the_same_units_to_the_millisecond(milliseconds: int, words: str) -> None:
    assert exact(exactly(milliseconds)) == words
    assert exact(bound(milliseconds)) == f"≥ {words}"


@pytest.mark.parametrize(
    ("milliseconds", "at_least", "at_most"),
    [
        pytest.param(54, "≥ 54 ms", "≤ +54 ms", id="milliseconds"),
        pytest.param(52_890, "≥ 52.8 s", "≤ +52.9 s", id="the documented post-event"),
        pytest.param(59_999, "≥ 59.9 s", "≤ +1 min 00 s", id="a minute but for a millisecond"),
        pytest.param(60_001, "≥ 1 min 00 s", "≤ +1 min 01 s", id="a minute and a millisecond"),
        pytest.param(HOUR - 1, "≥ 59 min 59 s", "≤ +1 h 00 min", id="an hour but for a millisecond"),
        pytest.param(DAY + 1, "≥ 1 d 00 h", "≤ +1 d 01 h", id="a day and a millisecond"),
    ],
)
def test_a_bound_is_written_as_one(milliseconds: int, at_least: str, at_most: str) -> None:
    assert duration(bound(milliseconds)) == at_least
    assert offset(bound(milliseconds)) == at_most


@settings(max_examples=50)
@given(LENGTHS)
def test_a_rounded_bound_is_still_a_bound(milliseconds: int) -> None:
    at_least = read(duration(bound(milliseconds)).removeprefix("≥ "))
    at_most = read(offset(bound(milliseconds)).removeprefix("≤ +"))
    assert at_least <= milliseconds <= at_most
    assert at_most - at_least <= max(SECOND / 10, milliseconds / 20)


@settings(max_examples=50)
@given(LENGTHS)
def test_an_exact_length_is_rounded_to_the_nearest(milliseconds: int) -> None:
    shown = read(span(timedelta(milliseconds=milliseconds)))
    assert abs(shown - milliseconds) <= max(SECOND / 20, milliseconds / 40)
    assert shown >= read(duration(bound(milliseconds)).removeprefix("≥ "))
    assert shown <= read(offset(bound(milliseconds)).removeprefix("≤ +"))


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [
        pytest.param(0, "0 s", id="nothing"),
        pytest.param(1, "1 s", id="a millisecond"),
        pytest.param(7_000, "7 s", id="seconds"),
        pytest.param(7_000.001, "8 s", id="seconds and a microsecond"),
        pytest.param(59_001, "1 min", id="nearly a minute"),
        pytest.param(61_000, "2 min", id="more than a minute"),
        pytest.param(HOUR, "60 min", id="an hour"),
    ],
)
def test_a_wait_is_whole_and_rounded_up(milliseconds: float, words: str) -> None:
    assert wait(timedelta(milliseconds=milliseconds)) == words


@settings(max_examples=30)
@given(st.timedeltas(timedelta(0), timedelta(days=30)))
def test_a_wait_is_never_too_short(length: timedelta) -> None:
    assert read(wait(length)) >= length / timedelta(milliseconds=1)


ELSEWHERE = MOMENT.astimezone(timezone(timedelta(hours=2)))


@pytest.mark.parametrize("moment", [pytest.param(MOMENT, id="UTC"), pytest.param(ELSEWHERE, id="elsewhere")])
def test_a_moment_is_written_in_utc_where_no_time_zone_is_known(moment: datetime) -> None:
    assert utc_time(moment) == "2025-04-30 10:52:55 UTC"
    assert utc_clock(moment) == "10:52:55 UTC"


@pytest.mark.parametrize("moment", [pytest.param(MOMENT, id="UTC"), pytest.param(ELSEWHERE, id="elsewhere")])
def test_a_moment_is_written_so_that_each_reader_sees_it_in_their_own_time_zone(moment: datetime) -> None:
    assert local_time(moment) == "<!date^1746010375^{date_short_pretty} {time_secs}|2025-04-30 10:52:55 UTC>"
    assert local_time(moment, "{time_secs}") == "<!date^1746010375^{time_secs}|2025-04-30 10:52:55 UTC>"
