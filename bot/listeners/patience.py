"""Patience: one line to whoever waits, when nothing is ready soon."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import TypeVar

import structlog

from bot.listeners.rate_limits import impatiently

_log = structlog.get_logger(__name__)

_T = TypeVar("_T")

PATIENCE = timedelta(seconds=2)
LINE = timedelta(seconds=2)
"""For the line: a ready answer does not wait for it any longer."""

Say = Callable[[], Awaitable[None]]


class Patience:
    """Waits for work, and says so once if it takes longer than `lasts`."""

    def __init__(self, lasts: timedelta = PATIENCE) -> None:
        self._lasts = lasts

    async def spend(self, work: Awaitable[_T], *, say: Say) -> _T:
        """Give what the work gives. A line that Slack takes in time is out before, so it stands above the answer."""
        line = _Line(say)
        timer = asyncio.get_running_loop().call_later(self._lasts.total_seconds(), line.begin)
        try:
            return await work
        except asyncio.CancelledError:
            line.cut()
            raise
        finally:
            timer.cancel()
            await line.over()


class _Line:
    """The line, which most work is too quick for."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Begin to say it."""
        self._task = asyncio.create_task(self._said())

    def cut(self) -> None:
        """Leave it."""
        if self._task is not None:
            self._task.cancel()

    async def over(self) -> None:
        """Wait until it is said, or left."""
        if self._task is None:
            return
        try:
            await asyncio.wait([self._task])
        finally:
            self.cut()
        if not self._task.cancelled() and (error := self._task.exception()):
            _log.error("line_failed", exc_info=error)

    async def _said(self) -> None:
        with suppress(TimeoutError), impatiently():
            async with asyncio.timeout(LINE.total_seconds()):
                await self._say()
