"""What a person typed behind a command, read as people paste it.

    <executionId> [order] [since=…] [until=…] [status=failed,running] [data] [share]
    help
    doctor [<executionId>]

Backticks, bold, quotes straight or curly, `<…|…>` links, whole URLs, trailing dots and commas, no-break spaces and
dashes of any kind are what chat clients and other people's messages add; none of them changes what is meant.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from urllib.parse import quote_plus

from bot.blocks.shown import STATUS_LIMIT
from bot.dates import parse_range
from bot.errors import (
    DataForEveryone,
    LongStatus,
    MissingExecutionId,
    MissingValue,
    NotAnExecutionId,
    RepeatedOption,
    SeveralExecutionIds,
    UnknownOption,
    WrongInput,
)
from bot.qflow.execution_ids import HYPHENS, UNSEEN, execution_ids_in, without_execution_ids
from bot.qflow.lookup import Lookup
from bot.qflow.order import is_order, parse_order

OPTIONS = ("since", "until", "status", "order")

_API_NAMES = {"startat": "since", "endat": "until"}
_FLAGS = ("data", "share")
_HELP = ("help", "?", "-h", "--help")
_DOCTOR = "doctor"

_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
"""What Slack writes for the three characters of its markup, https://docs.slack.dev/messaging/formatting-message-text"""
_DASHES = dict.fromkeys(map(ord, HYPHENS), "-")
_QUOTES = dict.fromkeys(map(ord, "“”„‟«»″"), '"') | dict.fromkeys(map(ord, "‘’‚‛′"), "'")
_EMPHASIS = dict.fromkeys(map(ord, "`*~"), None)
_NO_QUOTES = dict.fromkeys(map(ord, "\"'"), None)
_LINK = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_DATE_AND_TIME = re.compile(r"(=\d{4}-\d\d-\d\d) (\d\d?:\d\d)")
_TOKEN = re.compile(r"""(?:"[^"]*"|'[^']*'|\S)+""")
_EQUALS = re.compile(r"(?<!\s)\s*=\s*")
"""Looks behind itself so that each run of spaces is tried once, not once for each of its spaces."""
_OPTION = re.compile(r"([A-Za-z]+)=(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Help:
    """The person wants to know how to ask."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """The person typed nothing: the last lookup once more."""


@dataclass(frozen=True, slots=True)
class Examine:
    """The person wants to know whether the bot's set-up works, and perhaps whether it can read one execution."""

    execution_id: str | None


@dataclass(frozen=True, slots=True)
class Ask:
    """The person wants an execution's steps. share: for everyone in the channel to see."""

    lookup: Lookup
    share: bool


def parse_arguments(text: str, *, now: datetime) -> Ask | Repeat | Help | Examine:
    """Read what was typed. now: the present moment, aware, for times ago. Raises a WrongInput."""
    tokens = _tokens(text)
    execution_ids = execution_ids_in(" ".join(tokens))
    if tokens and tokens[0].lower() == _DOCTOR and len(execution_ids) <= 1:
        return Examine(next(iter(execution_ids), None))
    words = [word for token in tokens for word in _besides_ids(token)]
    match execution_ids:
        case ():
            if not tokens:
                return Repeat()
            if tokens[0].lower() in _HELP:
                return Help()
            raise _no_id_among(words)
        case (execution_id,):
            return _ask(execution_id, words, now)
        case _:
            raise SeveralExecutionIds(execution_ids)


def parse_execution_id(text: str) -> str:
    """Read a text that should hold one execution id. Raises a WrongInput."""
    match execution_ids_in(" ".join(_tokens(text))):
        case ():
            raise NotAnExecutionId(text)
        case (execution_id,):
            return execution_id
        case execution_ids:
            raise SeveralExecutionIds(execution_ids)


def _tokens(text: str) -> Sequence[str]:
    """Undo what clients and copying add, and split at the spaces that do not stand within quotes."""
    for entity, character in _ENTITIES.items():
        text = text.replace(entity, character)
    text = _LINK.sub(_target, text.translate(_DASHES | _QUOTES | _EMPHASIS | UNSEEN))
    text = _DATE_AND_TIME.sub(r"\1T\2", _EQUALS.sub("=", text))
    bare = (token.translate(_NO_QUOTES).strip("()[]{}<>_").rstrip(".,;:!") for token in _TOKEN.findall(text))
    return [token for token in bare if token.strip("-")]


def _besides_ids(token: str) -> Sequence[str]:
    """Give what stands beside an id without a space between: `<id>,-status`; in an address, nothing that is meant."""
    if not execution_ids_in(token):
        return (token,)
    besides = without_execution_ids(token)
    if "://" in besides:
        return ()
    parts = (part.strip(",;:.!?()[]{}\\") for part in besides.split())
    return tuple(part for part in parts if part.strip("-") and not part.endswith("="))


def _target(link: re.Match[str]) -> str:
    """Give the half of a link that holds an id, else what is seen of it."""
    url, label = link[1], link[2]
    return f" {url if label is None or execution_ids_in(url) else label} "


def _no_id_among(words: Sequence[str]) -> WrongInput:
    for word in words:
        if not (word.lower() in _FLAGS or _OPTION.fullmatch(word) or is_order(word)):
            return NotAnExecutionId(word)
    return MissingExecutionId()


def _ask(execution_id: str, words: Iterable[str], now: datetime) -> Ask:
    flags, options = _sorted_out(words)
    order = parse_order(options["order"]) if "order" in options else None
    since, until = parse_range(options.get("since", ""), options.get("until", ""), now)
    statuses = _statuses(options["status"]) if "status" in options else ()
    if {"data", "share"} <= flags:
        raise DataForEveryone
    lookup = Lookup(execution_id, order, since, until, include_data="data" in flags, statuses=statuses)
    return Ask(lookup, share="share" in flags)


def _sorted_out(words: Iterable[str]) -> tuple[set[str], dict[str, str]]:
    """Tell flags from options; a word alone that is no flag is the order."""
    flags: set[str] = set()
    options: dict[str, str] = {}
    for word in words:
        found = _OPTION.fullmatch(word)
        if not found and word.lower() in _FLAGS:
            flags.add(word.lower())
            continue
        name, value = (_option(found[1]), found[2]) if found else ("order", str(parse_order(word)))
        if name in options:
            raise RepeatedOption(name)
        if not value:
            raise MissingValue(name)
        options[name] = value
    return flags, options


def _option(name: str) -> str:
    option = _API_NAMES.get(name.lower(), name.lower())
    if option not in OPTIONS:
        raise UnknownOption(name, next(iter(get_close_matches(option, OPTIONS, n=1, cutoff=0.5)), None))
    return option


def _statuses(text: str) -> Sequence[str]:
    if len(quote_plus(text)) > STATUS_LIMIT:
        raise LongStatus(STATUS_LIMIT)
    statuses = tuple(status.strip() for status in text.split(",") if status.strip())
    if not statuses:
        raise MissingValue("status")
    return statuses
