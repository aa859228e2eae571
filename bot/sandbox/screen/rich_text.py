"""Draws the rich_text block: sections, preformatted text, quotes and lists, of styled text and references.

https://docs.slack.dev/reference/block-kit/blocks/rich-text-block; nothing in its text is parsed.
"""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from bot.sandbox.screen import emoji, styles
from bot.sandbox.screen.dates import Reader
from bot.sandbox.screen.layout import Prefixed, stacked
from bot.sandbox.screen.mrkdwn import preformatted, quote
from bot.sandbox.screen.references import call, link, mention, moment
from bot.sandbox.screen.shapes import Json, mapping, mappings, string, whole
from bot.sandbox.screen.visible import one_line, visible

_BULLETS = "•◦▪"
_INDENT = 2
_DEEPEST = 8
_STYLES = {
    "bold": styles.BOLD,
    "code": styles.CODE,
    "italic": styles.ITALIC,
    "strike": styles.STRIKE,
    "underline": styles.UNDERLINE,
}


def rich_text(block: Json, reader: Reader) -> RenderableType:
    """Draw a rich_text block."""
    return stacked([_part(part, reader) for part in mappings(block.get("elements"))] or [Text()])


def _part(part: Json, reader: Reader) -> RenderableType:
    match part.get("type"):
        case "rich_text_section":
            return _line(part, reader)
        case "rich_text_preformatted":
            return preformatted(_line(part, reader))
        case "rich_text_quote":
            return quote(_line(part, reader))
        case "rich_text_list":
            return stacked(list(_items(part, reader)) or [Text()])
        case unknown:
            return _unknown(unknown)


def _items(part: Json, reader: Reader) -> Iterator[RenderableType]:
    indent = min(max(whole(part.get("indent")), 0), _DEEPEST)
    first = whole(part.get("offset")) + 1
    for number, item in enumerate(mappings(part.get("elements")), first):
        sign = f"{number}." if part.get("style") == "ordered" else _BULLETS[indent % len(_BULLETS)]
        bullet = Text(f"{' ' * (indent * _INDENT)}{sign} ")
        # A list in a list is not part of Slack's format, and would let depth come from outside.
        body = _unknown("rich_text_list") if item.get("type") == "rich_text_list" else _part(item, reader)
        yield Prefixed(body, bullet, Text(" " * bullet.cell_len))


def _line(part: Json, reader: Reader) -> Text:
    line = Text()
    for inline in mappings(part.get("elements")):
        drawn = _inline(inline, reader)
        for name, style in _STYLES.items():
            if mapping(inline.get("style")).get(name):
                drawn.stylize(style)
        line.append_text(drawn)
    # Slack ends many a section with a line feed of its own; it draws no empty line for it.
    line.rstrip()
    return line


def _inline(inline: Json, reader: Reader) -> Text:
    match inline.get("type"):
        case "text":
            return Text(visible(string(inline.get("text"))))
        case "link":
            return link(string(inline.get("url")), string(inline.get("text")))
        case "user":
            return mention(f"@{reader.name(string(inline.get('user_id')))}")
        case "channel":
            return mention(f"#{string(inline.get('channel_id'))}")
        case "usergroup":
            return call(string(inline.get("usergroup_id")))
        case "broadcast":
            return call(string(inline.get("range")))
        case "emoji":
            return _emoji(inline)
        case "date":
            return _date(inline, reader)
        case "color":
            return Text(visible(string(inline.get("value"))))
        case unknown:
            return _unknown(unknown)


def _emoji(inline: Json) -> Text:
    character = emoji.from_code_points(string(inline.get("unicode")))
    return Text(visible(character or emoji.emoji(string(inline.get("name")))))


def _date(inline: Json, reader: Reader) -> Text:
    form, fallback = string(inline.get("format")), string(inline.get("fallback"))
    drawn = moment(str(inline.get("timestamp")), form, fallback, reader)
    url = string(inline.get("url"))
    return link(url, drawn.plain) if url else drawn


def _unknown(kind: object) -> Text:
    return Text(f"«unknown element: {one_line(str(kind))}»", style=styles.MARK)
