"""Replays: a request whose signature was taken before is not taken again.

What Slack signs is good for minutes, so whoever sees one such request on its way could have it done again.
"""

import time
from collections.abc import Callable
from datetime import timedelta

SIGNED_FOR = timedelta(minutes=10)
"""Longer than a signature is good for: five minutes before and after its timestamp."""
_MOST = 100_000
_DIGITS = slice(-16, None)
"""64 bits of a signature: nobody without the secret can make two that share them."""


class Replays:
    """Remembers the signatures of the last ten minutes at least, the last 100,000 where there were more.

    They are kept as numbers, some 80 bytes each, in two generations of which the older is forgotten as a whole.

    timer: gives seconds that never run backwards.
    """

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self._timer = timer
        self._older: set[int] = set()
        self._newer: set[int] = set()
        self._since = timer()

    def __contains__(self, signature: str) -> bool:
        """Tell whether a signature that Slack made was taken."""
        self._age()
        number = _number(signature)
        return number in self._newer or number in self._older

    def add(self, signature: str) -> None:
        """Remember that a signature is taken."""
        self._newer.add(_number(signature))

    def discard(self, signature: str) -> None:
        """Forget a signature whose request was not taken after all."""
        number = _number(signature)
        self._newer.discard(number)
        self._older.discard(number)

    def _age(self) -> None:
        """Begin a generation when the newer one is full or as old as a signature can be, and forget the oldest."""
        now = self._timer()
        old = now - self._since
        if old < SIGNED_FOR.total_seconds() and len(self._newer) < _MOST:
            return
        self._older = self._newer if old < 2 * SIGNED_FOR.total_seconds() else set()
        self._newer = set()
        self._since = now


def _number(signature: str) -> int:
    return int(signature[_DIGITS], 16)
