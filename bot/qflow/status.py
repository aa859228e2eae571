"""Statuses: an open set, of which only Running and Success are documented, told apart in five groups."""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache


class StatusGroup(StrEnum):
    """What a status means for the person who reads it. OTHER is neither success nor failure."""

    SUCCEEDED = "succeeded"
    RUNNING = "running"
    FAILED = "failed"
    SKIPPED = "skipped"
    OTHER = "other"


_MEMBERS = {
    StatusGroup.SUCCEEDED: ("success", "succeeded", "completed"),
    StatusGroup.RUNNING: ("running", "inprogress", "waiting", "pending", "queued"),
    StatusGroup.FAILED: (
        *("failed", "failure", "error", "aborted", "cancelled", "canceled"),
        *("terminated", "timedout", "timeout"),
    ),
    StatusGroup.SKIPPED: ("skipped",),
}
_GROUPS = {member: group for group, members in _MEMBERS.items() for member in members}
_JOINTS = str.maketrans("", "", "_-")


@lru_cache(maxsize=256)  # few statuses, on many rows
def status_group(status: str | None) -> StatusGroup:
    """Give the group of a status as the API spells it; case, white space, `_` and `-` do not matter (`TIMED_OUT`)."""
    return _GROUPS.get(_plain(status), StatusGroup.OTHER) if status else StatusGroup.OTHER


def status_matches(status: str | None, wanted: Iterable[str]) -> bool:
    """Tell whether a status is one of those wanted, each a group's name or a status, in any case."""
    names = {_plain(name) for name in wanted}
    return _plain(status or "") in names or status_group(status) in names


def _plain(status: str) -> str:
    return "".join(status.casefold().translate(_JOINTS).split())
