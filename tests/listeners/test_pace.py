"""Pace: one message a second in a channel, in order, and a plain no where it would take long."""

import asyncio

from bot.listeners.pace import LONGEST_QUEUE, Pace
from tests.clocks import run_hastily


async def _turns(pace: Pace, *channels: str) -> list[tuple[str, int, bool]]:
    """Ask for turns at once, and give who got one, after how many seconds, in the order of getting it."""
    loop = asyncio.get_running_loop()
    began, got = loop.time(), list[tuple[str, int, bool]]()

    async def ask(channel: str) -> None:
        mine = await pace.turn(channel)
        got.append((channel, round(loop.time() - began), mine))

    await asyncio.gather(*map(ask, channels))
    return got


def test_messages_of_a_channel_go_a_second_apart_and_other_channels_do_not_wait_for_it() -> None:
    got = run_hastily(_turns(Pace(), "a", "a", "a", "b"))
    assert got == [("a", 0, True), ("b", 0, True), ("a", 1, True), ("a", 2, True)]


def test_who_would_wait_for_long_is_told_at_once() -> None:
    most = LONGEST_QUEUE.seconds + 1
    got = run_hastily(_turns(Pace(), *["a"] * (most + 2)))
    assert [(after, mine) for _, after, mine in got if not mine] == [(0, False), (0, False)]
    assert [after for _, after, mine in got if mine] == list(range(most))


def test_a_channel_that_was_quiet_has_its_turn_at_once() -> None:
    async def scene() -> list[tuple[str, int, bool]]:
        pace = Pace()
        await _turns(pace, "a", "a")
        await asyncio.wait([asyncio.get_running_loop().create_future()], timeout=1.5)
        return await _turns(pace, "a")

    assert run_hastily(scene()) == [("a", 0, True)]
