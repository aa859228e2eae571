"""Presses on one message or modal: the newest answer stays, and a modal's hash is followed."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.listeners.presses import Presses


@given(st.permutations(range(6)))
def test_in_whatever_order_presses_are_answered_none_covers_a_newer_one(order: list[int]) -> None:
    presses = Presses()
    taken = [presses.taken("C1:1.2") for _ in order]
    shown = [number for number in order if taken[number].may_answer()]
    assert shown == sorted(shown)
    assert shown[-1] == 5


def test_presses_elsewhere_do_not_matter() -> None:
    presses = Presses()
    older, newer = presses.taken("C1:1.2"), presses.taken("C1:1.3")
    assert newer.may_answer()
    assert not older.is_overtaken
    assert older.may_answer()


@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=12))
def test_what_a_modal_has_now_is_known_even_if_its_hashes_come_again(hashes: list[str]) -> None:
    presses = Presses()
    for before, after in pairwise(hashes):
        if before != after:
            presses.replaced("V1", before, after)
    assert presses.latest("V1", hashes[0]) == presses.latest("V1", hashes[-1])
    assert presses.latest("V2", "a") == "a"


def test_what_a_modal_has_after_a_change_that_nobody_knows_of_is_not_known() -> None:
    presses = Presses()
    presses.replaced("V1", "a", "b")
    presses.replaced("V1", "b", "")
    assert presses.latest("V1", "a") == ""
    presses.replaced("V1", "", "c")
    assert presses.latest("V1", "a") == "c"
