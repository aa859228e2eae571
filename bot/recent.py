"""What each person looked up last, per channel, so that the bare command can repeat it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from cachetools import TTLCache

_KEPT = timedelta(days=1)
_SPOTS = 10_000


@dataclass(frozen=True, slots=True)
class Spot:
    """One person in one channel; ids of channels and of users are unique across the workspaces of an organisation."""

    channel_id: str
    user_id: str


class LastLookups:
    """Remembers the last execution for a day, for as many spots as matter; the oldest are forgotten.

    timer: gives seconds that never run backwards.
    """

    def __init__(self, *, timer: Callable[[], float] = time.monotonic) -> None:
        self._execution_ids: TTLCache[Spot, str] = TTLCache(_SPOTS, _KEPT.total_seconds(), timer)

    def remember(self, spot: Spot, execution_id: str) -> None:
        """Keep what was just looked up there."""
        self._execution_ids[spot] = execution_id

    def recall(self, spot: Spot) -> str | None:
        """Give what was looked up there last, if that is still known."""
        execution_id: str | None = self._execution_ids.get(spot)
        return execution_id
