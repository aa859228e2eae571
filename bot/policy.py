"""Who may ask, see data, and read what is shared. Fail closed: what cannot be known is refused, and said to be so.

Who a person is comes from the payload's own fields, which `bot.listeners.askers` reads; Bolt's `context.actor_team_id`
is the team of the app, not of the person, on a press.
"""

from dataclasses import dataclass
from datetime import timedelta

from bot.asker import Asker, Audience
from bot.directory import Directory, SlackDoesNotTell
from bot.errors import (
    AskedTooOften,
    ChannelNotListed,
    DataNotAllowed,
    DataSwitchedOff,
    Guest,
    NotListed,
    Outsider,
    Unverified,
)
from bot.qflow.hold_up import HoldUp
from bot.quota import Quota


@dataclass(frozen=True, slots=True)
class Listed:
    """People by their ids and by the ids of user groups; empty lists name nobody."""

    users: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.users or self.groups)


@dataclass(frozen=True, slots=True)
class Rules:
    """What is configured.

    guests: whether guests of the workspace may ask. people, channels: who may, and where; empty for every member and
    everywhere. data: who may see the input and output data of steps; empty for nobody.
    per_person, per_channel: how often within a minute; 0 for no limit. contact: whom a refused person can ask.
    """

    guests: bool = False
    people: Listed = Listed()
    channels: frozenset[str] = frozenset()
    data: Listed = Listed()
    per_person: int = 0
    per_channel: int = 0
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class Us:
    """The workspace that the bot is installed in, and its organisation if it has one, as `auth.test` says."""

    team_id: str | None
    enterprise_id: str | None


class Policy:
    """Decides. It is asked by the one desk that every way in goes through, before anything is fetched or opened."""

    def __init__(self, rules: Rules, *, us: Us, directory: Directory, quota: Quota) -> None:
        self._rules = rules
        self._us = us
        self._directory = directory
        self._quota = quota

    async def admit(self, asker: Asker, *, hold_up: HoldUp) -> None:
        """Let a person in. Raises a Refused that says why not. hold_up: by where it is counted how often they ask."""
        contact = self._rules.contact
        try:
            await self._check_is_ours(asker)
            if self._rules.channels and asker.channel_id not in self._rules.channels:
                raise ChannelNotListed(contact)
            if self._rules.people and not await self._is_listed(asker, self._rules.people):
                raise NotListed(contact)
        except SlackDoesNotTell as error:
            raise Unverified(contact, error.needed) from error
        await self._check_how_often(asker, hold_up)

    async def admit_to_data(self, asker: Asker) -> None:
        """Let a person who was let in see data. Raises DataSwitchedOff, DataNotAllowed or Unverified."""
        if not self._rules.data:
            raise DataSwitchedOff
        try:
            if not await self._is_listed(asker, self._rules.data):
                raise DataNotAllowed(self._rules.contact)
        except SlackDoesNotTell as error:
            raise Unverified(self._rules.contact, error.needed) from error

    async def audience(self, channel_id: str) -> Audience:
        """Tell who would read what is posted in a channel."""
        return await self._directory.audience(channel_id)

    async def _check_is_ours(self, asker: Asker) -> None:
        """Check the person's team, and that they are no guest.

        A person of another workspace is asked about where both may belong to one organisation.
        """
        is_home = asker.team_id is not None and asker.team_id in (self._us.team_id, self._us.enterprise_id)
        if not is_home and (asker.team_id is None or not self._may_be_of_ours(asker)):
            raise Outsider(self._rules.contact)
        if is_home and self._rules.guests:
            return
        person = await self._directory.person(asker.user_id)
        if person.is_stranger or not (is_home or person.enterprise_id == self._us.enterprise_id):
            raise Outsider(self._rules.contact)
        if person.is_guest and not self._rules.guests:
            raise Guest(self._rules.contact)

    def _may_be_of_ours(self, asker: Asker) -> bool:
        if self._us.enterprise_id is None or str(asker.team_id).startswith("E"):
            return False
        return asker.enterprise_id in (None, self._us.enterprise_id)

    async def _is_listed(self, asker: Asker, listed: Listed) -> bool:
        if asker.user_id in listed.users:
            return True
        for group_id in sorted(listed.groups):
            if asker.user_id in await self._directory.members(group_id):
                return True
        return False

    async def _check_how_often(self, asker: Asker, hold_up: HoldUp) -> None:
        wait = await self._quota.wait(f"person:{asker.user_id}", self._rules.per_person, hold_up=hold_up)
        if wait > timedelta(0):
            raise AskedTooOften(wait=wait)
        most = self._rules.per_channel if asker.channel_id else 0
        wait = await self._quota.wait(f"channel:{asker.channel_id}", most, hold_up=hold_up)
        if wait > timedelta(0):
            raise AskedTooOften(wait=wait, in_channel=True)
