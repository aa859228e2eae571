"""Messages that are given once more."""

import weakref
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from bot.blocks.elements import Block
from bot.blocks.message import Message
from bot.blocks.shown import Shown
from bot.blocks.summary import Source, execution_summary
from bot.blocks.surface import Surface
from bot.listeners.reuse import Reuse
from bot.qflow.cache import IN_MEMORY, KEPT
from bot.qflow.execution import Execution
from bot.qflow.lookup import Lookup
from bot.qflow.service import Answer
from tests.clocks import Seconds
from tests.qflow.rows import EXECUTION_ID, execution, finished, moment, trigger

SHOWN = Shown(Lookup(EXECUTION_ID))
FIRST, SECOND = Source(moment(60_000), "5eed5eed"), Source(moment(60_000), "facade01")


def answered(steps: Execution, size: int = 3_000) -> Answer:
    """Give an execution as QFlow answered it, in a body of so many bytes."""
    return Answer(steps, moment(60_000), size)


def giving(message: Message) -> Callable[[], Message]:
    """Make a maker of one message."""
    return lambda: message


def test_who_asks_for_the_same_gets_the_same_and_it_is_not_made_again() -> None:
    reuse, steps, made = Reuse(), execution(trigger(), finished(54)), list[Message]()

    def make() -> Message:
        made.append(execution_summary(steps, SHOWN, FIRST))
        return made[-1]

    given = [reuse.message(answered(steps), SHOWN, request_id="5eed5eed", make=make) for _ in range(2)]
    assert given == made * 2


@pytest.mark.parametrize("surface", list(Surface))
@pytest.mark.parametrize("shown", [SHOWN, replace(SHOWN, timeline=True)], ids=["a list", "a timeline"])
@pytest.mark.parametrize("message", ["Done", "request 5eed5eed", "5eed5eed"])
def test_it_is_as_if_it_had_been_made_for_the_request_that_it_answers(
    surface: Surface, shown: Shown, message: str
) -> None:
    reuse = Reuse()
    steps = execution(trigger(), *(finished(54 + n, f"n{n}", details={"message": message}) for n in range(30)))
    for source in (FIRST, SECOND):
        afresh = execution_summary(steps, shown, source, surface=surface)
        given = reuse.message(answered(steps), shown, request_id=source.request_id, make=giving(afresh))
        assert given == afresh
        assert given.reduced == afresh.reduced


def test_another_snapshot_of_the_same_is_shown_anew() -> None:
    reuse = Reuse()
    for steps in (execution(trigger()), execution(trigger(), finished(54))):
        afresh = execution_summary(steps, SHOWN, FIRST)
        assert reuse.message(answered(steps), SHOWN, request_id="5eed5eed", make=lambda afresh=afresh: afresh) is afresh  # type: ignore[misc]


def one_of_its_own() -> tuple[Message, weakref.ref[Callable[[], Sequence[Block]]]]:
    """Make a message, and what tells whether anybody keeps it."""

    def reduce() -> Sequence[Block]:
        return []

    return Message("", [], reduce), weakref.ref(reduce)


@pytest.mark.parametrize("size", [10_000, 200_000, 5_700_000])
def test_what_is_kept_is_reckoned_in_the_bytes_of_the_executions_that_it_keeps_alive(size: int) -> None:
    """Few steps with long messages take as much as many steps do."""
    reuse, made = Reuse(), [one_of_its_own() for _ in range(200)]
    for number, (message, _) in enumerate(made):
        given = reuse.message(answered(execution(trigger()), size), number, request_id="5eed5eed", make=giving(message))
        assert given is message
    told = [tell for _, tell in made]
    del made, message, given
    assert sum(size for tell in told if tell() is not None) * IN_MEMORY <= 4 * 2**20


def test_a_message_is_kept_no_longer_than_snapshots_are() -> None:
    clock = Seconds()
    reuse, (message, kept), (other, _) = Reuse(clock), one_of_its_own(), one_of_its_own()
    reuse.message(answered(execution(trigger())), "one", request_id="5eed5eed", make=giving(message))
    del message
    assert kept() is not None
    clock.now += KEPT.total_seconds()
    reuse.message(answered(execution(trigger())), "other", request_id="5eed5eed", make=giving(other))
    assert kept() is None
