"""Reads what a person types at the prompt, and the values of the command line's options, into acts."""

import re
from difflib import get_close_matches
from enum import StrEnum

from bot.demo.acts import Act, As, ClearFaults, Close, Fault, Faults, Fill, In, Press, Say, Shortcut, Submit
from bot.demo.faults import parse_fault
from bot.demo.refusals import CannotDo
from bot.qflow.execution_ids import execution_ids_in

COMMAND = "/qflow-steps"


class Wish(StrEnum):
    """What the prompt does by itself, without the bot; the value is the word for it."""

    LIST = "list"
    PEOPLE = "people"
    HELP = "help"
    QUIT = "quit"


WORDS = ("shortcut", "as", "in", "fill", "submit", "close", "fault", "faults", *Wish)
"""Every word that a line may begin with."""

_OTHER_WORDS = {"exit": "quit", "q": "quit", "?": "help", "h": "help"}
_PRESS = re.compile(r"(\d{1,4})\s*(?:=(.*))?", re.DOTALL | re.ASCII)


def parse_line(line: str) -> Act | Wish | None:
    """Read a line of the prompt; None for an empty one. Raises CannotDo with a hint for what is none of it."""
    line = line.strip()
    if not line or line[0] in "/@":
        return Say(line) if line else None
    word, _, rest = line.partition(" ")
    rest = rest.strip()
    word = _OTHER_WORDS.get(word.casefold(), word.casefold())
    match word:
        case "shortcut":
            return Shortcut(rest)
        case "as":
            return As(rest)
        case "in":
            return In(rest)
        case "fill":
            return parse_fill(rest)
        case "submit" | "close":
            return parse_press(word)
        case "fault":
            return Fault(parse_fault(rest))
        case "faults":
            return _faults(rest)
        case "press" if rest:
            return parse_press(rest)
        case _ if _PRESS.fullmatch(line):
            return parse_press(line)
        case _ if word in list(Wish) and not rest:
            return Wish(word)
        case _:
            raise CannotDo(_hint(line, word))


def parse_press(text: str) -> Press | Submit | Close:
    """Read what to press: a number, `number=value`, `submit` or `close`. Raises CannotDo."""
    match text.strip().casefold():
        case "submit":
            return Submit()
        case "close":
            return Close()
    if found := _PRESS.fullmatch(text.strip()):
        return Press(int(found[1]), found[2])
    raise CannotDo(f"“{text}” is nothing to press: it takes a number, number=value, submit or close")


def parse_fill(text: str) -> Fill:
    """Read what to fill in: `field=value`. Raises CannotDo."""
    field, equals, value = text.partition("=")
    if not field.strip() or not equals:
        raise CannotDo(f"“{text}” fills nothing in: it takes field=value")
    return Fill(field.strip(), value.strip())


def parse_say(text: str) -> Say:
    """Read what to say: `/command …` or `@qflow …`. Raises CannotDo for what the bot would not hear."""
    if text.strip()[:1] in {"/", "@"}:
        return Say(text.strip())
    raise CannotDo(f"the bot does not hear “{text}”: it takes {COMMAND} … or @qflow …")


def _faults(rest: str) -> Faults | ClearFaults:
    match rest.casefold():
        case "":
            return Faults()
        case "clear":
            return ClearFaults()
        case _:
            raise CannotDo("“faults” shows what is planned and “faults clear” forgets it; “fault …” plans one more")


def _hint(line: str, word: str) -> str:
    if found := execution_ids_in(line):
        return f"to look that up, type {COMMAND} {found[0]}"
    if close := get_close_matches(word, WORDS, n=1, cutoff=0.75):
        return f"I do not know “{line}”. Did you mean {close[0]}?"
    return f"I do not know “{line}”. Try {COMMAND} and an execution id, a button's number, or help"
