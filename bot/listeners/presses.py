"""Presses on one message or modal, in order: a late answer to an older press never covers that to a newer one.

Only the process knows the order. Of two presses that two replicas answer, a message keeps the answer that came last and
a modal the one that came first, because Slack takes an update only of what the press saw (`hash`).
https://docs.slack.dev/reference/methods/views.update
"""

from dataclasses import dataclass
from itertools import count

from cachetools import LRUCache

_KEPT = 10_000


class Presses:
    """Numbers presses as they come, and remembers which were answered and how the modals changed since."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._answered: LRUCache[str, int] = LRUCache(_KEPT)
        self._successors: LRUCache[tuple[str, str], str] = LRUCache(_KEPT)

    def taken(self, spot: str) -> "Press":
        """Take note of a press. spot: the message or modal that it is in."""
        return Press(self, spot, next(self._numbers))

    def newest_answered(self, spot: str) -> int:
        """Give the number of the newest press there that was answered, 0 for none."""
        return self._answered.get(spot, 0)

    def answered(self, press: "Press") -> None:
        """Take note that a press is being answered."""
        self._answered[press.spot] = press.number

    def replaced(self, view_id: str, view_hash: str, successor: str) -> None:
        """Take note that this process changed a modal, and so its hash."""
        self._successors[view_id, view_hash] = successor
        self._successors.pop((view_id, successor), None)  # what is shown now was not replaced, so no chain is a circle

    def latest(self, view_id: str, view_hash: str) -> str:
        """Give the hash that a modal has after all that this process has changed since it had this one.

        Empty where Slack did not say whether it took the last change.
        """
        while (successor := self._successors.get((view_id, view_hash))) is not None:
            view_hash = successor
        return view_hash


@dataclass(frozen=True, slots=True)
class Press:
    """One press. number: grows from press to press."""

    presses: Presses
    spot: str
    number: int

    @property
    def is_overtaken(self) -> bool:
        """Whether a newer press in the same spot was answered."""
        return self.presses.newest_answered(self.spot) > self.number

    def may_answer(self) -> bool:
        """Tell whether it is not overtaken; if so, from now on every older one is."""
        if self.is_overtaken:
            return False
        self.presses.answered(self)
        return True
