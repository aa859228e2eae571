"""What is remembered of lookups: per person and channel, for a day."""

from bot.qflow.hold_up import HoldUp
from bot.recent import LastLookups, Spot
from tests.clocks import Seconds

HERE, THERE = Spot("C1", "U1"), Spot("C2", "U1")


async def test_the_last_lookup_of_a_person_in_a_channel_is_recalled() -> None:
    lookups = LastLookups()
    lookups.remember(HERE, "one")
    lookups.remember(HERE, "two")
    assert (await lookups.recall(HERE, hold_up=HoldUp()), await lookups.recall(THERE, hold_up=HoldUp())) == (
        "two",
        None,
    )


async def test_a_lookup_is_forgotten_after_a_day() -> None:
    clock = Seconds()
    lookups = LastLookups(timer=clock)
    lookups.remember(HERE, "one")
    clock.now = 24 * 3600 - 1
    assert await lookups.recall(HERE, hold_up=HoldUp()) == "one"
    clock.now = 24 * 3600
    assert await lookups.recall(HERE, hold_up=HoldUp()) is None
