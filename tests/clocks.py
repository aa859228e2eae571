"""Time for tests: it passes without anybody waiting for it."""

import asyncio
import selectors
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

_T = TypeVar("_T")


class Seconds:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Tell them."""
        return self.now


class Ticks:
    """Hundredths of a second in which this process's loop turned; what it is late by does not count."""

    def __init__(self) -> None:
        self.count = 0

    async def go(self) -> None:
        """Count, until cancelled."""
        while True:
            await asyncio.sleep(0.01)
            self.count += 1


@asynccontextmanager
async def ticking() -> AsyncIterator[Ticks]:
    """Give ticks that go meanwhile."""
    ticks = Ticks()
    going = asyncio.create_task(ticks.go())
    try:
        yield ticks
    finally:
        going.cancel()


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


class _LateLoop(asyncio.SelectorEventLoop):
    """An event loop that can be late, as one is whose process does something else."""

    late = 0.0

    def time(self) -> float:
        return super().time() + self.late


def run_late(main: Coroutine[Any, Any, _T]) -> _T:
    """Run a coroutine to its end where `be_late` may be called."""
    with asyncio.Runner(loop_factory=_LateLoop) as runner:
        return runner.run(main)


def be_late(seconds: float) -> None:
    """Let so much time pass in which the loop does not turn."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, _LateLoop)
    loop.late += seconds
