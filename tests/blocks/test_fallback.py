"""A message's text, which is all that lock screens and screen readers get."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.blocks import limits
from bot.blocks.fallback import fallback_message, fallback_text
from bot.blocks.text import clean, escape
from tests.texts import any_text


def size(text: str) -> int:
    return len(text.encode())


def test_lines_that_fit_are_all_said_and_escaped() -> None:
    assert fallback_text(["Failed <!here>", "a & b"]) == "Failed &lt;!here&gt;\na &amp; b"


def test_no_lines_are_no_text() -> None:
    assert fallback_text([]) == ""


@pytest.mark.parametrize(
    ("lines", "last"),
    [
        pytest.param(["first", *["x" * 400] * 20], "and 11 more lines", id="several"),
        pytest.param(["first", *["x" * 400] * 9, "y" * 400], "and 1 more line", id="one"),
        pytest.param(["first", "<" * 2_000], "and 1 more line", id="one that is long only when escaped"),
    ],
)
def test_lines_that_do_not_fit_are_counted(lines: list[str], last: str) -> None:
    said = fallback_text(lines)
    assert said.startswith("first\n")
    assert said.splitlines()[-1] == last
    assert size(said) <= limits.FALLBACK_TEXT


def test_there_is_always_room_for_an_ending() -> None:
    said = fallback_text((f"{number} {'x' * 40}" for number in range(10_000)), ending="shared by <@U1>")
    assert re.search(r"\nand 9,9\d\d more lines\nshared by <@U1>$", said)
    assert limits.FALLBACK_TEXT - 100 < size(said) <= limits.FALLBACK_TEXT


@settings(max_examples=30)
@given(st.lists(any_text(often=("<" * 300, "é" * 300), most=5).map(clean), max_size=12))
def test_a_text_keeps_its_limit_whatever_the_lines_and_none_is_said_in_part(lines: list[str]) -> None:
    said = fallback_text(lines)
    assert size(said) <= limits.FALLBACK_TEXT
    whole = "\n".join(map(escape, lines))
    if said != whole:
        kept, _, rest = said.rpartition("and ")
        left = int(rest.split(maxsplit=1)[0])
        assert kept.rstrip("\n") == "\n".join(map(escape, lines[: len(lines) - left])).rstrip("\n")


@pytest.mark.parametrize(
    "message",
    [
        "x" * 2**20,
        "<" * 2_000,
        "&" * 2_000,
        "é" * 2_000,
        "漢" * 2_000,
        "👨‍👩‍👧‍👦" * 2_000,
        "\ud83d" * 2_000,
        "\n" * 2_000,
    ],
)
def test_a_long_message_leaves_room_for_the_rest_however_it_is_escaped(message: str) -> None:
    short = fallback_message(message)
    assert size(escape(short)) <= 1_500
    assert "more line" not in fallback_text(["headline", short, *["a step"] * 100])


@settings(max_examples=30)
@given(any_text(often=("<" * 100, "漢" * 100)))
def test_any_message_leaves_room_for_the_rest(message: str) -> None:
    assert size(escape(fallback_message(message))) <= 1_500


def test_a_short_message_is_said_whole() -> None:
    assert fallback_message("3 of 5 <Instances> acted on") == "3 of 5 <Instances> acted on"
