"""Flights: one call for all who want the same, and nobody's leaving ends it for those who stay."""

import asyncio

import pytest

from bot.qflow.flights import Flights


class Fetch:
    """A call that lands when told to."""

    def __init__(self) -> None:
        self.calls = self.given_up = 0
        self.landing = asyncio.Event()

    async def __call__(self) -> str:
        """Land."""
        self.calls += 1
        try:
            await self.landing.wait()
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        return "landed"


async def test_whoever_wants_the_same_shares_a_flight() -> None:
    flights, fetch, other = Flights[str](), Fetch(), Fetch()
    waiting = [asyncio.create_task(flights.join("a", fetch)) for _ in range(3)]
    waiting.append(asyncio.create_task(flights.join("b", other)))
    fetch.landing.set()
    other.landing.set()
    assert await asyncio.gather(*waiting) == ["landed"] * 4
    assert (fetch.calls, other.calls) == (1, 1)


@pytest.mark.parametrize("leaver", [0, 1])
async def test_who_goes_away_takes_nobody_along(leaver: int) -> None:
    flights, fetch = Flights[str](), Fetch()
    waiting = [asyncio.create_task(flights.join("a", fetch)) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[leaver].cancel()
    fetch.landing.set()
    landed = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(result) for result in landed].count(str) == 2
    assert fetch.calls == 1


async def test_a_flight_is_given_up_when_everyone_has_left_and_the_next_begins_another() -> None:
    flights, fetch = Flights[str](), Fetch()
    leaving = [asyncio.create_task(flights.join("a", fetch)) for _ in range(2)]
    await asyncio.sleep(0)
    for gone in leaving:
        gone.cancel()
    await asyncio.wait(leaving)
    joined = asyncio.create_task(flights.join("a", fetch))
    await asyncio.sleep(0)
    fetch.landing.set()
    assert await joined == "landed"
    assert (fetch.calls, fetch.given_up) == (2, 1)


async def test_an_error_is_not_kept() -> None:
    flights = Flights[str]()

    async def fail() -> str:
        raise LookupError

    async def succeed() -> str:
        return "landed"

    results = await asyncio.gather(flights.join("a", fail), flights.join("a", fail), return_exceptions=True)
    assert [type(result) for result in results] == [LookupError, LookupError]
    assert await flights.join("a", succeed) == "landed"
