"""What replicas share things by, as it is wanted here: bytes by key, leases and counts."""

from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, Protocol

LARGE = 64 * 2**10
"""Bytes beyond which a value is large: it takes a time of its own, and may be too large to be shared."""


class Store(Protocol):
    """Keeps what replicas share. It raises nothing: while it cannot be reached, it has nothing and does nothing.

    Its one implementation is `bot.store`; the Protocol keeps Redis out of here, and None stands for a single process.
    """

    async def get(self, key: str) -> bytes | None:
        """Give what is kept under a key."""

    async def put(self, key: str, value: bytes, ttl: timedelta) -> None:
        """Keep a value for so long."""

    async def forget(self, key: str) -> None:
        """Drop what is kept under a key."""

    async def claim(self, key: str, holder: str, ttl: timedelta) -> str | None:
        """Take a lease unless somebody has it, and give who has it then; None where that cannot be told."""

    async def renew(self, key: str, holder: str, ttl: timedelta) -> None:
        """Keep a lease for so long from now, if this holder has it."""

    async def release(self, key: str, holder: str) -> None:
        """Give a lease back, if this holder has it."""

    async def count(self, key: str, window: timedelta) -> tuple[int, timedelta] | None:
        """Count one more in a window that begins with the first; give how many that are, and how long it has left.

        None where that cannot be told.
        """

    def later(self, errand: Coroutine[Any, Any, None]) -> None:
        """Do something that nobody waits for; it is done before the store closes."""
