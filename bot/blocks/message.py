"""A message, as all the ways to Slack take it, and whether it keeps the whole-message budget."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.blocks import limits
from bot.blocks.elements import Block, context
from bot.blocks.text import length

SHORTENED = "Slack did not take all of this, so here is the short form."


@dataclass(frozen=True, slots=True)
class Message:
    """What Slack is given.

    text: all that lock screens and screen readers get; mrkdwn, so foreign text in it is escaped.
    reduce: gives fewer blocks, for when Slack refuses these; built only then.
    """

    text: str
    blocks: Sequence[Block]
    reduce: Callable[[], Sequence[Block]] | None = field(default=None, compare=False, repr=False)

    @property
    def reduced(self) -> "Message | None":
        """What to say instead if Slack refuses the blocks, and that it is not all."""
        return Message(self.text, [*self.reduce(), context(SHORTENED)]) if self.reduce else None


def fits(blocks: Sequence[Block]) -> bool:
    """Tell whether blocks keep the limits on a message as a whole."""
    serialised = len(json.dumps(blocks))
    if len(blocks) > limits.BLOCKS or serialised > limits.MESSAGE_BLOCKS:
        return False
    return serialised <= limits.MESSAGE_TEXT or sum(map(length, _texts(blocks))) <= limits.MESSAGE_TEXT


def _texts(part: Any) -> Iterator[str]:
    match part:
        case {"text": str(text)}:
            yield text
        case dict():
            for value in part.values():
                yield from _texts(value)
        case list() | tuple():
            for value in part:
                yield from _texts(value)
