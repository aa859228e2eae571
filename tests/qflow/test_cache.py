"""The cache: by key, within its budget, for an hour."""

from datetime import UTC, datetime

from bot.qflow.cache import MemoryCache
from bot.qflow.snapshot import Snapshot
from tests.clocks import Seconds
from tests.qflow.rows import execution, started


def snapshot(size: int = 100) -> Snapshot:
    """Make a snapshot of an execution whose body had so many bytes."""
    moment = datetime(2025, 5, 1, tzinfo=UTC)
    return Snapshot(execution(started(0)), moment, moment, size)


def test_a_snapshot_is_kept_by_key_and_replaced_by_the_next() -> None:
    cache, first, second = MemoryCache(10_000), snapshot(), snapshot()
    cache.put("a", first)
    cache.put("a", second)
    assert cache.get("a") is second
    assert cache.get("b") is None
    cache.forget("a")
    assert cache.get("a") is None


def test_a_snapshot_is_kept_for_an_hour() -> None:
    clock = Seconds()
    cache = MemoryCache(10_000, timer=clock)
    cache.put("a", snapshot())
    clock.now = 3_599
    assert cache.get("a")
    clock.now = 3_600
    assert cache.get("a") is None


def test_the_budget_is_kept_and_what_exceeds_all_of_it_is_not_taken() -> None:
    cache = MemoryCache(10_000)
    for key in "abcde":
        cache.put(key, snapshot(1_000))
    assert [key for key in "abcde" if cache.get(key)] == ["d", "e"]
    cache.put("f", snapshot(2_001))
    assert cache.get("f") is None
    assert cache.get("e")


def test_what_is_too_large_to_be_kept_still_ends_what_was_before() -> None:
    cache = MemoryCache(10_000)
    cache.put("a", snapshot())
    cache.put("a", snapshot(2_001))
    assert cache.get("a") is None


def test_what_is_missing_is_remembered_for_five_seconds() -> None:
    clock = Seconds()
    cache = MemoryCache(10_000, timer=clock)
    cache.put("a", snapshot())
    cache.miss("a")
    assert cache.is_missing("a")
    assert cache.get("a") is None
    clock.now = 5
    assert not cache.is_missing("a")
