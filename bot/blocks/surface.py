"""Where a summary stands, which decides what can be pressed there."""

from enum import Enum, auto


class Surface(Enum):
    """The three places for a summary."""

    EPHEMERAL = auto()
    """A message that one person sees: everything happens in place."""
    CHANNEL = auto()
    """A message that everyone sees: it stays as it is, and what one person wants to know opens in a modal."""
    MODAL = auto()
    """A modal, which one person sees: everything happens in place."""
