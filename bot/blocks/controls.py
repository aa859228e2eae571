"""What can be pressed in a summary. In place, a value is what the summary shows next; else, what it is about."""

from collections.abc import Iterator
from dataclasses import replace

from bot.blocks.elements import Block, Element, Option, actions, button, menu
from bot.blocks.ids import ActionId
from bot.blocks.paging import Page, steps_a_page
from bot.blocks.shown import Shown, write_value
from bot.blocks.surface import Sharing, Surface
from bot.qflow.order import parse_order
from bot.qflow.step import Step

AS_RUN = "as-run"
FAILED_ONLY = ("failed",)

ORDERS = (
    Option("As run", AS_RUN),
    Option("By status", "status"),
    Option("Longest first", "-duration"),
    Option("By start", "startDate"),
    Option("Newest first", "-startDate"),
    Option("By node type", "nodeType"),
)


def step_button(step: Step, shown: Shown, surface: Surface, name: str) -> Element:
    """Give the button beside a step. name: how to read the step out."""
    if surface is Surface.CHANNEL:
        return full_button("Details", step, shown, name)
    if shown.opens(step):
        return button("Hide", ActionId.HIDE, write_value(shown.hiding(step)), f"Hide the details of {name}")
    return button("Details", ActionId.DETAILS, write_value(shown.opening(step)), f"Details of {name}")


def full_button(label: str, step: Step, shown: Shown, name: str) -> Element:
    """Give a button that opens all of a step's details in a modal. name: how to read the step out."""
    value = write_value(replace(shown, opened=()).opening(step))
    return button(label, ActionId.FULL, value, f"{label}: {name}")


def refresh_button(shown: Shown) -> Element:
    """Give the button that asks QFlow again."""
    return button("Refresh", ActionId.REFRESH, write_value(shown), "Ask QFlow again and show the same")


def controls(shown: Shown, page: Page, surface: Surface, *, block_id: str, sharing: Sharing) -> Iterator[Block]:
    """Give the rows of buttons below a summary. block_id: of the row with the menu, which carries the state for it."""
    if surface is Surface.CHANNEL:
        yield actions(
            button("Open", ActionId.OPEN, write_value(shown), "Open the full summary for yourself"),
            refresh_button(shown),
        )
        return
    if page.pages > 1:
        yield actions(*_turning(shown, page))
    yield actions(*_changing(shown, page, sharing), block_id=block_id)


def _turning(shown: Shown, page: Page) -> Iterator[Element]:
    size = steps_a_page(timeline=shown.timeline)
    if page.number > 1:
        value = write_value(replace(shown, page=page.number - 1))
        places = f"steps {page.first - size:,} to {page.first - 1:,}"
        yield button("◀ Previous", ActionId.PREVIOUS, value, f"Previous page: {places}")
    if page.number < page.pages:
        value = write_value(replace(shown, page=page.number + 1))
        places = f"steps {page.last + 1:,} to {min(page.last + size, page.arranged):,}"
        yield button("Next ▶", ActionId.NEXT, value, f"Next page: {places}")


def _changing(shown: Shown, page: Page, sharing: Sharing) -> Iterator[Element]:
    yield refresh_button(shown)
    lookup = shown.lookup
    if lookup.statuses:
        everything = replace(shown, lookup=replace(lookup, statuses=()), page=None)
        yield button("All steps", ActionId.FILTER, write_value(everything), "Show the steps of every status")
    else:
        failed = replace(shown, lookup=replace(lookup, statuses=FAILED_ONLY), page=None)
        yield button("Failed only", ActionId.FILTER, write_value(failed), "Show only the steps that failed")
    yield menu(ActionId.ORDER, "Order", ORDERS, chosen=str(lookup.order or AS_RUN))
    turned = replace(shown, timeline=not shown.timeline)
    first_of_page = (page.first - 1) // steps_a_page(timeline=turned.timeline) + 1
    value = write_value(replace(turned, page=first_of_page))
    if shown.timeline:
        yield button("List", ActionId.TIMELINE, value, "Show the steps as a list")
    else:
        yield button("Timeline", ActionId.TIMELINE, value, "Show the steps as a timeline")
    match sharing:
        case Sharing.ONE_PRESS:
            yield button("Share", ActionId.SHARE, write_value(shown), "Share this summary with everyone in the channel")
        case Sharing.TO_THREAD:
            label = "Share this summary with everyone, in the thread of the message"
            yield button("Share to thread", ActionId.SHARE, write_value(shown), label)
        case Sharing.SECOND_PRESS:
            label = "Share anyway: post it for everyone who reads there"
            yield button("Share anyway", ActionId.SHARE_ANYWAY, write_value(shown), label)


def ordered(shown: Shown, choice: str) -> Shown:
    """Give what to show when this order was chosen from the menu. Raises UnknownField."""
    order = None if choice == AS_RUN else parse_order(choice)
    return replace(shown, lookup=replace(shown.lookup, order=order), page=None)
