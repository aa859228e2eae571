"""Times and lengths of time in words: never more exact than what is known, never a bound as a fact."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.qflow.times import Measure

_MILLISECOND = timedelta(milliseconds=1)
_TENTH, _SECOND, _MINUTE, _HOUR = 100, 1_000, 60_000, 3_600_000
_TENTHS_IN_A_MINUTE, _SECONDS_IN_AN_HOUR, _MINUTES_IN_A_DAY, _HOURS_IN_A_DAY = 600, 3_600, 1_440, 24


def duration(measure: Measure) -> str:
    """Say how long something took: `47.4 s`, or `≥ 54 ms` where only a bound is known."""
    return _length(measure.length) if measure.exact else f"≥ {_length(measure.length, _rounded_down)}"


def exact(measure: Measure) -> str:
    """Say the same to the millisecond: `47.350 s`, `≥ 54 ms`, `1 h 06 min 09.250 s`."""
    milliseconds = measure.length // _MILLISECOND
    seconds = milliseconds // _SECOND
    written = f"{milliseconds} ms" if not seconds else f"{seconds % 60}.{milliseconds % _SECOND:03} s"
    if minutes := seconds // 60:
        written = f"{minutes % 60} min {written:0>8}"
    if hours := minutes // 60:
        written = f"{hours} h {written:0>15}"
    return written if measure.exact else f"≥ {written}"


def offset(measure: Measure) -> str:
    """Say how long after the start something began: `+5.6 s`, or `≤ +52.9 s` where only a bound is known."""
    return f"+{_length(measure.length)}" if measure.exact else f"≤ +{_length(measure.length, _rounded_up)}"


def span(length: timedelta) -> str:
    """Say how long a stretch of time is."""
    return _length(length)


def wait(length: timedelta) -> str:
    """Say how long to wait, in whole seconds or minutes, rounded up: `7 s`, `2 min`."""
    milliseconds = -(-length // _MILLISECOND)
    seconds = _rounded_up(milliseconds, _SECOND)
    return f"{seconds} s" if seconds < _MINUTE // _SECOND else f"{_rounded_up(milliseconds, _MINUTE)} min"


def local_time(moment: datetime, tokens: str = "{date_short_pretty} {time_secs}") -> str:
    """Write a moment in mrkdwn so that each reader sees it in their own time zone, in UTC where that fails.

    https://docs.slack.dev/messaging/formatting-message-text#date-formatting
    """
    return f"<!date^{int(moment.timestamp())}^{tokens}|{utc_time(moment)}>"


def utc_time(moment: datetime) -> str:
    """Write a moment where no reader's time zone is known: `2025-04-30 10:52:55 UTC`."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def utc_clock(moment: datetime) -> str:
    """Write the time of day alone: `10:52:55 UTC`."""
    return f"{moment.astimezone(UTC):%H:%M:%S} UTC"


def _nearest(milliseconds: int, unit: int) -> int:
    return (milliseconds + unit // 2) // unit


def _rounded_down(milliseconds: int, unit: int) -> int:
    return milliseconds // unit


def _rounded_up(milliseconds: int, unit: int) -> int:
    return -(-milliseconds // unit)


def _length(length: timedelta, in_units: Callable[[int, int], int] = _nearest) -> str:
    """Write a length with two figures' worth of detail; a bound is rounded so that it stays one."""
    milliseconds = length // _MILLISECOND
    if milliseconds < _SECOND:
        return f"{milliseconds} ms"
    if (tenths := in_units(milliseconds, _TENTH)) < _TENTHS_IN_A_MINUTE:
        return f"{tenths / 10:.1f} s"
    if (seconds := in_units(milliseconds, _SECOND)) < _SECONDS_IN_AN_HOUR:
        return f"{seconds // 60} min {seconds % 60:02} s"
    if (minutes := in_units(milliseconds, _MINUTE)) < _MINUTES_IN_A_DAY:
        return f"{minutes // 60} h {minutes % 60:02} min"
    hours = in_units(milliseconds, _HOUR)
    return f"{hours // _HOURS_IN_A_DAY} d {hours % _HOURS_IN_A_DAY:02} h"
