"""Secrets behind their key within a text: `password=…`, `"token": "…"`, `Cookie: …`, `--api-key …`, `<secret>…<`."""

import json
import re
from collections.abc import Iterator, Sequence

from bot.redact.keys import ARN, FIRST_WORDS, KEY, PLURAL_AND_ENDING
from bot.redact.prose import HARMLESS

_BEFORE_A_VALUE = r"(?=(?:[\\\"'`*\]\s\xa0]|&quot;){0,80}(?:[:=>,\uff1a]|%3|is\b|was\b|set\b))"


def _needle(word: str, more: str = "") -> re.Pattern[str]:
    """Look for a word that stands in many an id, with what makes it a key: a value behind it, or a dash before."""
    option, key = rf"(?<=[-_]{word}){more}s?(?=\s\S)", rf"{more}{PLURAL_AND_ENDING}(?![a-z0-9]){_BEFORE_A_VALUE}"
    return re.compile(rf"{word}(?:{option}|{key})", re.ASCII)


NEEDLES = {
    **dict.fromkeys(("secret", "token", "authorization", "cookie", "credential")),
    **{word: _needle(word) for word in ("pwd", "key", "sig")},
    "pass": _needle("pass", "(?:word|wd|phrase|code)?"),
    "conn": re.compile(r"conn(?:ection[ _.-]?string|[ _.-]?str)"),
    "session": re.compile(r"session[ _.-]?id"),
    "webhook": re.compile(r"webhook[ _.-]?url"),
    "response": re.compile(r"response[ _.-]?url"),
}
"""Lower-case texts one of which stands in every text that has a key; and what of it to look for, if that is common."""

_BEHIND = (
    r"(?:\\{0,8}[\"'`]|&quot;|\*\*|\])?"  # the key's own closing quote
    r"(?:[ \t\xa0]{0,8}(?::=|=>|[:=\uff1a]|%3[ad])(?:[ \t\xa0]{0,8}[|>][+-]?(?=\r?\n))?"
    r"(?:[ \t\xa0]{0,8}\r?\n[ \t\xa0]{1,40}|[ \t\xa0]{0,40})"
    r"|[ \t\xa0]{1,8}(?:is|was|set[ \t\xa0]to)[ \t\xa0]{1,8}(?=\\{0,8}[\"'`])"
    r"|\\{0,8}[\"']\s{0,20},\s{0,40}\\{0,8}[\"'](?:parameter)?value\\{0,8}[\"']\s{0,8}:\s{0,8})"  # {"name": …, "value":
)
_KEYED = re.compile(
    rf"{KEY}{PLURAL_AND_ENDING}(?:{_BEHIND}|(?P<tag>>)|(?P<option>[ \t]{{1,8}})(?=\S))", re.IGNORECASE | re.ASCII
)
"""A key up to its value."""
_OF_AN_ARN = re.compile(r"\d{4}:\Z")
"""What stands before a key that is part of an ARN, `…:123456789012:secret:name`."""
_OF_AN_OPTION = re.compile(r"(?:\A|[^\w-])--?(?:[A-Za-z0-9]{1,20}[-_]){0,4}\Z")
_LONGEST_OPTION = 90

_OPENING = re.compile(r"(\\{0,15})([\"'`])")
_BARE = re.compile(
    r"(?:[^\s\"'`<>&;,\\)\]}]"
    r"|[\"'`](?![\s,;:)\]}>\\]|\Z)|<(?!/)|\\(?![nrt\"'])|[)\]}](?![\s,;.)\]}\"'\\]|\Z)"
    r"|&(?!amp;|[\w.%-]{1,60}=)|[;,](?![\s\"']|\Z|[\w.% -]{1,60}[:=]))+"
)
"""A value without quotes: up to white space, or to what looks like its end and the beginning of something else."""
_LINE = re.compile(r"[^\r\n]+")
_TAGGED = re.compile(r"[^<>]+(?=</)")
_BRACKETED = re.compile(r"[\[{][^\]}\r\n]*[\]}]?")
_JSON = json.JSONDecoder()
_NUMBER = re.compile(r"[\d.,]+%?\Z")
_PLACEHOLDER = re.compile(
    rf"{ARN}|"
    r"(?:\[redacted\]|\*{2,}|\$\{[\w.:-]{1,80}\}|\{\{[^{}]{1,80}\}\}|%s|<[\w -]{1,40}>|…|\.\.\.)"
    r"(?=[\s\"'`,;&)\]}<\\.@]|\Z)",
    re.ASCII,
)
"""What stands for a secret without being one: its name in AWS, a mask, a variable yet to be filled in."""


