"""What Slack tells of people, user groups and channels, kept for a while: what the policy must know."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

import aiohttp
import structlog
from cachetools import TTLCache
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.asker import Audience
from bot.qflow.flights import Flights

_log = structlog.get_logger(__name__)

_T = TypeVar("_T")

PERSON_KEPT = timedelta(hours=1)
GROUP_KEPT = timedelta(minutes=5)
AUDIENCE_KEPT = timedelta(minutes=1)
LONGEST = timedelta(milliseconds=1_500)
"""For one question: the trigger of a modal, which is opened after it, lives three seconds."""
_MOST = 10_000
_MISSING_SCOPE = "missing_scope"
_DIRECT_SCOPES = frozenset({"im:read", "mpim:read"})


class SlackDoesNotTell(Exception):
    """Slack refused a question, or did not answer it in time.

    needed: the scope that it wants for it, empty where it names none; None where that is not why.
    """

    def __init__(self, needed: str | None = None) -> None:
        super().__init__(needed)
        self.needed = needed


@dataclass(frozen=True, slots=True)
class Person:
    """What the policy must know of a person.

    Source: https://docs.slack.dev/reference/objects/user-object
    """

    enterprise_id: str | None
    is_guest: bool
    is_stranger: bool


class Directory:
    """Asks Slack, once for all who want to know the same at once. timer: gives seconds that never run backwards."""

    def __init__(self, client: AsyncWebClient, *, timer: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._people: _Kept[Person] = _Kept(PERSON_KEPT, timer)
        self._groups: _Kept[frozenset[str]] = _Kept(GROUP_KEPT, timer)
        self._audiences: _Kept[Audience] = _Kept(AUDIENCE_KEPT, timer)

    async def person(self, user_id: str) -> Person:
        """Tell about a person; wants the scope `users:read`. Raises SlackDoesNotTell."""
        return await self._people.get(user_id, lambda: self._ask_for_person(user_id))

    async def members(self, group_id: str) -> frozenset[str]:
        """Give the ids of a user group's members; wants the scope `usergroups:read`. Raises SlackDoesNotTell."""
        return await self._groups.get(group_id, lambda: self._ask_for_members(group_id))

    async def audience(self, channel_id: str) -> Audience:
        """Tell who would read what is posted in a channel; wants `channels:read` and, if private, `groups:read`."""
        try:
            return await self._audiences.get(channel_id, lambda: self._ask_for_audience(channel_id))
        except SlackDoesNotTell:
            return Audience.UNKNOWN

    async def _ask_for_person(self, user_id: str) -> Person:
        user: Mapping[str, Any] = (await _told(self._client.users_info(user=user_id)))["user"]
        return Person(
            enterprise_id=(user.get("enterprise_user") or {}).get("enterprise_id"),
            is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
            is_stranger=bool(user.get("is_stranger")),
        )

    async def _ask_for_members(self, group_id: str) -> frozenset[str]:
        return frozenset((await _told(self._client.usergroups_users_list(usergroup=group_id)))["users"])

    async def _ask_for_audience(self, channel_id: str) -> Audience:
        """Ask by `is_ext_shared`: `is_shared` is also true of a channel that the organisation's workspaces share.

        https://docs.slack.dev/reference/objects/conversation-object
        """
        try:
            told = await _told(self._client.conversations_info(channel=channel_id))
        except SlackDoesNotTell as error:
            if _DIRECT_SCOPES & set((error.needed or "").split(",")):
                return Audience.DIRECT  # what Slack wants for it tells what it is
            raise
        match told["channel"]:
            case {"is_im": True} | {"is_mpim": True}:
                return Audience.DIRECT
            case {"is_ext_shared": True} | {"is_pending_ext_shared": True}:
                return Audience.OUTSIDERS
            case {"is_ext_shared": False}:
                return Audience.MEMBERS
            case _:
                return Audience.UNKNOWN


class _Kept(Generic[_T]):
    """Answers by the id that was asked about, for a while. What Slack does not tell is asked again."""

    def __init__(self, ttl: timedelta, timer: Callable[[], float]) -> None:
        self._answers: TTLCache[str, _T] = TTLCache(_MOST, ttl.total_seconds(), timer)
        self._asking: Flights[_T] = Flights()

    async def get(self, asked: str, ask: Callable[[], Coroutine[Any, Any, _T]]) -> _T:
        """Give the answer that is kept, else ask."""
        kept: _T | None = self._answers.get(asked)
        if kept is None:
            kept = self._answers[asked] = await self._asking.join(asked, ask)
        return kept


async def _told(call: Awaitable[Any]) -> Mapping[str, Any]:
    """Give the answer of a call. Raises SlackDoesNotTell."""
    try:
        async with asyncio.timeout(LONGEST.total_seconds()):
            answer: Mapping[str, Any] = (await call).data
    except SlackApiError as error:
        _log.warning("slack_does_not_tell", said=str(error.response.get("error")))
        lacks_scope = error.response.get("error") == _MISSING_SCOPE
        raise SlackDoesNotTell(str(error.response.get("needed") or "") if lacks_scope else None) from error
    except (aiohttp.ClientError, TimeoutError) as error:
        _log.warning("slack_does_not_tell", said=type(error).__name__)
        raise SlackDoesNotTell from error
    return answer
