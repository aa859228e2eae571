"""Which signatures are remembered, and for how long."""

import hashlib
import tracemalloc

from bot.replays import SIGNED_FOR, Replays
from tests.clocks import Seconds


def signature(number: int) -> str:
    return f"v0={hashlib.sha256(str(number).encode()).hexdigest()}"


def test_a_signature_that_was_taken_is_known_as_long_as_it_is_good() -> None:
    timer = Seconds()
    replays = Replays(timer)
    assert signature(1) not in replays
    replays.add(signature(1))
    timer.now += SIGNED_FOR.total_seconds() - 1
    assert signature(1) in replays
    replays.add(signature(2))
    timer.now += SIGNED_FOR.total_seconds() - 1
    assert signature(2) in replays


def test_a_signature_is_forgotten_after_twice_that_time() -> None:
    timer = Seconds()
    replays = Replays(timer)
    replays.add(signature(1))
    timer.now += 2 * SIGNED_FOR.total_seconds()
    assert signature(1) not in replays


def test_a_request_that_was_not_taken_after_all_may_come_again() -> None:
    replays = Replays(Seconds())
    replays.add(signature(1))
    replays.discard(signature(1))
    assert signature(1) not in replays


def test_a_flood_is_remembered_in_little_memory_and_the_latest_of_it_for_sure() -> None:
    replays = Replays(Seconds())
    flood = [signature(number) for number in range(250_000)]
    tracemalloc.start()
    for one in flood:
        assert one not in replays
        replays.add(one)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert all(one in replays for one in flood[-100_000:])
    assert kept < 20 * 2**20
