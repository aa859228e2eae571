"""Flights: however many want the same thing at once, it is fetched once."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

from bot.qflow.counts import nobody

_T = TypeVar("_T")


class Flights(Generic[_T]):
    """Calls under way, by what they are about. joined: called for everyone who joins one."""

    def __init__(self, *, joined: Callable[[], None] = nobody) -> None:
        self._joined = joined
        self._flights: dict[str, _Flight[_T]] = {}

    async def join(self, key: str, fetch: Callable[[], Coroutine[Any, Any, _T]]) -> _T:
        """Give what the flight under way brings, or begin one. Its error reaches everyone who waits, and nobody after.

        Who goes away takes nobody along: the flight is a task of its own. Only when all have gone it is given up.
        """
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = _Flight(asyncio.ensure_future(fetch()))
            flight.task.add_done_callback(lambda _: self._end(key, flight))
        else:
            self._joined()
        flight.waiting += 1
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            if not flight.waiting and not flight.task.done():
                self._end(key, flight)
                flight.task.cancel()

    def _end(self, key: str, flight: "_Flight[_T]") -> None:
        """Let nobody join a flight any more."""
        if self._flights.get(key) is flight:
            del self._flights[key]


class _Flight(Generic[_T]):
    """A call, and how many wait for it."""

    __slots__ = ("task", "waiting")

    def __init__(self, task: asyncio.Task[_T]) -> None:
        self.task = task
        self.waiting = 0
