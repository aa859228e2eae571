"""Foreign text on its way into Slack: one clean-up, one cut, one escape.

Foreign is whatever QFlow or a person wrote. It goes into `plain_text` and preformatted rich text, where Slack parses
nothing; the one place where it must be mrkdwn is a message's `text`, and there it is escaped.
"""

import re

import regex

from bot.unseen import without_unseen

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_GRAPHEME = regex.compile(r"\X")
_EMOJI_NAME = re.compile(r":(?=(?:[\w+'-]{0,99}[^\W\d][\w+'-]{0,99}|[+-]1|100|1234):)")
_JOINT = "\u2060"
_ELLIPSIS = "…"
_ROOM_FOR_HIDDEN = 8
_MARKS = regex.compile(r"\p{M}{8}\K[\p{M}--[\ufe0e\ufe0f\u20e3]]+", regex.VERSION1)
"""More marks on one letter than any language puts there: they would cover the lines around it."""
_BLANK = "\u2800"
"""A braille cell without a dot, which is a letter to Unicode and a space to whoever looks."""


def clean(text: str) -> str:
    """Take out what is not seen but acts: control and zero-width characters, direction marks, lone surrogates."""
    if text.isascii() and text.isprintable():
        return text
    spaced = text.replace("\r\n", "\n").replace("\t", " ").replace(_BLANK, " ")
    return _MARKS.sub("", _LONE_SURROGATE.sub("\ufffd", without_unseen(spaced)))


def cut(text: str, units: int, *, graphemes: int | None = None) -> str:
    """Clean a text and cut it, on whole graphemes and with an ellipsis, to so many UTF-16 units and graphemes.

    However long the text is, only what may be shown of it is looked at.
    """
    most = units if graphemes is None else min(units, graphemes)
    if len(text) <= most and text.isascii() and text.isprintable():
        return text  # as most are
    head = text[: _ROOM_FOR_HIDDEN * (units + 1)]
    cleaned = clean(head)
    whole = len(head) == len(text)
    fits = whole and length(cleaned) <= units
    if fits and (graphemes is None or len(cleaned) <= graphemes):
        return cleaned
    kept: list[str] = []
    room = units if fits else units - len(_ELLIPSIS)
    for found in _GRAPHEME.finditer(cleaned):
        grapheme = found[0]
        room -= length(grapheme)
        if room < 0 or len(kept) == graphemes:
            return "".join(kept).rstrip() + _ELLIPSIS
        kept.append(grapheme)
    return cleaned if whole else "".join(kept[:-1]).rstrip() + _ELLIPSIS  # the last one may be a part of a grapheme


def one_line(text: str) -> str:
    """Put a text on one line, white space folded."""
    return " ".join(text.split())


def escape(text: str) -> str:
    """Write a text in mrkdwn so that it stands as it is: `&`, `<` and `>` as entities, and nothing else.

    https://docs.slack.dev/messaging/formatting-message-text#escaping
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def without_emoji(text: str) -> str:
    """Keep `:name:` from being drawn as an emoji, as in `arn:aws:sts`, by an invisible joint behind its first colon.

    Whether `emoji: false` does that is not documented; this holds either way.
    """
    return _EMOJI_NAME.sub(f":{_JOINT}", text) if ":" in text else text


def length(text: str) -> int:
    """Count UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
