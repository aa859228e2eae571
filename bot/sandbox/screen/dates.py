"""Slack's date tokens, read by a person somewhere at some moment.

https://docs.slack.dev/reference/block-kit/block-elements/date-element lists the tokens; the words are
those of an English client that prefers the 24-hour clock.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

_TOKEN = re.compile(r"\{([a-z_]+)\}")
_NEAR_DAYS = {-1: "yesterday", 0: "today", 1: "tomorrow"}
_TENS_ENDING_IN_TH = range(11, 14)
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_AGO = (
    (timedelta(days=365), "year"),
    (timedelta(days=30), "month"),
    (timedelta(days=1), "day"),
    (timedelta(hours=1), "hour"),
    (timedelta(minutes=1), "minute"),
    (timedelta(seconds=1), "second"),
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: their time zone, the moment (aware) at which they look, and whom they know, by their ids."""

    zone: tzinfo
    now: datetime
    names: Mapping[str, str]

    def name(self, user_id: str) -> str:
        """Give the name of a person, their id where it is not known."""
        return self.names.get(user_id, user_id)


def written(unix: str | float, form: str, reader: Reader) -> str | None:
    """Write a moment, in seconds since 1970, as `form` says; None when there is no such moment.

    The first letter is a capital, as in Slack: `{date_pretty}` gives `Today`. Unknown tokens stay.
    """
    try:
        moment = datetime.fromtimestamp(float(unix), UTC).astimezone(reader.zone)
    except (ValueError, OverflowError, OSError):
        return None
    text = _TOKEN.sub(lambda token: _token(token[1], moment, reader) or token[0], form)
    return text[:1].upper() + text[1:]


def _token(name: str, moment: datetime, reader: Reader) -> str | None:
    if name == "ago":
        return _ago(reader.now - moment)
    plain = _PLAIN.get(name.removesuffix("_pretty"))
    if plain is None:
        return None
    return (name.endswith("_pretty") and _near_day(moment, reader)) or plain(moment)


def _near_day(moment: datetime, reader: Reader) -> str | None:
    return _NEAR_DAYS.get((moment.date() - reader.now.astimezone(reader.zone).date()).days)


def _ago(past: timedelta) -> str:
    for unit, name in _AGO:
        if count := abs(past) // unit:
            words = f"{count} {name}{'s' if count > 1 else ''}"
            return f"{words} ago" if past > timedelta() else f"in {words}"
    return "just now"


def _ordinal(day: datetime) -> str:
    return f"{day.day}{'th' if day.day in _TENS_ENDING_IN_TH else _ENDINGS.get(day.day % 10, 'th')}"


_PLAIN: dict[str, Callable[[datetime], str]] = {
    "date": lambda moment: f"{moment:%B} {_ordinal(moment)}, {moment.year}",
    "date_long": lambda moment: f"{moment:%A}, {moment:%B} {_ordinal(moment)}, {moment.year}",
    "date_long_full": lambda moment: f"{moment:%B} {moment.day}, {moment.year}",
    "date_num": lambda moment: f"{moment:%Y-%m-%d}",
    "date_short": lambda moment: f"{moment:%b} {moment.day}, {moment.year}",
    "date_slash": lambda moment: f"{moment:%d/%m/%Y}",
    "day_divider": lambda moment: f"{moment:%A}, {moment:%B} {_ordinal(moment)}, {moment.year}",
    "time": lambda moment: f"{moment:%H:%M}",
    "time_secs": lambda moment: f"{moment:%H:%M:%S}",
}
"""What each token writes, before `_pretty` puts yesterday, today or tomorrow in its place."""
