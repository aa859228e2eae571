"""From the API's integers, milliseconds since the epoch, to datetimes, timedeltas and measures."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import overload

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Measure:
    """A length of time: exact, or only a bound, which must never be shown as a fact."""

    length: timedelta
    exact: bool


def utc_now() -> datetime:
    """Give the present moment, aware."""
    return datetime.now(UTC)


@overload
def datetime_of(milliseconds: int) -> datetime: ...
@overload
def datetime_of(milliseconds: int | None) -> datetime | None: ...
def datetime_of(milliseconds: int | None) -> datetime | None:
    """Give the moment so many milliseconds after the epoch, in UTC."""
    return None if milliseconds is None else _EPOCH + timedelta_of(milliseconds)


@overload
def milliseconds_of(moment: datetime) -> int: ...
@overload
def milliseconds_of(moment: datetime | None) -> int | None: ...
def milliseconds_of(moment: datetime | None) -> int | None:
    """Give how many whole milliseconds after the epoch a moment is."""
    return None if moment is None else (moment - _EPOCH) // timedelta(milliseconds=1)


def timedelta_of(milliseconds: int) -> timedelta:
    """Give a length of so many milliseconds, exactly."""
    return timedelta(milliseconds=milliseconds)
