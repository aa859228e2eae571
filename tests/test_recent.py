"""What is remembered of lookups: per person and channel, for a day."""

from bot.recent import LastLookups, Spot

HERE, THERE = Spot("C1", "U1"), Spot("C2", "U1")


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Tell them."""
        return self.now


def test_the_last_lookup_of_a_person_in_a_channel_is_recalled() -> None:
    lookups = LastLookups()
    lookups.remember(HERE, "one")
    lookups.remember(HERE, "two")
    assert (lookups.recall(HERE), lookups.recall(THERE)) == ("two", None)


def test_a_lookup_is_forgotten_after_a_day() -> None:
    clock = Clock()
    lookups = LastLookups(timer=clock)
    lookups.remember(HERE, "one")
    clock.now = 24 * 3600 - 1
    assert lookups.recall(HERE) == "one"
    clock.now = 24 * 3600
    assert lookups.recall(HERE) is None
