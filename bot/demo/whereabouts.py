"""Who acts, and where: the people and channels of the sandbox by the names a person would type."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.demo.refusals import CannotDo
from bot.sandbox.slack.people import ALICE, INCIDENTS, SANDBOX, Channel, ChannelKind, Person

PEOPLE = SANDBOX.people


@dataclass(frozen=True, slots=True)
class Standpoint:
    """A person in a channel."""

    person: Person = ALICE
    channel: Channel = INCIDENTS

    def __str__(self) -> str:
        return f"{self.person.name} in {channel_name(self.channel, self.person)}"

    def become(self, name: str) -> "Standpoint":
        """Stand there as this person, or in the first of their channels if they are not in this one.

        Raises CannotDo when nobody has this name.
        """
        person = person_named(name)
        return Standpoint(person, self.channel if person.id in self.channel.members else channels_of(person)[0])

    def go(self, name: str) -> "Standpoint":
        """Stand in this channel. Raises CannotDo when the person is in none of this name."""
        of_person = {channel_name(channel, self.person): channel for channel in channels_of(self.person)}
        for shown, channel in of_person.items():
            if shown.lstrip("#@") == name.lstrip("#@").casefold():
                return Standpoint(self.person, channel)
        channels = " ".join(of_person)
        if not name:
            raise CannotDo(f"in which channel? {self.person.name} is in {channels}")
        raise CannotDo(f"{self.person.name} is in no channel {name}, but in {channels}")


def person_named(name: str) -> Person:
    """Give the person of this name. Raises CannotDo when there is none."""
    if not name:
        raise CannotDo(f"as whom? There are {_everybody()}")
    for person in PEOPLE:
        if person.name == name.removeprefix("@").casefold():
            return person
    raise CannotDo(f"there is nobody called {name}, but {_everybody()}")


def _everybody() -> str:
    return ", ".join(person.name for person in PEOPLE)


def channels_of(person: Person) -> Sequence[Channel]:
    """Give the channels that a person is in."""
    return [channel for channel in SANDBOX.channels if person.id in channel.members]


def channel_name(channel: Channel, person: Person) -> str:
    """Give a channel's name as this person sees it: `#incidents`, or `@bob` for a direct message with Bob."""
    if channel.kind is not ChannelKind.DIRECT:
        return f"#{channel.name}"
    return " ".join(f"@{member_name(member)}" for member in sorted(channel.members - {person.id}))


def member_name(user_id: str) -> str:
    """Give the name of a person, of the bot, or of Slack itself."""
    if user_id == SANDBOX.app.user_id:
        return SANDBOX.app.name
    person = SANDBOX.person(user_id)
    return person.name if person else "Slackbot"


def kind_of(person: Person) -> str:
    """Say what sort of member of the workspace a person is."""
    if not SANDBOX.is_ours(person):
        return "from another organisation"
    if person.team != SANDBOX.team:
        return "from another workspace of the organisation"
    return "a guest" if person.is_restricted or person.is_ultra_restricted else "a member"
