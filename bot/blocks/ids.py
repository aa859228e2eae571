"""What can be pressed: an `action_id` says what a press does; which step or page it is about stands in the value."""

from enum import StrEnum


class ActionId(StrEnum):
    """Every action id there is."""

    DETAILS = "step.details"
    HIDE = "step.hide"
    FULL = "step.full"
    OPEN = "summary.open"
    REFRESH = "summary.refresh"
    FILTER = "summary.filter"
    ORDER = "summary.order"
    TIMELINE = "summary.timeline"
    PREVIOUS = "page.previous"
    NEXT = "page.next"
    SHARE = "summary.share"
    SHARE_ANYWAY = "summary.share_anyway"
    CHOOSE = "choice.show"


IN_PLACE = frozenset(
    {
        *(ActionId.DETAILS, ActionId.HIDE, ActionId.REFRESH, ActionId.FILTER),
        *(ActionId.ORDER, ActionId.TIMELINE, ActionId.PREVIOUS, ActionId.NEXT, ActionId.CHOOSE),
    }
)
"""Those that change what the message or modal shows which they stand in."""


class CallbackId(StrEnum):
    """Every callback id there is: the shortcuts of the manifest, and the modal that is submitted."""

    FROM_MESSAGE = "qflow_steps_from_message"
    FORM = "qflow_steps_form"
