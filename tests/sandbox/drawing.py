"""What a person reads in the terminal, as text that a test can compare."""

from collections.abc import Mapping
from datetime import UTC, datetime
from io import StringIO
from typing import Any, Literal

from rich.console import Console, RenderableType

from bot.sandbox.screen import draw, draw_view

Json = Mapping[str, Any]
NOW = datetime(2024, 10, 25, 12, 0, tzinfo=UTC)


def printed(drawing: RenderableType, *, width: int = 80, colours: Literal["standard"] | None = None) -> str:
    """Print as to a pipe, or to a terminal of 16 colours, without the spaces at the ends of lines."""
    file = StringIO()
    console = Console(file=file, width=width, color_system=colours, force_terminal=colours is not None)
    console.print(drawing)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines())


def drawn(*blocks: Json, width: int = 80, **message: object) -> str:
    """Draw a message of these blocks."""
    return printed(draw({"blocks": list(blocks), **message}, width=width, now=NOW), width=width)


def drawn_mrkdwn(text: str, *, verbatim: bool = False, width: int = 80) -> str:
    """Draw a section of this mrkdwn."""
    return drawn(section(text, verbatim=verbatim), width=width)


def drawn_view(view: Json, *, width: int = 80) -> str:
    """Draw a modal."""
    return printed(draw_view(view, width=width, now=NOW), width=width)


def plain(text: str) -> Json:
    """Give a plain_text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str, *, verbatim: bool = False) -> Json:
    """Give a mrkdwn object."""
    return {"type": "mrkdwn", "text": text, "verbatim": verbatim}


def section(text: str, *, verbatim: bool = False, **fields: object) -> Json:
    """Give a section of mrkdwn."""
    return {"type": "section", "text": mrkdwn(text, verbatim=verbatim), **fields}


def button(words: str, **fields: object) -> Json:
    """Give a button."""
    return {"type": "button", "action_id": f"press:{words}", "text": plain(words), **fields}
