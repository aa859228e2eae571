"""A message's `text`: all that lock screens and screen readers get, so it says the answer, the first thing first."""

from collections.abc import Iterable

from bot.blocks import limits
from bot.blocks.text import cut, escape

_MESSAGE_CUTS = (1_200, 600, 300, 150)
_MESSAGE_BYTES = 1_500


def fallback_text(lines: Iterable[str], *, ending: str = "") -> str:
    """Write lines as mrkdwn that stands as it is: as many as Slack takes, and how many more there are.

    ending: a last line in our own mrkdwn, for which there is always room.
    """
    kept: list[str] = []
    end = f"\n{ending}" if ending else ""
    room = limits.FALLBACK_TEXT - _bytes(end)
    waiting = iter(lines)
    for line in waiting:
        escaped = escape(line)
        room -= _bytes(escaped) + 1
        if room < _ROOM_FOR_THE_REST:
            left = 1 + sum(1 for _ in waiting)
            kept.append(f"and {left:,} more {'line' if left == 1 else 'lines'}")
            break
        kept.append(escaped)
    return "\n".join(kept) + end


def fallback_message(message: str) -> str:
    """Cut what a step said so that the rest of the text finds room beside it, however it is escaped."""
    cuts = (cut(message, most) for most in _MESSAGE_CUTS)
    return next((short for short in cuts if _bytes(escape(short)) <= _MESSAGE_BYTES), cut(message, _MESSAGE_CUTS[-1]))


_ROOM_FOR_THE_REST = len("\nand 10,000 more lines")


def _bytes(text: str) -> int:
    return len(text.encode())
