"""What appears to a person in the demo after they did something."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.demo.whereabouts import Standpoint
from bot.sandbox.screen.shapes import Json
from bot.sandbox.slack import Message


@dataclass(frozen=True, slots=True)
class Posted:
    """A message.

    is_change: it was there before, and says something else now.
    is_direct: it came by direct message, while the person looks elsewhere.
    """

    message: Message
    is_change: bool = False
    is_direct: bool = False


@dataclass(frozen=True, slots=True)
class Removed:
    """A message is gone."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A modal: its content, with what was filled in. is_change: it was open before, and looks different now."""

    content: Json
    is_change: bool = False


@dataclass(frozen=True, slots=True)
class Closed:
    """The modal of this title is gone, and none is open."""

    title: str


@dataclass(frozen=True, slots=True)
class Linked:
    """The browser opens this address."""

    url: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The person is somebody else now, or somewhere else."""

    standpoint: Standpoint


@dataclass(frozen=True, slots=True)
class Failed:
    """Slack says that the bot did not take it. error: Slack's name for how."""

    error: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """The bot took it, and nothing happened."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What goes wrong from now on, each as it is asked for."""

    faults: Sequence[str]


Sight = Posted | Removed | Opened | Closed | Linked | Moved | Failed | Nothing | Planned
