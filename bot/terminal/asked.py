"""What is asked on the command line, read with the rules of the slash command."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.arguments import Ask, parse_arguments
from bot.errors import MissingExecutionId
from bot.qflow.lookup import Lookup


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
            return replace(lookup, include_data=data)
        case _:
            raise MissingExecutionId
