"""Dates as people type them behind `since=` and `until=`: an ISO date or date-time, or how long ago."""

import re
from datetime import UTC, date, datetime, time, timedelta

from bot.errors import BadDate, EmptyRange

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AGO = re.compile(r"(\d+)([mhd])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_FIRST_SECOND, _LAST_SECOND = time(0, 0, 0, tzinfo=UTC), time(23, 59, 59, tzinfo=UTC)


def parse_since(text: str, now: datetime) -> datetime:
    """Read the beginning of a range, aware; a date alone is its first second in UTC. Raises BadDate."""
    return _parse("since", text, now, _FIRST_SECOND)


def parse_until(text: str, now: datetime) -> datetime:
    """Read the end of a range, aware; a date alone is its last second in UTC. Raises BadDate."""
    return _parse("until", text, now, _LAST_SECOND)


def parse_range(since: str, until: str, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Read both ends of a range, empty texts as none. Raises BadDate or EmptyRange."""
    begin = parse_since(since, now) if since else None
    end = parse_until(until, now) if until else None
    if begin and end and begin > end:
        raise EmptyRange(begin, end)
    return begin, end


def _parse(option: str, text: str, now: datetime, second: time) -> datetime:
    try:
        return max(_moment(text, now, second), _EPOCH)  # QFlow counts from there, so nothing is older
    except (ValueError, OverflowError) as error:
        raise BadDate(option, text) from error


def _moment(text: str, now: datetime, second: time) -> datetime:
    if ago := _AGO.fullmatch(text.lower()):
        return now - int(ago[1]) * _UNITS[ago[2]]
    if (day := _date(text)) is not None:
        return datetime.combine(day, second)
    moment = datetime.fromisoformat(text.upper())
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
