"""Draws one block of Block Kit: https://docs.slack.dev/reference/block-kit/blocks."""

from collections.abc import Sequence

from rich.console import RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.sandbox.screen import styles
from bot.sandbox.screen.dates import Reader
from bot.sandbox.screen.elements import element
from bot.sandbox.screen.layout import GAP, Row, stacked
from bot.sandbox.screen.pressables import Pressable
from bot.sandbox.screen.rich_text import rich_text
from bot.sandbox.screen.shapes import Json, mapping, mappings, string
from bot.sandbox.screen.texts import label, text_object
from bot.sandbox.screen.visible import one_line

_ACCESSORY_WIDTH = 30
"""Where Slack may cut a button's text too: https://docs.slack.dev/reference/block-kit/block-elements/button-element."""


def block_drawing(block: Json, pressables: Sequence[Pressable], reader: Reader) -> RenderableType:
    """Draw a block; `pressables` is what is interactive in it. An unknown type is a marked line."""
    match block.get("type"):
        case "header":
            return stacked(text_object(block.get("text"), reader, style=styles.BOLD))
        case "section":
            return _section(block, pressables, reader)
        case "context":
            return _context(block, reader)
        case "actions":
            return Row([element(pressable) for pressable in pressables])
        case "rich_text":
            return rich_text(block, reader)
        case "divider":
            return Rule(style=styles.DIM)
        case "image":
            return _image(block)
        case "input":
            return _input(block, pressables, reader)
        case unknown:
            return marked(f"block of type {one_line(str(unknown))}: not drawn here")


def marked(sentence: str) -> Text:
    """Draw a line of this package's own, told apart from what the message says."""
    return Text(f"‹{sentence}›", style=styles.MARK)


def _section(block: Json, pressables: Sequence[Pressable], reader: Reader) -> RenderableType:
    body = text_object(block["text"], reader) if "text" in block else []
    if fields := mappings(block.get("fields")):
        body.append(_fields(fields, reader))
    accessory = mapping(block.get("accessory"))
    if not accessory:
        return stacked(body or [Text()])
    grid = Table.grid(expand=True, padding=(0, GAP, 0, 0))
    grid.add_column(ratio=1, overflow="fold")
    grid.add_column(max_width=_ACCESSORY_WIDTH, justify="right", overflow="fold")
    grid.add_row(stacked(body or [Text()]), element(pressables[0]) if pressables else _image(accessory))
    return grid


def _fields(fields: Sequence[Json], reader: Reader) -> RenderableType:
    grid = Table.grid(expand=True, padding=(0, GAP, 0, 0))
    grid.add_column(ratio=1, overflow="fold")
    grid.add_column(ratio=1, overflow="fold")
    cells = [stacked(text_object(field, reader)) for field in fields]
    for left in range(0, len(cells), 2):
        grid.add_row(*cells[left : left + 2])
    return grid


def _context(block: Json, reader: Reader) -> RenderableType:
    drawn: list[RenderableType] = []
    for item in mappings(block.get("elements")):
        drawn.extend([_image(item)] if item.get("type") == "image" else text_object(item, reader, style=styles.DIM))
    prose = [item for item in drawn if isinstance(item, Text) and "\n" not in item.plain]
    return Row(prose) if len(prose) == len(drawn) else stacked(drawn)


def _image(image: Json) -> Text:
    return Text(f"[image: {one_line(string(image.get('alt_text')))}]", style=styles.DIM)


def _input(block: Json, pressables: Sequence[Pressable], reader: Reader) -> RenderableType:
    name = Text(label(block.get("label")), style=styles.BOLD)
    if block.get("optional"):
        name.append(" (optional)", style=styles.DIM)
    lines: list[RenderableType] = [name, *(element(pressable) for pressable in pressables)]
    if "hint" in block:
        lines.extend(text_object(block["hint"], reader, style=styles.DIM))
    return stacked(lines)
