"""What may complete a line of the prompt: its words, executions by id or name, fields to order by, people, channels."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.demo.faults import KINDS, METHOD_ERRORS, SIDES, URL_ERRORS
from bot.demo.typed import COMMAND, WORDS
from bot.demo.whereabouts import PEOPLE, Standpoint, channel_name, channels_of
from bot.qflow.order import FIELDS
from bot.qflow.status import StatusGroup
from bot.sandbox.executions import NAMED
from bot.sandbox.slack.faults import CALLS, RESPONSE_URL

_MENTION = "@qflow"
_TAKE_MORE = (COMMAND, _MENTION, "shortcut", "as", "in", "fill", "fault")
_STATUS = "status="
_STATUSES = ("401", "403", "404", "429", "500", "502", "503")


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may stand in place of the line's last word. meaning: what it is, for a person to choose by."""

    text: str
    meaning: str = ""


def candidates(line: str, standpoint: Standpoint, fields: Iterable[str]) -> Sequence[Candidate]:
    """Give what may stand in place of the last word of a line. fields: those of the open modal, by action id."""
    *before, word = line.split(" ")
    before = [each for each in before if each]
    return list(_candidates(before, word, standpoint, fields))


def _candidates(before: Sequence[str], word: str, standpoint: Standpoint, fields: Iterable[str]) -> Iterator[Candidate]:
    match before:
        case []:
            for each in (COMMAND, _MENTION, *WORDS):
                yield from _if_begun(word, f"{each} " if each in _TAKE_MORE else each)
        case ["as"]:
            yield from _people(word)
        case ["in"]:
            yield from _channels(word, standpoint)
        case ["fill"]:
            for field in fields:
                yield from _if_begun(word, f"{field}=")
        case ["fault" | "faults", *_]:
            for each in _of_faults(before):
                yield from _if_begun(word, each)
        case [said, *words] if said == "shortcut" or said[0] in "/@":
            yield from _arguments(words, word) if NAMED.keys() & set(words) else _executions(word)


def _people(word: str) -> Iterator[Candidate]:
    for person in PEOPLE:
        yield from _if_begun(word, person.name, person.real_name)


def _channels(word: str, standpoint: Standpoint) -> Iterator[Candidate]:
    for channel in channels_of(standpoint.person):
        name = channel_name(channel, standpoint.person)
        yield from _if_begun(word, name if word.startswith(name[0]) else name[1:])


def _of_faults(before: Sequence[str]) -> Sequence[str]:
    """Give what may come next in a fault: a side, what goes wrong there, an error."""
    match before:
        case ["faults"]:
            return ("clear",)
        case ["fault"]:
            return [f"{side} " for side in SIDES]
        case ["fault", "qflow"]:
            return (*_STATUSES, *KINDS)
        case ["fault", "slack"]:
            return [f"{call} " for call in CALLS]
        case ["fault", "slack", call]:
            return (*(URL_ERRORS if call == RESPONSE_URL else METHOD_ERRORS), "delay ")
        case _:
            return ()


def _executions(word: str) -> Iterator[Candidate]:
    """Complete an execution's id, from its beginning or from that of its name."""
    for named in NAMED.values():
        if named.execution_id.startswith(word) or named.name.startswith(word):
            yield Candidate(f"{named.execution_id} ", named.name)


def _arguments(before: Sequence[str], word: str) -> Iterator[Candidate]:
    """Complete what stands behind an execution id; no order is offered where one is given."""
    if word.startswith(_STATUS):
        for group in StatusGroup:
            yield from _if_begun(word, f"{_STATUS}{group} ")
        return
    for option in ("since=", "until=", _STATUS, "share "):
        yield from _if_begun(word, option)
    minus = "-" if word.startswith("-") else ""
    if not {each.lstrip("-") for each in before} & set(FIELDS):
        for field in FIELDS:
            yield from _if_begun(word, f"{minus}{field} ", "order by it")


def _if_begun(word: str, text: str, meaning: str = "") -> Iterator[Candidate]:
    if text.casefold().startswith(word.casefold()):
        yield Candidate(text, meaning)
