"""Pace: about one message a second in a channel, which is what Slack takes, in the order in which they were wanted.

https://docs.slack.dev/apis/web-api/rate-limits#special-limits
"""

import asyncio
from datetime import timedelta

from cachetools import TTLCache

APART = timedelta(seconds=1)
LONGEST_QUEUE = timedelta(seconds=10)
QUEUE_FULL = "queue_full"
"""Our word, among Slack's, for a message that could not go out for longer than that."""

_CHANNELS = 10_000


class Pace:
    """Gives turns, channel by channel; it knows of this process alone.

    apart: how long after each other two messages of a channel go out.
    """

    def __init__(self, apart: timedelta = APART) -> None:
        self._apart = apart.total_seconds()
        kept = (LONGEST_QUEUE + apart).total_seconds()
        self._free_at: TTLCache[str, float] = TTLCache(_CHANNELS, kept, _now)

    async def turn(self, channel_id: str) -> bool:
        """Wait for a turn in a channel. False at once where it would not come soon."""
        now = _now()
        mine = max(now, self._free_at.get(channel_id, now))
        if mine - now > LONGEST_QUEUE.total_seconds():
            return False
        self._free_at[channel_id] = mine + self._apart
        if mine > now:
            await asyncio.sleep(mine - now)
        return True


def _now() -> float:
    return asyncio.get_running_loop().time()