def keyed(text: str, lowered: str) -> Iterator[tuple[int, int]]:
    """Find the values that stand behind a key, each as where it begins and ends, in order. lowered: the same text."""
    place = 0
    for key in _places(lowered):
        found = _KEYED.match(text, key) if key >= place else None
        if found is None or not _is_key(text, found):
            continue
        begin, end = _value(text, found)
        place = max(found.end(), end)
        if begin < end:
            yield begin, end


def _places(lowered: str) -> Sequence[int]:
    """Give every place where a key may begin."""
    places = []
    for word in FIRST_WORDS:
        place = lowered.find(word)
        while place >= 0:
            places.append(place)
            place = lowered.find(word, place + len(word))
    return sorted(set(places))


def _is_key(text: str, found: re.Match[str]) -> bool:
    before = text[max(0, found.start() - _LONGEST_OPTION) : found.start()]
    return _OF_AN_OPTION.search(before) is not None if found["option"] else not _OF_AN_ARN.search(before[-5:])


def _value(text: str, found: re.Match[str]) -> tuple[int, int]:
    """Give where a key's value begins and ends; nowhere where it has none that is a secret."""
    begin = found.end()
    if found["tag"]:
        value = _TAGGED.match(text, begin)
        return value.span() if value else (begin, begin)
    if opening := _OPENING.match(text, begin):
        return opening.end(), _closing(text, opening)
    if placeholder := _PLACEHOLDER.match(text, begin):
        return placeholder.end(), placeholder.end()
    if text[begin : begin + 1] in ("[", "{"):
        return begin, _bracketed(text, begin)
    value = _line(text, found) if found["line"] else _BARE.match(text, begin)
    if value is None or _speaks_of_it(value[0]) or (found["plural"] and _NUMBER.match(value[0])):
        return begin, begin
    return begin, begin + len(value[0].rstrip(".,"))


def _bracketed(text: str, begin: int) -> int:
    """Find where a list or an object ends, and what is written on to it: by JSON, else at the first closing bracket."""
    try:
        end: int = _JSON.raw_decode(text, begin)[1]
    except (ValueError, RecursionError):
        value = _BRACKETED.match(text, begin)
        end = value.end() if value else begin
    more = _BARE.match(text, end)
    return more.end() if more else end


def _line(text: str, found: re.Match[str]) -> re.Match[str] | None:
    """Match the rest of the line, or of the quotes that key and value stand in."""
    quote = text[found.start() - 1 : found.start()]
    if quote and quote in "\"'`":
        return re.compile(rf"[^\r\n{quote}]+").match(text, found.end())
    return _LINE.match(text, found.end())


def _speaks_of_it(value: str) -> bool:
    first = value.split(maxsplit=1)[0] if not value.isspace() else ""
    return first.strip("().,;:!?*").lower() in HARMLESS


def _closing(text: str, opening: re.Match[str]) -> int:
    """Find where quotes close: at the same quote, no more escaped than the one that opened; else the text's end.

    What they hold may itself be quoted within, and is then escaped more.
    """
    escapes, quote = opening.groups()
    place = opening.end()
    while (place := text.find(quote, place)) >= 0:
        before = place
        while before > opening.end() and text[before - 1] == "\\":
            before -= 1
        if place - before <= len(escapes) or (not escapes and (place - before) % 2 == 0):
            return place - min(place - before, len(escapes))
        place += 1
    return len(text)
