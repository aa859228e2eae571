"""Draws a whole message, or a modal in its frame."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from types import MappingProxyType

from rich.align import Align
from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.panel import Panel
from rich.text import Text

from bot.sandbox.screen import styles
from bot.sandbox.screen.blocks import block_drawing, marked
from bot.sandbox.screen.dates import Reader
from bot.sandbox.screen.pressables import numbered
from bot.sandbox.screen.shapes import Json, string
from bot.sandbox.screen.texts import label, text_object

NOBODY: Mapping[str, str] = MappingProxyType({})
ONLY_YOU = "Only visible to you"
"""Slack's own note above an ephemeral message."""


def draw(
    message: Json,
    *,
    width: int = 80,
    zone: tzinfo = UTC,
    now: datetime | None = None,
    names: Mapping[str, str] = NOBODY,
    ephemeral: bool = False,
    first_button: int = 1,
) -> RenderableType:
    """Draw a message, at most `width` columns wide: its blocks, or its `text` when it has none.

    zone: the reader's, for dates. now: the moment of reading (aware), for `today` and `ago`; None is now.
    names: of the people whom the reader knows, by their ids; another is drawn by the id.
    first_button: the number of the first interactive element.
    """
    reader = Reader(zone, now or datetime.now(UTC), names)
    lines: list[RenderableType] = [Text(ONLY_YOU, style=styles.DIM)] if ephemeral else []
    lines.extend(_blocks(message, reader, first_button) if message.get("blocks") else _text(message, reader))
    if message.get("attachments"):
        lines.append(marked("attachments: not drawn here"))
    return Constrain(Group(*lines), width)


def draw_view(
    view: Json,
    *,
    width: int = 80,
    zone: tzinfo = UTC,
    now: datetime | None = None,
    names: Mapping[str, str] = NOBODY,
    first_button: int = 1,
) -> RenderableType:
    """Draw a modal in a frame, its title above, its close and submit buttons below; else as `draw`."""
    reader = Reader(zone, now or datetime.now(UTC), names)
    submit = label(view.get("submit"))
    close = label(view.get("close")) or ("Cancel" if submit else "Close")
    feet = [Text(f"[{close}]", style=styles.BUTTON)]
    if submit:
        feet.append(Text(f"[{submit}]", style=styles.PRIMARY))
    foot = Align.right(Text("  ").join(feet))
    title = Text(label(view.get("title")), style=styles.BOLD)
    body = Group(*_blocks(view, reader, first_button), Text(), foot)
    return Constrain(Panel(body, title=title, title_align="left"), width)


def _text(message: Json, reader: Reader) -> Sequence[RenderableType]:
    kind = "plain_text" if message.get("mrkdwn") is False else "mrkdwn"
    text = {"type": kind, "text": string(message.get("text")), "verbatim": message.get("parse") == "none"}
    return text_object(text, reader)


def _blocks(surface: Json, reader: Reader, first_button: int) -> Iterator[RenderableType]:
    above: Json = {}
    for block, pressables in numbered(surface, first_button):
        if above and not _close(above, block):
            yield Text()
        yield block_drawing(block, pressables, reader)
        above = block


def _close(above: Json, below: Json) -> bool:
    """Say whether two blocks stand without an empty line between, as the rows of a list do."""
    match above.get("type"), below.get("type"):
        case ("divider", _) | (_, "divider") | ("header", "context") | ("context", "context"):
            return True
        case "section", "section":
            return "accessory" in above and "accessory" in below
        case _:
            return False
