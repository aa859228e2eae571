"""What is asked on the command line, read with the rules of the slash command."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches

from bot.arguments import Ask, parse_arguments
from bot.errors import MissingExecutionId
from bot.qflow.lookup import Lookup
from bot.qflow.order import is_order


class NoSuchOption(Exception):
    """A word can only have been meant as an option, and is none. Its text is one sentence for the person."""


def parse_lookup(
    words: Sequence[str],
    *,
    since: str | None = None,
    until: str | None = None,
    status: str | None = None,
    data: bool = False,
    now: datetime,
) -> Lookup:
    """Read what is asked. Raises a WrongInput.

    words: what stands there without an option, the execution id and the order. now: the present moment, aware.
    """
    options = {"since": since, "until": until, "status": status}
    given = [f'{name}="{value}"' for name, value in options.items() if value is not None]
    match parse_arguments(" ".join([*words, *given]), now=now):
        case Ask(lookup):
            return replace(lookup, include_data=data or lookup.include_data)
        case _:
            raise MissingExecutionId


def check_options(words: Sequence[str], options: Collection[str]) -> None:
    """See that no word was meant as an option: `-status` and `--status` with nothing behind are orders.

    options: those that there are. Raises NoSuchOption.
    """
    for word in words:
        if word.startswith("--") and not is_order(word):
            close = get_close_matches(word.partition("=")[0], options, n=1, cutoff=0.75)
            todo = f"did you mean {close[0]}?" if close else f"there are {', '.join(options)}"
            raise NoSuchOption(f"{word} is no option: {todo}")
