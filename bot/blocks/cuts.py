"""How much of foreign texts a summary shows: what a message has room for depends on how long they all are."""

from dataclasses import dataclass

from bot.blocks.details import DetailCuts


@dataclass(frozen=True, slots=True)
class Cuts:
    """How much of a foreign text is shown.

    failure: of the failing step's message, name: of a step's node type, status: of its status, in UTF-16 units.
    lines: of the failing step's message.
    message: of every step's message, in graphemes. details: None where there is no room for any.
    """

    failure: int
    lines: int
    message: int
    name: int
    status: int
    details: DetailCuts | None


SPOKEN = DetailCuts(message=600, text=60, listed=4, data=200)
"""Of the details that a message's `text` says."""

RUNGS = (
    Cuts(
        failure=1_500,
        lines=15,
        message=80,
        name=40,
        status=30,
        details=DetailCuts(message=2_400, text=200, listed=10, data=1_200),
    ),
    Cuts(
        failure=600,
        lines=15,
        message=80,
        name=40,
        status=30,
        details=DetailCuts(message=1_200, text=100, listed=6, data=600),
    ),
    Cuts(
        failure=600,
        lines=15,
        message=40,
        name=40,
        status=30,
        details=DetailCuts(message=600, text=60, listed=4, data=300),
    ),
    Cuts(
        failure=300,
        lines=8,
        message=20,
        name=30,
        status=20,
        details=DetailCuts(message=240, text=40, listed=2, data=120),
    ),
    Cuts(
        failure=120,
        lines=4,
        message=0,
        name=16,
        status=12,
        details=DetailCuts(message=100, text=16, listed=0, data=60),
    ),
    Cuts(failure=80, lines=2, message=0, name=8, status=8, details=None),
)
"""From most to least, a rung at a time."""
