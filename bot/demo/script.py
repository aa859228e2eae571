"""A script: what to do without a prompt, one act after the other."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import takewhile

from bot.demo.acts import Act, As, Fault, In, Say, Shortcut
from bot.demo.conversation import Appear, Conversation
from bot.demo.faults import parse_fault
from bot.demo.refusals import CannotDo
from bot.demo.typed import COMMAND, parse_fill, parse_press, parse_say
from bot.demo.whereabouts import Standpoint, person_named

DOCUMENTED = Say(f"{COMMAND} 0e72b4a1-abea-45b2-9ae9-91cd87506404")

_PARSERS: Mapping[str, Callable[[str], Act]] = {
    "--say": parse_say,
    "--shortcut": Shortcut,
    "--press": parse_press,
    "--fill": parse_fill,
    "--as": lambda name: As(person_named(name).name),
    "--in": In,
    "--fault": lambda text: Fault(parse_fault(text)),
}


def parse_script(given: Iterable[tuple[str, str]]) -> list[Act]:
    """Read options, each with its value, into a script. Raises CannotDo for the first that cannot be read.

    A script that does not begin by saying something, after moves and faults, asks for the documented execution first.
    """
    script: list[Act] = []
    for option, value in given:
        try:
            script.append(_PARSERS[option](value))
        except CannotDo as cannot:
            raise CannotDo(f"{option}: {cannot}") from cannot
    before = list(takewhile(lambda act: isinstance(act, As | In | Fault), script))
    if not any(isinstance(act, Say | Shortcut) for act in script[len(before) : len(before) + 1]):
        script.insert(len(before), DOCUMENTED)
    return script


async def play(
    script: Sequence[Act], conversation: Conversation, *, announce: Callable[[Standpoint, Act], None], appear: Appear
) -> bool:
    """Do what a script says, and tell whether all of it was answered. Raises CannotDo for the first that cannot be."""
    answered = True
    for act in script:
        announce(conversation.standpoint, act)
        answered &= await conversation.perform(act, appear)
    return answered
