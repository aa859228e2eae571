"""The snapshots that replicas share, by way of a store that all of them reach. Where that fails, it is a miss."""

import asyncio

import structlog

from bot.qflow.cache import KEPT
from bot.qflow.hold_up import HoldUp
from bot.qflow.packing import Rubbish, pack, unpack
from bot.qflow.snapshot import Snapshot
from bot.qflow.store import Store

_log = structlog.get_logger(__name__)


class SharedSnapshots:
    """Snapshots in a store, packed; packing is done in a thread, for there are large ones."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def get(self, key: str, *, hold_up: HoldUp) -> Snapshot | None:
        """Give the snapshot under a key, fresh or not. Only what the store takes is a hold-up, not the unpacking."""
        packed = await hold_up.of(self.read(key))
        return None if packed is None else await self.unpacked(key, packed)

    async def read(self, key: str) -> bytes | None:
        """Give what is kept under a key, packed."""
        return await self._store.get(_named(key))

    async def unpacked(self, key: str, packed: bytes) -> Snapshot | None:
        """Unpack what is kept under a key; None for rubbish, which is then dropped."""
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
