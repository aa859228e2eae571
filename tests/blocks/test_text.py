"""Foreign text on its way into Slack."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.blocks.text import clean, cut, escape, length, one_line, without_emoji
from tests.texts import any_text

GRAPHEMES = ("a", "é", "e\u0301", "✅", "🇩🇪", "👍🏽", "👨‍👩‍👧‍👦", "❤️", "1️⃣", "\u1100\u1161\u11a8", "क्षि")
"""What a reader takes for one character each, of up to eleven code units."""

MIB = 2**20
UNSEEN = {"Cc", "Cs", "Zl", "Zp"}
TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
"""The Unicode classes of what turns the direction of a text."""


@pytest.mark.parametrize(
    "hidden",
    [
        *(pytest.param(chr(code), id=f"U+{code:04X}") for code in range(0x20) if chr(code) not in "\t\n"),
        *("\x7f", "\x80", "\x85", "\x9f"),
        *("\xad", "\u061c", "\u200b", "\u200e", "\u200f", "\u2028", "\u2029", "\u2060", "\u2064", "\ufeff"),
        *("\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"),
        *("\ufff9", "\ufffa", "\ufffb", "\U000e0001", "\U000e0041", "\U000e007f"),
    ],
)
def test_what_is_not_seen_but_acts_is_taken_out(hidden: str) -> None:
    assert clean(f"a{hidden}b{hidden}") == "ab"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        pytest.param("one\ntwo", "one\ntwo", id="line break"),
        pytest.param("one\r\ntwo", "one\ntwo", id="line break of Windows"),
        pytest.param("one\ttwo", "one two", id="tab"),
        pytest.param("\x1b[31mred\x1b[0m", "red", id="terminal colours"),
        pytest.param("half \ud83d", "half \ufffd", id="first half of a character"),
        pytest.param("\udc68 half", "\ufffd half", id="second half of a character"),
        pytest.param("👨‍👩‍👧‍👦 ❤️ می‌خواهم", "👨‍👩‍👧‍👦 ❤️ می‌خواهم", id="joiners that shape what is seen"),
        pytest.param("a\u00a0b <&> *c*", "a\u00a0b <&> *c*", id="all the rest"),
    ],
)
def test_a_clean_text_reads_as_it_did(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("text", "units", "graphemes", "shown"),
    [
        pytest.param("", 5, None, "", id="nothing"),
        pytest.param("abcde", 5, None, "abcde", id="just fits"),
        pytest.param("abcdef", 5, None, "abcd…", id="one too many"),
        pytest.param("ab   cdef", 5, None, "ab…", id="no space before the ellipsis"),
        pytest.param("\u200ba\u200bb\u200bc", 3, None, "abc", id="fits once it is clean"),
        pytest.param("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 22, None, "👨‍👩‍👧‍👦👨‍👩‍👧‍👦", id="families that just fit"),
        pytest.param("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 21, None, "👨‍👩‍👧‍👦…", id="no half family"),
        pytest.param("👨‍👩‍👧‍👦", 10, None, "…", id="not even one fits"),
        pytest.param("🇩🇪🇫🇷", 6, None, "🇩🇪…", id="no half flag"),
        pytest.param("e\u0301" * 3, 5, None, "e\u0301e\u0301…", id="no accent lost"),
        pytest.param("abcde", 99, 5, "abcde", id="just as many graphemes"),
        pytest.param("abcdef", 99, 5, "abcde…", id="one grapheme too many"),
        pytest.param("👨‍👩‍👧‍👦" * 3, 99, 3, "👨‍👩‍👧‍👦" * 3, id="few graphemes of many units"),
        pytest.param("e\u0301ab", 4, 3, "e\u0301ab", id="just as many of both"),
        pytest.param("e\u0301abc", 5, 3, "e\u0301ab…", id="units that fit and one grapheme too many"),
    ],
)
def test_a_cut_keeps_units_and_whole_graphemes(text: str, units: int, graphemes: int | None, shown: str) -> None:
    assert cut(text, units, graphemes=graphemes) == shown


@settings(max_examples=30)
@given(
    st.lists(st.sampled_from(GRAPHEMES), max_size=30),
    st.integers(1, 60),
    st.none() | st.integers(1, 30),
    st.sampled_from(["", "\x00", "\u200b" * 8, "\x00" * 40]),
)
def test_a_cut_text_is_the_beginning_in_whole_graphemes(
    parts: list[str], units: int, graphemes: int | None, hidden: str
) -> None:
    whole = "".join(parts)
    fits = length(whole) <= units and (graphemes is None or len(parts) <= graphemes)
    shown = cut(hidden + hidden.join(parts), units, graphemes=graphemes)
    assert length(shown) <= units
    if shown != whole:
        assert hidden or not fits
        assert shown.endswith("…")
        assert shown[:-1] in ["".join(parts[:count]) for count in range(len(parts) + 1)][: graphemes and graphemes + 1]
    else:
        assert fits


@pytest.mark.parametrize("hidden", range(80, 90))
def test_a_text_that_hides_much_is_cut_in_whole_graphemes_too(hidden: int) -> None:
    """As few as one character in eight is seen, so that the last one looked at may be a part of a grapheme."""
    assert cut("\x00" * hidden + "👨‍👩‍👧‍👦" * 3, 10) == "…"


@settings(max_examples=30)
@given(any_text(), st.integers(1, 40), st.none() | st.integers(1, 20))
def test_a_cut_text_keeps_its_units_and_hides_nothing(text: str, units: int, graphemes: int | None) -> None:
    shown = cut(text, units, graphemes=graphemes)
    assert length(shown) <= units
    assert clean(shown) == shown
    assert {unicodedata.category(character) for character in shown if character != "\n"}.isdisjoint(UNSEEN)
    assert {unicodedata.bidirectional(character) for character in shown}.isdisjoint(TURNING)


@settings(max_examples=30)
@given(any_text(), st.integers(40, 90))
def test_a_text_that_fits_is_given_whole(text: str, units: int) -> None:
    whole = clean(text)
    assert (cut(text, units) == whole) or length(whole) > units or len(text) > units


@pytest.mark.parametrize(
    "part", ["x", "\n", "\x00", "\u200b", "\u0301", "👨‍👩‍👧‍👦", "\u200d", "\ud83d", "🇩", "word ", ":a", "&"]
)
def test_of_a_megabyte_only_the_beginning_is_looked_at(part: str) -> None:
    beginning = part * (MIB // 16 // len(part))
    assert cut(beginning + "the end" * (MIB // 7), 80, graphemes=40) == cut(beginning * 2, 80, graphemes=40)


@settings(max_examples=30)
@given(any_text())
def test_a_length_counts_utf_16_units(text: str) -> None:
    assert length(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2


@settings(max_examples=30)
@given(any_text())
def test_an_escaped_text_has_no_markup_and_says_the_same(text: str) -> None:
    escaped = escape(text)
    assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", escaped)
    assert escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


@settings(max_examples=30)
@given(any_text())
def test_one_line_has_no_break_and_no_folded_space(text: str) -> None:
    line = one_line(text)
    assert line.splitlines() in ([], [line])
    assert line == " ".join(text.split())


@pytest.mark.parametrize(
    "text",
    ["arn:aws:sts", ":smile:", "a:b:c:d", "::smile::", ":+1:", ":-1:", ":100:", ":1234:", ":flag-de:", ":8ball:"],
)
def test_no_name_between_colons_is_drawn_as_an_emoji(text: str) -> None:
    joined = without_emoji(text)
    assert joined != text
    assert not re.search(r":[\w+'-]+:", joined)
    assert joined.replace("\u2060", "") == text


@pytest.mark.parametrize("text", ["10:52:55", "2025-04-30T10:52:55Z", "a: b: c", "::", "https://a.example:80/", "1:2"])
def test_what_no_emoji_is_called_stays_as_it_is(text: str) -> None:
    assert without_emoji(text) == text
