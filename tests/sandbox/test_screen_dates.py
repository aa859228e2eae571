"""Slack's dates, in the reader's own zone and at the reader's moment."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.sandbox.screen import draw
from tests.sandbox.drawing import printed, section

ZONE = timezone(timedelta(hours=5, minutes=30))
NOW = datetime(2024, 10, 25, 12, 0, tzinfo=UTC)


def drawn_date(text: str) -> str:
    return printed(draw({"blocks": [section(text)]}, zone=ZONE, now=NOW))


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("{date_num}", "2024-10-25"),
        ("{date_slash}", "25/10/2024"),
        ("{date}", "October 25th, 2024"),
        ("{date_short}", "Oct 25, 2024"),
        ("{date_long}", "Friday, October 25th, 2024"),
        ("{date_long_full}", "October 25, 2024"),
        ("{date_pretty}", "Today"),
        ("{date_short_pretty} at {time}", "Today at 16:22"),
        ("on {date_long_pretty}", "On today"),
        ("{time}", "16:22"),
        ("{time_secs}", "16:22:58"),
        ("{ago}", "1 hour ago"),
        ("{unheard_of}", "{unheard_of}"),
    ],
)
def test_each_token_is_written_in_the_readers_zone(form: str, expected: str) -> None:
    assert drawn_date(f"<!date^1729853578^{form}|fallback>") == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param(NOW - timedelta(days=1), "Yesterday, 1 day ago", id="yesterday"),
        pytest.param(NOW + timedelta(days=1), "Tomorrow, in 1 day", id="tomorrow"),
        pytest.param(NOW + timedelta(hours=7), "Tomorrow, in 7 hours", id="tomorrow in the reader's zone"),
        pytest.param(NOW - timedelta(days=3), "October 22nd, 2024, 3 days ago", id="the 22nd"),
        pytest.param(NOW - timedelta(days=12), "October 13th, 2024, 12 days ago", id="the 13th"),
        pytest.param(NOW, "Today, just now", id="now"),
    ],
)
def test_days_near_by_and_times_past_are_named(moment: datetime, expected: str) -> None:
    assert drawn_date(f"<!date^{moment.timestamp():.0f}^{{date_pretty}}, {{ago}}|fallback>") == expected


@pytest.mark.parametrize("unix", ["", "soon", "9" * 20, "nan"])
def test_a_date_that_is_none_shows_its_fallback(unix: str) -> None:
    assert drawn_date(f"<!date^{unix}^{{date}}|2024 or so>") == "2024 or so"
    assert drawn_date(f"<!date^{unix}^{{date}}>") == "«a date that is none»"


def test_a_date_may_be_a_link() -> None:
    text = "<!date^1729853578^{time}^https://a.example|then>"
    assert drawn_date(text) == "16:22 (https://a.example)"
