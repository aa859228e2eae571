"""Turns: so many at once, in the order of asking, and a plain word where it would take too long."""

import asyncio
from datetime import timedelta
from itertools import accumulate

import pytest

from bot.errors import Busy
from bot.qflow.turns import Turns
from tests.clocks import run_hastily

LONG = timedelta(minutes=10)


async def _take(turns: Turns, name: str, took: list[str], seconds: float = 1.0, within: timedelta = LONG) -> None:
    async with turns.taken("0e72b4a1", within=within):
        took.append(name)
        await asyncio.wait([asyncio.get_running_loop().create_future()], timeout=seconds)
        took.append(f"/{name}")


def test_two_go_at_once_and_the_rest_in_the_order_of_asking() -> None:
    async def scene() -> list[str]:
        turns, took = Turns(2), list[str]()
        await asyncio.gather(*(_take(turns, name, took) for name in "abcd"))
        return took

    took = run_hastily(scene())
    assert [name for name in took if name in "abcd"] == ["a", "b", "c", "d"]
    under_way = list(accumulate(-1 if name.startswith("/") else 1 for name in took))
    assert max(under_way) == 2


def test_who_cannot_be_served_in_time_is_told_at_once() -> None:
    async def scene() -> Busy:
        turns, took = Turns(1), list[str]()
        for _ in range(20):
            await _take(turns, "usual", took, seconds=10)
        others = [asyncio.create_task(_take(turns, "queued", took, seconds=10)) for _ in range(4)]
        await asyncio.sleep(0)
        with pytest.raises(Busy) as raised:
            await _take(turns, "late", took, within=timedelta(seconds=25))
        await asyncio.gather(*others)
        return raised.value

    assert run_hastily(scene()).wait > timedelta(seconds=25)


def test_before_any_call_has_ended_the_age_of_those_under_way_tells_who_cannot_be_served() -> None:
    async def scene() -> tuple[list[str], float]:
        turns, took = Turns(2), list[str]()
        loop = asyncio.get_running_loop()
        began, told = loop.time(), list[float]()

        async def one(name: str) -> None:
            try:
                await _take(turns, name, took, seconds=9, within=timedelta(seconds=25))
            except Busy:
                told.append(loop.time() - began)

        await asyncio.gather(*(one(name) for name in "abcdefghijklmnopqrstuvwxyz"))
        return took, max(told)

    took, last_told = run_hastily(scene())
    assert [name for name in took if name in "abcdef"] == ["a", "b", "c", "d"]
    assert last_told < 9


def test_one_call_that_hangs_does_not_make_the_others_look_slow() -> None:
    async def scene() -> list[str]:
        turns, took = Turns(2), list[str]()
        hanging = asyncio.create_task(_take(turns, "hangs", took, seconds=24))
        await asyncio.gather(*(_take(turns, f"{n}", took, within=timedelta(seconds=25)) for n in range(20)))
        await hanging
        return took

    assert [name for name in run_hastily(scene()) if name.isdecimal()] == [f"{n}" for n in range(20)]


async def test_who_goes_away_from_the_queue_leaves_its_turn() -> None:
    turns, took = Turns(1), list[str]()
    first = asyncio.create_task(_take(turns, "first", took, seconds=0.01))
    second = asyncio.create_task(_take(turns, "second", took))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.wait([second])
    await _take(turns, "third", took, seconds=0.01)
    await first
    assert took == ["first", "/first", "third", "/third"]
