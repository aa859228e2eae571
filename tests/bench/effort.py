"""How much is measured: enough to tell figures apart, or only enough to see that all of it works."""

from dataclasses import dataclass
from typing import TypeVar

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Effort:
    """How much to measure. given_rounds: how often each figure is taken, if that is given."""

    given_rounds: int | None
    quick: bool

    def rounds(self, usual: int, *, quick: int = 2) -> int:
        """Give how many rounds to take of what takes so many by itself."""
        return self.given_rounds or self.of(usual, quick)

    def of(self, usual: _T, quick: _T) -> _T:
        """Give what is usual, or what is quick."""
        return quick if self.quick else usual
