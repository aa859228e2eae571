"""What is remembered of lookups: per person and channel, for a day."""

from bot.recent import LastLookups, Spot
from tests.clocks import Seconds

HERE, THERE = Spot("C1", "U1"), Spot("C2", "U1")


async def test_the_last_lookup_of_a_person_in_a_channel_is_recalled() -> None:
    lookups = LastLookups()
    await lookups.remember(HERE, "one")
    await lookups.remember(HERE, "two")
    assert (await lookups.recall(HERE), await lookups.recall(THERE)) == ("two", None)


async def test_a_lookup_is_forgotten_after_a_day() -> None:
    clock = Seconds()
    lookups = LastLookups(timer=clock)
    await lookups.remember(HERE, "one")
    clock.now = 24 * 3600 - 1
    assert await lookups.recall(HERE) == "one"
    clock.now = 24 * 3600
    assert await lookups.recall(HERE) is None
