"""What each person looked up last, per channel, so that the bare command can repeat it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from cachetools import TTLCache

from bot.qflow.execution_ids import execution_ids_in
from bot.qflow.hold_up import HoldUp
from bot.qflow.store import Store

_KEPT = timedelta(days=1)
_SPOTS = 10_000


@dataclass(frozen=True, slots=True)
class Spot:
    """One person in one channel; ids of channels and of users are unique across the workspaces of an organisation."""

    channel_id: str
    user_id: str


class LastLookups:
    """Remembers the last execution for a day, for as many spots as matter; the oldest are forgotten.

    store: what replicas share; while it does not answer, there is what this process remembers.
    timer: gives seconds that never run backwards.
    """

    def __init__(self, store: Store | None = None, *, timer: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._execution_ids: TTLCache[Spot, str] = TTLCache(_SPOTS, _KEPT.total_seconds(), timer)

    def remember(self, spot: Spot, execution_id: str) -> None:
        """Keep what was just looked up there; nobody waits until it is shared."""
        self._execution_ids[spot] = execution_id
        if self._store is not None:
            self._store.later(self._store.put(_named(spot), execution_id.encode(), _KEPT))

    async def recall(self, spot: Spot, *, hold_up: HoldUp) -> str | None:
        """Give what was looked up there last, if that is still known. hold_up: by the store."""
        kept = None if self._store is None else await hold_up.of(self._store.get(_named(spot)))
        shared = next(iter(execution_ids_in((kept or b"").decode("ascii", "replace"))), None)
        return shared or self._execution_ids.get(spot)


def _named(spot: Spot) -> str:
    return f"last:{spot.channel_id}:{spot.user_id}"
