"""Dates as people type them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings

from bot.dates import parse_since, parse_until
from bot.errors import BadDate
from tests.texts import any_text

NOW = datetime(2025, 5, 1, 12, 0, 30, 500_000, UTC)


def utc(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, microsecond: int = 0
) -> datetime:
    return datetime(year, month, day, hour, minute, second, microsecond, UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        pytest.param("2024-10-15T08:30:00Z", utc(2024, 10, 15, 8, 30), id="UTC"),
        pytest.param("2024-10-15t08:30:00z", utc(2024, 10, 15, 8, 30), id="small letters"),
        pytest.param("2024-10-15T08:30", utc(2024, 10, 15, 8, 30), id="no offset is UTC"),
        pytest.param("2024-10-15 08:30:00", utc(2024, 10, 15, 8, 30), id="a space"),
        pytest.param("2024-10-15T08:30:00+02:00", utc(2024, 10, 15, 6, 30), id="an offset"),
        pytest.param("2024-10-15T00:30:00+0200", utc(2024, 10, 14, 22, 30), id="an offset across midnight"),
        pytest.param("2025-03-20T01:45:36.220Z", utc(2025, 3, 20, 1, 45, 36, 220_000), id="as documented"),
        pytest.param("20241015T083000Z", utc(2024, 10, 15, 8, 30), id="without separators"),
        pytest.param("30m", NOW - timedelta(minutes=30), id="minutes ago"),
        pytest.param("2h", NOW - timedelta(hours=2), id="hours ago"),
        pytest.param("3D", NOW - timedelta(days=3), id="days ago in capitals"),
        pytest.param("0m", NOW, id="now"),
    ],
)
def test_a_moment_is_the_same_at_both_ends_of_a_range(text: str, moment: datetime) -> None:
    for parse in (parse_since, parse_until):
        read = parse(text, NOW)
        assert read == moment
        assert read.utcoffset() == timedelta(0)


@pytest.mark.parametrize("text", ["2024-10-25", "20241025", "2024-W43-5"])
def test_a_date_alone_is_its_whole_day_in_utc(text: str) -> None:
    assert parse_since(text, NOW) == utc(2024, 10, 25)
    assert parse_until(text, NOW) == utc(2024, 10, 25, 23, 59, 59)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("yesterday", id="a word"),
        pytest.param("2024-13-01", id="no such month"),
        pytest.param("2024-02-30", id="no such day"),
        pytest.param("2024-10-15T25:00", id="no such hour"),
        pytest.param("15.10.2024", id="another notation"),
        pytest.param("1760500000", id="seconds since the epoch"),
        pytest.param("2h30m", id="two units"),
        pytest.param("-2h", id="from now on"),
        pytest.param("2 h", id="a space before the unit"),
        pytest.param("h", id="a unit alone"),
        pytest.param("1w", id="another unit"),
        pytest.param("999999d", id="before the calendar begins"),
        pytest.param("9" * 30 + "d", id="longer than a timedelta holds"),
        pytest.param("9" * 5_000 + "d", id="longer than an int is read"),
        pytest.param("0001-01-01T00:00:00+23:59", id="before the first year in UTC"),
        pytest.param("9999-12-31T23:59:59-23:59", id="after the last year in UTC"),
    ],
)
def test_what_is_no_date_is_named_with_its_option(text: str) -> None:
    for parse, option in ((parse_since, "since"), (parse_until, "until")):
        with pytest.raises(BadDate) as caught:
            parse(text, NOW)
        assert (caught.value.option, caught.value.text) == (option, text)


@settings(max_examples=30)
@given(any_text(often=("2024-10-15", "0001-01-01", "T", "08:30", "Z", "+23:59", "9", "d", "h", "-"), most=8))
def test_any_text_is_read_as_a_moment_in_utc_or_is_a_bad_date(text: str) -> None:
    for parse in (parse_since, parse_until):
        try:
            moment = parse(text, NOW)
        except BadDate:
            continue
        assert moment.utcoffset() == timedelta(0)
