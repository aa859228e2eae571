"""What is not seen: all that Unicode calls ignorable, and nothing that is seen."""

import pytest
import regex
from hypothesis import given, settings

from bot.unseen import only_seen, without_unseen
from tests.texts import any_text

_IGNORABLE = regex.compile(r"\p{Default_Ignorable_Code_Point}|\p{Noncharacter_Code_Point}|[\p{Cc}--[\t\n]]", regex.V1)
_EVERY = [chr(code) for code in range(0x110000)]


def test_everything_that_unicode_calls_ignorable_is_taken_out_between_letters() -> None:
    ignorable = [character for character in _EVERY if _IGNORABLE.match(character) and ord(character) & 0xFFFE != 0xFFFE]
    assert len(ignorable) > 4_000
    assert without_unseen("a".join(ignorable)) == "a" * (len(ignorable) - 1)


def test_nothing_that_is_seen_is_taken_out() -> None:
    shown = regex.compile(r"[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}--\p{Default_Ignorable_Code_Point}]", regex.V1)
    seen = "".join(character for character in _EVERY if shown.match(character))
    assert without_unseen(seen) == only_seen(seen) == seen


@pytest.mark.parametrize("shaped", ["👨‍👩‍👧‍👦", "❤️", "1️⃣", "#️⃣", "☎︎", "می‌خواهم", "क्‍ष", "🏳️‍🌈", "👩🏽‍🚀"])
def test_what_shapes_a_character_stays_to_be_shown(shaped: str) -> None:
    assert without_unseen(f"a {shaped} b") == f"a {shaped} b"


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        pytest.param("a\u200db", "ab", id="a joiner between letters that do not join"),
        pytest.param("a\ufe0fb1\ufe0f2", "ab12", id="a selector with nothing to select"),
        pytest.param("👨" + "\u200d" * 50, "👨", id="joiners at the end"),
        pytest.param("👨" + "\u200d" * 50 + "👩", "👨\u200d👩", id="more joiners than one"),
        pytest.param("❤" + "\ufe0f" * 50, "❤\ufe0f", id="more selectors than one"),
        pytest.param("葛" + "".join(map(chr, range(0xE0100, 0xE01F0))), "葛", id="bytes smuggled in selectors"),
        pytest.param("x\u3164\u115f\u1160\uffa0y", "xy", id="Hangul fillers"),
    ],
)
def test_what_shapes_nothing_is_taken_out(hidden: str, shown: str) -> None:
    assert without_unseen(hidden) == shown


@settings(max_examples=50)
@given(any_text(often=("\u200c", "\ufe0e", "1", "❤")))
def test_taking_out_twice_takes_out_no_more_than_once(text: str) -> None:
    once = without_unseen(text)
    assert without_unseen(once) == once
    assert only_seen(once) == only_seen(text)
