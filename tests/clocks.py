"""Time for tests: it passes without anybody waiting for it."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")


class Seconds:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Tell them."""
        return self.now


class _Hasty(selectors.SelectSelector):
    """Waits for nothing, and remembers how long it should have."""

    skipped = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise AssertionError("everybody waits for something that never happens")
        self.skipped += timeout
        return super().select(0)


class _HastyLoop(asyncio.SelectorEventLoop):
    """An event loop whose time jumps to the next thing that is due whenever there is nothing to do."""

    def __init__(self) -> None:
        self._hasty = _Hasty()
        super().__init__(self._hasty)

    def time(self) -> float:
        return super().time() + self._hasty.skipped


def run_hastily(main: Coroutine[Any, Any, _T]) -> _T:
    """Run a coroutine to its end where deadlines pass at once; only for what waits for no real connection."""
    with asyncio.Runner(loop_factory=_HastyLoop) as runner:
        return runner.run(main)
