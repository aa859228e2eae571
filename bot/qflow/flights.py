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
        self._flights: dict[str, asyncio.Task[_T]] = {}

    async def join(self, key: str, fetch: Callable[[], Coroutine[Any, Any, _T]]) -> _T:
        """Give what the flight under way brings, or begin one. Its error reaches everyone who waits, and nobody after.

        Who goes away takes nobody along: the flight is a task of its own.
        """
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = asyncio.ensure_future(fetch())
            flight.add_done_callback(lambda landed: self._land(key, landed))
        else:
            self._joined()
        return await asyncio.shield(flight)

    def _land(self, key: str, flight: asyncio.Task[_T]) -> None:
        del self._flights[key]
        if not flight.cancelled():
            flight.exception()  # seen, even where everyone who waited has gone
