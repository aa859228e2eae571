"""Foreign text draws without harm, wherever it stands."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.screen import draw, draw_options, draw_view, interactive
from tests.sandbox.drawing import Json, drawn, drawn_mrkdwn, mrkdwn, plain, printed, section


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("\x1b[31mred", "␛[31mred", id="ESC"),
        pytest.param("\x07\x00\x7f", "␇␀␡", id="BEL, NUL, DEL"),
        pytest.param("\x9b31m", "⟨U+009B⟩31m", id="C1"),
        pytest.param("\u202egpj", "⟨U+202E⟩gpj", id="bidi override"),
        pytest.param("a\u200bb\u2028c", "a⟨U+200B⟩b⟨U+2028⟩c", id="invisible"),
        pytest.param("a\r\nb\rc", "a\nb␍c", id="line ends"),
        pytest.param("\ud83d", "⟨U+D83D⟩", id="lone surrogate"),
        pytest.param("👩\u200d🔧", "👩\u200d🔧", id="joined emoji stay"),
    ],
)
def test_what_would_act_on_the_terminal_is_drawn_instead(text: str, expected: str) -> None:
    assert drawn_mrkdwn(text) == expected


def test_a_links_address_is_never_an_escape_sequence() -> None:
    drawing = draw({"blocks": [section("<https://a.example/\x1b\\\x07|run>")]})
    assert "\x1b]" not in printed(drawing, colours="standard")


WORDS = ["```", "&lt;", "date", "here", "subteam", "https://", ":x:", "[/]", "{date}", "{ago}"]
MARKUP = [*"*_~`<>|!@#^[9好", *WORDS]
ACTIVE = ["\x1b[0m", "\x9b", "\u202e", "\ud800", "\t", "\n", " "]
TEXT = st.text(max_size=40) | st.lists(st.sampled_from([*MARKUP, *ACTIVE]), max_size=12).map("".join)


def everywhere(text: str) -> list[Json]:
    """Give blocks that carry this text in each of their places."""
    inline: list[Json] = [
        {"type": "text", "text": text, "style": {"code": True}},
        {"type": "link", "url": text, "text": text},
        {"type": "user", "user_id": text},
        {"type": "usergroup", "usergroup_id": text},
        {"type": "broadcast", "range": text},
        {"type": "channel", "channel_id": text},
        {"type": "emoji", "name": text, "unicode": text},
        {"type": "date", "timestamp": text, "format": text, "fallback": text, "url": text},
        {"type": text},
    ]
    option = {"text": plain(text), "value": text, "description": plain(text)}
    elements: list[Json] = [
        {"type": "button", "text": plain(text), "style": text, "url": text},
        {"type": "static_select", "placeholder": plain(text), "options": [option], "initial_option": option},
        {"type": "checkboxes", "options": [option], "initial_options": [option]},
        {"type": "datepicker", "initial_date": text},
        {"type": "plain_text_input", "initial_value": text},
        {"type": text},
    ]
    parts = ("section", "quote", "preformatted")
    rich: list[Json] = [{"type": f"rich_text_{part}", "elements": inline} for part in parts]
    return [
        {"type": "header", "text": plain(text)},
        section(text, fields=[mrkdwn(text), plain(text)], accessory=elements[0]),
        {"type": "section", "text": plain(text), "accessory": {"type": "image", "alt_text": text}},
        {"type": "context", "elements": [mrkdwn(text), plain(text), {"type": "image", "alt_text": text}]},
        {"type": "actions", "elements": elements},
        {
            "type": "rich_text",
            "elements": [*rich, {"type": "rich_text_list", "elements": rich, "style": text}],
        },
        {"type": "image", "alt_text": text},
        {"type": "input", "label": plain(text), "hint": plain(text), "element": elements[4]},
        {"type": text},
    ]


@settings(max_examples=25, deadline=None)
@given(text=TEXT, width=st.sampled_from([60, 80]))
def test_any_text_in_any_place_draws_without_an_escape_sequence(text: str, width: int) -> None:
    message: Json = {"text": text, "blocks": everywhere(text)}
    view: Json = {
        "title": plain(text),
        "submit": plain(text),
        "close": plain(text),
        "blocks": message["blocks"],
    }
    drawings = [draw(message, width=width), draw({"text": text}), draw_view(view, width=width)]
    drawings += map(draw_options, interactive(message))
    for drawing in drawings:
        output = printed(drawing, width=width)
        output.encode()
        assert not {"\x1b", "\x9b", "\x07", "\u202e"}.intersection(output)


@pytest.mark.parametrize("wrong", [None, 7, "text", [], {}, [None, "x"], {"type": 3}])
@pytest.mark.parametrize(
    "place",
    [
        pytest.param(
            lambda wrong: {"type": "section", "text": wrong, "fields": wrong, "accessory": wrong},
            id="section",
        ),
        pytest.param(lambda wrong: {"type": "header", "text": wrong}, id="header"),
        pytest.param(lambda wrong: {"type": "actions", "elements": wrong}, id="actions"),
        pytest.param(lambda wrong: {"type": "context", "elements": wrong}, id="context"),
        pytest.param(lambda wrong: {"type": "rich_text", "elements": wrong}, id="rich_text"),
        pytest.param(lambda wrong: {"type": "input", "label": wrong, "element": wrong, "hint": wrong}, id="input"),
        pytest.param(lambda wrong: {"type": wrong}, id="type"),
    ],
)
def test_a_field_of_the_wrong_shape_reads_as_empty(place: Callable[[Any], Json], wrong: object) -> None:
    assert "\x1b" not in drawn(place(wrong))
