"""Leases: what one process does for all that share a store, and another takes over where that one dies."""

import asyncio
import uuid
from datetime import timedelta

from bot.qflow.store import Store

LEASE = timedelta(seconds=3)
"""How long the others wait for a process that died before one of them takes over."""

_RENEWALS = 3
"""A lease is renewed so often that one renewal may be lost."""


class Lease:
    """A lease on one thing. holder: names whoever asks for it here. lasts: how long, unless it is renewed."""

    def __init__(self, store: Store, key: str, *, lasts: timedelta) -> None:
        self.holder = uuid.uuid4().hex
        self._store = store
        self._key = key
        self._lasts = lasts

    async def claim(self) -> str | None:
        """Take it unless somebody has it, and give who has it then; None where that cannot be told."""
        return await self._store.claim(self._key, self.holder, self._lasts)

    async def keep(self) -> None:
        """Renew it for as long as this goes on."""
        while True:
            await asyncio.sleep(self._lasts.total_seconds() / _RENEWALS)
            await self._store.renew(self._key, self.holder, self._lasts)

    async def release(self) -> None:
        """Give it back, if it was had."""
        await self._store.release(self._key, self.holder)
