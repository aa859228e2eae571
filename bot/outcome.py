"""What became of something that a person asked for, as it is counted."""

from enum import StrEnum

from bot.errors import BotError, QFlowError, Refused, Restarting, StaleButton, WrongInput


class Outcome(StrEnum):
    """The ways in which a request can end."""

    ANSWERED = "answered"
    REFUSED = "refused"
    WRONG_INPUT = "wrong_input"
    UPSTREAM_ERROR = "upstream_error"
    INTERNAL_ERROR = "internal_error"
    CUT_SHORT = "cut_short"
    """The process had to go."""
    LOST = "lost"
    """Slack took the answer by none of the ways that lead to the person."""
    DUPLICATE = "duplicate"
    """Another delivery of the same was answered."""


def outcome_of(error: BotError) -> Outcome:
    """Give the outcome of a request that is answered with this error."""
    match error:
        case Refused():
            return Outcome.REFUSED
        case WrongInput() | StaleButton():
            return Outcome.WRONG_INPUT
        case QFlowError():
            return Outcome.UPSTREAM_ERROR
        case Restarting():
            return Outcome.CUT_SHORT
        case _:
            return Outcome.INTERNAL_ERROR
