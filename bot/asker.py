"""Who asks, from where and by which way in; and who would read what is posted there."""

from dataclasses import dataclass
from enum import Enum, StrEnum, auto


class Way(StrEnum):
    """The ways in."""

    COMMAND = "command"
    MENTION = "mention"
    SHORTCUT = "shortcut"
    FORM = "form"
    PRESS = "press"


@dataclass(frozen=True, slots=True)
class Asker:
    """A person at one of the ways in, as Slack's payload tells.

    team_id: of the person's own workspace, or `E…` of their organisation; None where the payload does not tell.
    enterprise_id: of their organisation, which only a command tells. channel_id: None for what comes from no channel.
    """

    way: Way
    user_id: str
    team_id: str | None
    channel_id: str | None = None
    enterprise_id: str | None = None


class Audience(Enum):
    """Who would read what is posted in a channel."""

    MEMBERS = auto()
    """Only people of the organisation that the bot is installed in."""
    OUTSIDERS = auto()
    """People of other organisations too."""
    DIRECT = auto()
    """The people of a direct message, whoever they are."""
    UNKNOWN = auto()
    """Slack does not tell."""
