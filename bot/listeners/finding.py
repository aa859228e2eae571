"""Finds the executions that a message names, wherever in it they stand."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.qflow.execution_ids import execution_ids_in

_SPOKEN = ("text", "blocks", "attachments")
"""What a message says; the rest of it is ids of Slack's own, some of which look like an execution's."""
_SLACKS_OWN = frozenset({"block_id", "action_id", "callback_id", "id", "file_id", "image_url", "thumb_url"})
"""Keys within those whose values are names and addresses, not what anyone says."""


def execution_ids_of(message: Mapping[str, Any]) -> Sequence[str]:
    """Find every execution id in a message: its text, blocks, attachments and metadata, in order of appearance.

    In lower case and without repeats; look-alikes, which are a part of something longer, are left out. What an app put
    into the metadata is its own, whatever its keys are called.
    """
    said = (text for key in _SPOKEN for text in _texts(message.get(key), _SLACKS_OWN))
    told = _texts(message.get("metadata"), frozenset())
    return execution_ids_in(" \n".join([*said, *told]))


def _texts(part: Any, passed_over: frozenset[str]) -> Iterator[str]:
    match part:
        case str(text):
            yield text
        case dict():
            for key, value in part.items():
                if key not in passed_over:
                    yield from _texts(value, passed_over)
        case list():
            for value in part:
                yield from _texts(value, passed_over)
