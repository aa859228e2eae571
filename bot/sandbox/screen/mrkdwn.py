"""Reads mrkdwn, Slack's dialect: preformatted text, quotes, and within lines styles, links, mentions, emoji.

https://docs.slack.dev/messaging/formatting-message-text
"""

import re
from collections.abc import Iterator
from itertools import groupby

from rich.console import RenderableType
from rich.text import Text

from bot.sandbox.screen import emoji, styles
from bot.sandbox.screen.dates import Reader
from bot.sandbox.screen.layout import Prefixed
from bot.sandbox.screen.references import BROADCASTS, call, link, mention, reference, unescaped
from bot.sandbox.screen.visible import visible

_FENCE = re.compile(r"```\n?(.+?)\n?```", re.DOTALL)
_QUOTE = re.compile(r"(?:>|&gt;) ?")
_MARKS = {"*": styles.BOLD, "_": styles.ITALIC, "~": styles.STRIKE}
_STYLED = r"(?<![\w{mark}]){mark}(?=\S)(?P<{name}>(?:[^`<\n]|`[^`\n]*`|<[^<>\n]*>)+?)(?<=\S){mark}(?![\w{mark}])"
_ALWAYS = (
    r"`(?P<code>[^`\n]+)`",
    r"<(?P<reference>[^<>\n]+)>",
    emoji.PATTERN,
    _STYLED.format(mark=r"\*", name="bold"),
    _STYLED.format(mark="_", name="italic"),
    _STYLED.format(mark="~", name="strike"),
)
_UNLESS_VERBATIM = (
    r"(?P<url>\bhttps?://[^\s<>|]*[^\s<>|.,;:!?)\]}'\"*_~`])",
    rf"(?<![\w@])@(?P<call>{'|'.join(BROADCASTS)})\b",
    r"(?<![\w#&])#(?P<channel>[a-z][\w-]*)",
)
_VERBATIM = re.compile("|".join(_ALWAYS))
_PARSED = re.compile("|".join(_ALWAYS + _UNLESS_VERBATIM))


def mrkdwn(text: str, reader: Reader, *, verbatim: bool, style: str = "") -> list[RenderableType]:
    """Draw mrkdwn as paragraphs, quotes and preformatted text below each other; plain prose is one Text.

    Unless `verbatim`, what Slack finds by itself is live too: bare addresses, @here, #channel.
    """
    drawn: list[RenderableType] = []
    # Splitting at a pattern with one group gives outside, inside, outside, …
    for index, part in enumerate(_FENCE.split(text)):
        if index % 2:
            drawn.append(preformatted(Text(visible(unescaped(part)), style=style)))
        elif part.strip("\n"):
            drawn.extend(_prose(part.strip("\n"), reader, verbatim=verbatim, style=style))
    return drawn or [Text()]


def preformatted(text: Text) -> RenderableType:
    """Draw text behind the bar of preformatted text."""
    return Prefixed(text, Text("│ ", style=styles.DIM))


def quote(text: RenderableType) -> RenderableType:
    """Draw text behind the bar of a quote."""
    return Prefixed(text, Text("▌ ", style=styles.DIM))


def _prose(text: str, reader: Reader, *, verbatim: bool, style: str) -> Iterator[RenderableType]:
    for quoted, lines in groupby(text.split("\n"), key=lambda line: bool(_QUOTE.match(line))):
        paragraph = "\n".join(_QUOTE.sub("", line, count=1) if quoted else line for line in lines)
        drawn = Text(style=style)
        drawn.append_text(_inline(paragraph, reader, _VERBATIM if verbatim else _PARSED))
        yield quote(drawn) if quoted else drawn


def _inline(text: str, reader: Reader, pattern: re.Pattern[str], within: str = "") -> Text:
    drawn, done = Text(), 0
    for found in pattern.finditer(text):
        drawn.append(visible(unescaped(text[done : found.start()])))
        drawn.append_text(_span(found, reader, pattern, within))
        done = found.end()
    return drawn.append(visible(unescaped(text[done:])))


def _span(found: re.Match[str], reader: Reader, pattern: re.Pattern[str], within: str) -> Text:
    content = found[found.lastgroup or 0]
    match found.lastgroup:
        case "code":
            return Text(visible(unescaped(content)), style=styles.CODE)
        case "reference":
            return reference(content, reader)
        case "emoji":
            return Text(emoji.emoji(content))
        case "url":
            return link(unescaped(content))
        case "call":
            return call(content)
        case "channel":
            return mention(f"#{content}")
    mark = found[0][0]
    if mark in within:
        # Within bold there is no second bold: so the depth is bounded by the three marks.
        return Text(visible(unescaped(found[0])))
    inner = _inline(content, reader, pattern, within + mark)
    inner.stylize(_MARKS[mark])
    return inner
