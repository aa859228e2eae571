"""Who and what is in this Slack: workspaces, people, channels, user groups, and the app itself."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Enterprise:
    """An organisation with several workspaces."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Team:
    """A workspace, within an organisation or alone."""

    id: str
    domain: str
    enterprise: Enterprise | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A user.

    is_restricted, is_ultra_restricted: the two kinds of guest, in many channels or in one.
    Source: https://docs.slack.dev/reference/objects/user-object
    """

    id: str
    name: str
    real_name: str
    team: Team
    is_restricted: bool = False
    is_ultra_restricted: bool = False


class ChannelKind(StrEnum):
    """What sort of conversation a channel is; the value is the name slash commands give it, if not its own.

    Private channels are called `privategroup` there and direct messages `directmessage`
    (https://docs.slack.dev/interactivity/implementing-slash-commands names neither; seen in payloads).
    """

    OPEN = ""
    PRIVATE = "privategroup"
    DIRECT = "directmessage"


@dataclass(frozen=True, slots=True)
class Channel:
    """A conversation and the ids of the users in it, the app's own among them where it was invited.

    is_ext_shared: shared with another organisation (https://docs.slack.dev/apis/slack-connect).
    """

    id: str
    name: str
    members: frozenset[str]
    kind: ChannelKind = ChannelKind.OPEN
    is_ext_shared: bool = False


@dataclass(frozen=True, slots=True)
class App:
    """The app under trial, as the workspace knows it, with the scopes its manifest was granted."""

    id: str
    user_id: str
    bot_id: str
    name: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Directory:
    """All that is known of who is where: the installing workspace, the app, people, channels, user groups.

    groups: the ids of a group's users, by the group's id.
    """

    team: Team
    app: App
    people: tuple[Person, ...]
    channels: tuple[Channel, ...]
    groups: dict[str, frozenset[str]]

    def person(self, user_id: str) -> Person | None:
        """Give the person with this id, if there is one."""
        return next((person for person in self.people if person.id == user_id), None)

    def is_ours(self, person: Person) -> bool:
        """Tell whether a person belongs to the installing workspace, or to another of its organisation."""
        enterprise = self.team.enterprise
        return person.team == self.team or (enterprise is not None and person.team.enterprise == enterprise)

    def channel(self, channel_id: str) -> Channel | None:
        """Give the channel with this id, if there is one."""
        return next((channel for channel in self.channels if channel.id == channel_id), None)

    def direct_with(self, person: Person) -> Channel | None:
        """Give the direct messages between the app and a person, if the app can write to them."""
        both = frozenset({person.id, self.app.user_id})
        return next((one for one in self.channels if one.kind is ChannelKind.DIRECT and one.members == both), None)


ORGANISATION = Enterprise("E0SANDBOX", "Sandbox Organisation")
HOME = Team("T0SANDBOX", "sandbox", ORGANISATION)
SISTER = Team("T0SISTER", "sandbox-sister", ORGANISATION)
ELSEWHERE = Team("T0ELSEWHERE", "elsewhere")

APP = App(
    id="A0SANDBOX",
    user_id="U0QFLOWBOT",
    bot_id="B0QFLOWBOT",
    name="qflow",
    scopes=frozenset(
        {
            "app_mentions:read",
            "channels:read",
            "chat:write",
            "commands",
            "groups:read",
            "usergroups:read",
            "users:read",
        }
    ),
)

ALICE = Person("U0ALICE", "alice", "Alice Adams", HOME)
BOB = Person("U0BOB", "bob", "Bob Brown", HOME)
GUEST = Person("U0GUEST", "gwen", "Gwen Guest", HOME, is_restricted=True)
SIBLING = Person("U0SIBLING", "sybil", "Sybil Sister", SISTER)
OUTSIDER = Person("U0OUTSIDER", "otto", "Otto Outsider", ELSEWHERE)

INCIDENTS = Channel("C0INCIDENTS", "incidents", frozenset({ALICE.id, BOB.id, GUEST.id, SIBLING.id, APP.user_id}))
GENERAL = Channel("C0GENERAL", "general", frozenset({ALICE.id, BOB.id}))
SECRET = Channel("C0SECRET", "secret", frozenset({ALICE.id, APP.user_id}), ChannelKind.PRIVATE)
HIDDEN = Channel("C0HIDDEN", "hidden", frozenset({ALICE.id, BOB.id}), ChannelKind.PRIVATE)
SHARED = Channel("C0SHARED", "with-elsewhere", frozenset({ALICE.id, OUTSIDER.id, APP.user_id}), is_ext_shared=True)
DIRECT = Channel("D0ALICEBOT", "directmessage", frozenset({ALICE.id, APP.user_id}), ChannelKind.DIRECT)
BOBS_DIRECT = Channel("D0BOBBOT", "directmessage", frozenset({BOB.id, APP.user_id}), ChannelKind.DIRECT)
GUESTS_DIRECT = Channel("D0GUESTBOT", "directmessage", frozenset({GUEST.id, APP.user_id}), ChannelKind.DIRECT)
SIBLINGS_DIRECT = Channel("D0SIBLINGBOT", "directmessage", frozenset({SIBLING.id, APP.user_id}), ChannelKind.DIRECT)
PEOPLE_ONLY = Channel("D0ALICEBOB", "directmessage", frozenset({ALICE.id, BOB.id}), ChannelKind.DIRECT)

SANDBOX = Directory(
    team=HOME,
    app=APP,
    people=(ALICE, BOB, GUEST, SIBLING, OUTSIDER),
    channels=(
        *(INCIDENTS, GENERAL, SECRET, HIDDEN, SHARED),
        *(DIRECT, BOBS_DIRECT, GUESTS_DIRECT, SIBLINGS_DIRECT, PEOPLE_ONLY),
    ),
    groups={"S0ONCALL": frozenset({ALICE.id})},
)
