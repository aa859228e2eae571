"""Draws text objects: plain_text as it stands, mrkdwn as Slack reads it."""

import re

from rich.console import RenderableType
from rich.text import Text

from bot.sandbox.screen import emoji
from bot.sandbox.screen.dates import Reader
from bot.sandbox.screen.mrkdwn import mrkdwn
from bot.sandbox.screen.shapes import Json, mapping, string
from bot.sandbox.screen.visible import one_line, visible

_EMOJI = re.compile(emoji.PATTERN)


def text_object(value: object, reader: Reader, *, style: str = "") -> list[RenderableType]:
    """Draw a text object; a single Text unless its mrkdwn holds quotes or preformatted text."""
    text = mapping(value)
    if text.get("type") == "mrkdwn":
        verbatim = text.get("verbatim") is True
        return mrkdwn(string(text.get("text")), reader, verbatim=verbatim, style=style)
    return [Text(visible(_plain(text)), style=style)]


def label(value: object) -> str:
    """Give a plain_text object as one line that is safe to draw."""
    return one_line(_plain(mapping(value)))


def _plain(text: Json) -> str:
    content = string(text.get("text"))
    if text.get("emoji") is False:
        return content
    return _EMOJI.sub(lambda code: emoji.emoji(code["emoji"]), content)
