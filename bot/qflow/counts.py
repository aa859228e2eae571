"""What is counted on the way to an answer, for whoever wants to know; by itself nobody does."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Found(StrEnum):
    """What the cache had for a lookup."""

    MEMORY = "memory"
    """A fresh snapshot in this process."""
    REDIS = "redis"
    """A fresh snapshot that another process left."""
    STALE = "stale"
    """A snapshot that is no longer fresh: it is shown only if QFlow does not answer."""
    MISS = "miss"


Where = Literal["process", "replicas"]
"""Whose flight is joined: one of this process, or of another that shares the store."""


def nobody(*_: object) -> None:
    """Count nothing."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Called for what happens.

    asked: a call to QFlow is over: its status, or `timeout`, `unreachable`, or `abandoned` by whoever made it.
    found: the cache was looked into for a lookup, a refresh included.
    joined: a lookup waits for what another one has asked already.
    """

    asked: Callable[[str], None] = nobody
    found: Callable[[Found], None] = nobody
    joined: Callable[[Where], None] = nobody


UNCOUNTED = Counts()
