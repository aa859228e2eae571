"""Pages: which of the steps are shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks.shown import Shown
from bot.qflow.execution import Execution
from bot.qflow.order import arranged
from bot.qflow.step import Step

STEPS_A_PAGE = 10
TIMELINE_STEPS_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Page:
    """The steps shown: those from the `first` to the `last` place of all `arranged` that the lookup asks for."""

    number: int
    pages: int
    steps: Sequence[Step]
    first: int
    last: int
    arranged: int


def page_of(execution: Execution, shown: Shown, failed: Step | None) -> Page:
    """Turn to the page shown, or the last if there are no longer so many; by itself, to the one with the failure."""
    steps = arranged(execution.steps, shown.lookup.order, shown.lookup.statuses)
    size = steps_a_page(timeline=shown.timeline)
    pages = max(1, -(-len(steps) // size))
    place = next((place for place, step in enumerate(steps) if step is failed), 0)
    number = min(shown.page or place // size + 1, pages)
    begin = (number - 1) * size
    on_it = steps[begin : begin + size]
    return Page(number, pages, on_it, begin + 1, begin + len(on_it), len(steps))


def steps_a_page(*, timeline: bool) -> int:
    """Give how many steps a page has."""
    return TIMELINE_STEPS_A_PAGE if timeline else STEPS_A_PAGE
