"""Where a summary stands, and whether it can be shared from there, which decide what can be pressed."""

from enum import Enum, auto


class Surface(Enum):
    """The three places for a summary."""

    EPHEMERAL = auto()
    """A message that one person sees: everything happens in place."""
    CHANNEL = auto()
    """A message that everyone sees: it stays as it is, and what one person wants to know opens in a modal."""
    MODAL = auto()
    """A modal, which one person sees: everything happens in place."""


class Sharing(Enum):
    """How a summary can be shared."""

    NOWHERE = auto()
    """There is no channel to share it in."""
    ONE_PRESS = auto()
    """By a press on Share."""
    TO_THREAD = auto()
    """By a press on Share to thread, because what it is about has one."""
    SECOND_PRESS = auto()
    """Share was pressed, and who would read it is not as it should be: by one more press, on what says so."""
