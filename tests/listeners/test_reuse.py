"""Messages that are given once more."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.blocks.message import Message
from bot.blocks.shown import Shown
from bot.blocks.summary import Source, execution_summary
from bot.blocks.surface import Surface
from bot.listeners.reuse import Reuse
from bot.qflow.lookup import Lookup
from tests.qflow.rows import EXECUTION_ID, execution, finished, moment, trigger

SHOWN = Shown(Lookup(EXECUTION_ID))
FIRST, SECOND = Source(moment(60_000), "5eed5eed"), Source(moment(60_000), "facade01")


def giving(message: Message) -> Callable[[], Message]:
    """Make a maker of one message."""
    return lambda: message


def test_who_asks_for_the_same_gets_the_same_and_it_is_not_made_again() -> None:
    reuse, steps, made = Reuse(), execution(trigger(), finished(54)), []

    def make() -> Message:
        made.append(execution_summary(steps, SHOWN, FIRST))
        return made[-1]

    given = [reuse.message(steps, SHOWN, request_id="5eed5eed", make=make) for _ in range(2)]
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
        given = reuse.message(steps, shown, request_id=source.request_id, make=giving(afresh))
        assert given == afresh
        assert given.reduced == afresh.reduced


def test_another_snapshot_of_the_same_is_shown_anew() -> None:
    reuse = Reuse()
    for steps in (execution(trigger()), execution(trigger(), finished(54))):
        afresh = execution_summary(steps, SHOWN, FIRST)
        assert reuse.message(steps, SHOWN, request_id="5eed5eed", make=lambda afresh=afresh: afresh) is afresh  # type: ignore[misc]
