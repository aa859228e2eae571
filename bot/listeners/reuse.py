"""Reuse: who asks for what was just shown is given the same message, under the name of their own request.

Making a summary is half the work of answering from the cache.
"""

import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from cachetools import TTLCache

from bot.blocks.elements import Block
from bot.blocks.message import Message
from bot.qflow.cache import IN_MEMORY, KEPT
from bot.qflow.execution import Execution
from bot.qflow.service import Answer

_BUDGET = 4 * 2**20
_MESSAGE = 20 * 2**10
"""Bytes, here and above: of all that is kept, and of a message by itself, beside the execution that it may need."""


@dataclass(frozen=True, slots=True)
class _Made:
    execution: Execution
    request_id: str
    message: Message
    weight: int


class Reuse:
    """Keeps the messages that were made last, as long as the cache keeps snapshots.

    A message holds its execution, which the cache may have let go, so it is reckoned with what both take.
    timer: gives seconds that never run backwards.
    """

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self._made: TTLCache[Hashable, _Made] = TTLCache(
            _BUDGET, KEPT.total_seconds(), timer, getsizeof=lambda made: made.weight
        )

    def message(self, answer: Answer, how: Hashable, *, request_id: str, make: Callable[[], Message]) -> Message:
        """Give the message that shows this very execution in this way, made only if it is not there.

        how: all that the message depends on beside the execution and the request.
        """
        made = self._made.get(how)
        if made is None or made.execution is not answer.execution:
            made = _Made(answer.execution, request_id, make(), _MESSAGE + answer.size * IN_MEMORY)
            if made.weight <= _BUDGET:
                self._made[how] = made
        return _naming(request_id, made) if made.request_id != request_id else made.message


def _naming(request_id: str, made: _Made) -> Message:
    """Give a message in which another request is named."""
    message, reduce = made.message, made.message.reduce
    return Message(
        message.text,
        _renamed(message.blocks, made.request_id, request_id),
        reduce and (lambda: _renamed(reduce(), made.request_id, request_id)),
    )


def _renamed(blocks: Sequence[Block], before: str, after: str) -> list[Block]:
    return [_renamed_block(block, before, after) for block in blocks]


def _renamed_block(block: Block, before: str, after: str) -> Block:
    """Give a block with the other name: it stands in the `block_id` of what can be pressed, and at the foot."""
    match block:
        case {"block_id": str(block_id)} if block_id.startswith(before):
            return {**block, "block_id": after + block_id.removeprefix(before)}
        case {"type": "context", "elements": [{"type": "mrkdwn", "text": str(text)}]} if text.endswith(before):
            return {**block, "elements": [{"type": "mrkdwn", "text": text.removesuffix(before) + after}]}
        case _:
            return block
