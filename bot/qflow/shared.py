"""What replicas share: snapshots, by way of a store that all of them reach. Where that fails, it is a miss."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, Protocol

import structlog

from bot.qflow.cache import KEPT
from bot.qflow.hold_up import HoldUp
from bot.qflow.packing import Rubbish, pack, unpack
from bot.qflow.snapshot import Snapshot

_log = structlog.get_logger(__name__)


class Store(Protocol):
    """Bytes by key, and leases. It raises nothing: while it cannot be reached, it has nothing and does nothing.

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


class SharedSnapshots:
    """Snapshots in a store, packed; packing is done in a thread, for there are large ones."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def get(self, key: str, *, hold_up: HoldUp) -> Snapshot | None:
        """Give the snapshot under a key, fresh or not. Only what the store takes is a hold-up, not the unpacking."""
        packed = await hold_up.of(self._store.get(_named(key)))
        if packed is None:
            return None
        try:
            return await asyncio.to_thread(unpack, packed)
        except Rubbish:
            _log.warning("shared_snapshot_unreadable", bytes=len(packed))
            self._store.later(self.forget(key))
            return None

    async def put(self, key: str, packed: bytes) -> None:
        """Keep a snapshot, in place of the one before."""
        await self._store.put(_named(key), packed, KEPT)

    async def forget(self, key: str) -> None:
        """Drop what is kept under a key."""
        await self._store.forget(_named(key))


async def packed(snapshot: Snapshot) -> bytes:
    """Pack a snapshot to put."""
    return await asyncio.to_thread(pack, snapshot)


def _named(key: str) -> str:
    return f"snapshot:{key}"
