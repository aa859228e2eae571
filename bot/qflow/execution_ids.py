"""Finds execution ids in what people and programs write: in links, logged JSON, italics, with any kind of hyphen."""

import re
from collections.abc import Sequence
from urllib.parse import unquote

HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
"""What stands for a hyphen where a client or an editor made it finer: a no-break one, a dash, a minus sign."""
UNSEEN = dict.fromkeys(
    [*map(ord, "\u00ad\ufeff"), *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)], None
)
"""What has no width at all: joiners, direction marks, soft hyphens."""

_ID = rf"[0-9a-f]{{8}}(?:[{HYPHENS}][0-9a-f]{{4}}){{3}}[{HYPHENS}][0-9a-f]{{12}}"
_EXECUTION_ID = re.compile(rf"(?<![\w\-\u2010\u2011]){_ID}(?![\w\-\u2010\u2011])", re.IGNORECASE)
"""An execution id that is not a part of something longer; ids in Qualys' own samples are not all RFC UUIDs.

A dash beside it is punctuation, and only a hyphen joins it to something longer.
"""
_NO_ESCAPE = re.compile(rf"%(?={_ID})", re.IGNORECASE)
_JSON_ESCAPE = re.compile(r"\\+(?:([nrt])|u([0-9a-f]{4}))", re.IGNORECASE)
_ITALICS = re.compile(r"(?<![\w-])(_+)(?=\S)([^\n]{1,200}?)(?<=\S)\1(?![\w-])")
_MOST_ENCODED = 2
"""How often a link is percent-encoded that stands in another link's query."""


def execution_ids_in(text: str) -> Sequence[str]:
    """Find every execution id in a text, in order of appearance, in lower case and without repeats."""
    found = _EXECUTION_ID.findall(_decoded(text))
    return tuple(dict.fromkeys(re.sub(f"[{HYPHENS}]", "-", execution_id.lower()) for execution_id in found))


def without_execution_ids(text: str) -> str:
    """Give a text, decoded, with a space in place of every execution id."""
    return _EXECUTION_ID.sub(" ", _decoded(text))


def _decoded(text: str) -> str:
    """Undo what stands between an id and its reader: percent-encoding, JSON's escapes, the marks of italics.

    A percent sign right before an id is one: it does not take the id's first digits for a code.
    """
    for _ in range(_MOST_ENCODED):
        if "%" in text:
            text = unquote(_NO_ESCAPE.sub("% ", text))
    if "\\" in text:
        text = _JSON_ESCAPE.sub(_unescaped, text)
    return _ITALICS.sub(r"\2", text.translate(UNSEEN))


def _unescaped(escape: re.Match[str]) -> str:
    return " " if escape[1] else chr(int(escape[2], 16))
