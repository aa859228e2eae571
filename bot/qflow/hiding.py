"""Hides the secrets in the texts of step events."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter
from typing import Any

from pydantic import TypeAdapter

from bot.qflow.events import RowData, StepEvent
from bot.redact import Redacted, Redactor

_ROW = TypeAdapter(StepEvent)
_OTHER_TEXTS: tuple[Callable[[StepEvent], str | None], ...] = tuple(
    map(attrgetter, ("node_id", "customer_id", "execution", "node_type", "status", "par_date_key"))
)


def without_secrets(events: tuple[StepEvent, ...], redactor: Redactor) -> tuple[tuple[StepEvent, ...], int]:
    """Hide the secrets in all texts of the events, and say how many there were; nearly always there are none."""
    changes = {text: redacted for texts in _texts(events) for text, redacted in redactor.changes(texts).items()}
    if not changes:
        return events, 0
    hidden = [_hidden(event, changes) for event in events]
    return tuple(event for event, _ in hidden), sum(count for _, count in hidden)


def _texts(events: Iterable[StepEvent]) -> Iterator[set[str | None]]:
    """Give the texts, once each: the ids of rows by themselves, which are nearly all there is, and can hold nothing."""
    yield {event.event_id for event in events}
    others: set[str | None] = {event.details.message for event in events if event.details is not None}
    others.update(*(set(map(text_of, events)) for text_of in _OTHER_TEXTS))
    others.update(*{event.tags or () for event in events})
    yield others


def _hidden(event: StepEvent, changes: Mapping[str, Redacted]) -> tuple[StepEvent, int]:
    """Give an event with these changes in its texts, and how many secrets they hid."""
    message = event.details.message if event.details is not None else None
    texts = [event.event_id, *(text_of(event) for text_of in _OTHER_TEXTS), *(event.tags or ()), message]
    count = sum(changes[text].count for text in texts if text is not None and text in changes)
    if not count:
        return event, 0

    def changed(value: Any) -> Any:
        match value:
            case str():
                return changes[value].text if value in changes else value
            case dict():
                return {key: changed(part) for key, part in value.items()}
            case list() | tuple():
                return [changed(part) for part in value]
            case _:
                return value

    told = changed(_ROW.dump_python(event, by_alias=True))
    return _ROW.validate_python(told | {"data": None if event.data is None else RowData(event.data)}), count
