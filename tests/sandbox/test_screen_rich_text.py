"""The rich_text block."""

import pytest

from bot.sandbox.screen import draw
from tests.sandbox.drawing import Json, drawn, printed


def rich_text(*parts: Json) -> Json:
    return {"type": "rich_text", "elements": list(parts)}


def part(kind: str, *elements: Json | str, **fields: object) -> Json:
    inline = [{"type": "text", "text": each} if isinstance(each, str) else each for each in elements]
    return {"type": f"rich_text_{kind}", "elements": inline, **fields}


def test_sections_quotes_preformatted_text_and_lists_stand_below_each_other() -> None:
    block = rich_text(
        part("section", "What happened:\n"),
        part("preformatted", "Error\n  at charge"),
        part("quote", "so it goes"),
        part("list", part("section", "one"), part("section", "two"), style="ordered", offset=3),
        part("list", part("section", "inner " * 12), style="bullet", indent=1),
    )
    assert "\n" + drawn(block, width=60) == (
        """
What happened:
│ Error
│   at charge
▌ so it goes
4. one
5. two
  ◦ inner inner inner inner inner inner inner inner inner
    inner inner inner"""
    )


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        pytest.param({"type": "text", "text": "*a* <!here> @here &lt;"}, "*a* <!here> @here &lt;", id="text"),
        pytest.param({"type": "link", "url": "https://a.example"}, "https://a.example", id="link"),
        pytest.param(
            {"type": "link", "url": "https://a.example", "text": "run"}, "run (https://a.example)", id="label"
        ),
        pytest.param({"type": "user", "user_id": "U1"}, "«@U1»", id="user"),
        pytest.param({"type": "channel", "channel_id": "C1"}, "«#C1»", id="channel"),
        pytest.param({"type": "usergroup", "usergroup_id": "S1"}, "«LIVE:@S1»", id="usergroup"),
        pytest.param({"type": "broadcast", "range": "here"}, "«LIVE:@here»", id="broadcast"),
        pytest.param({"type": "emoji", "name": "x"}, "❌", id="emoji"),
        pytest.param({"type": "emoji", "name": "y", "unicode": "1f6d1"}, "🛑", id="emoji by code point"),
        pytest.param({"type": "emoji", "name": "own"}, ":own:", id="emoji of the workspace"),
        pytest.param({"type": "color", "value": "#ff0000"}, "#ff0000", id="color"),
        pytest.param({"type": "date", "timestamp": 1729853578, "format": "{time_secs}"}, "10:52:58", id="date"),
        pytest.param({"type": "date", "timestamp": "x", "format": "{time}", "fallback": "then"}, "then", id="no date"),
        pytest.param({"type": "hologram"}, "«unknown element: hologram»", id="unknown"),
    ],
)
def test_each_inline_element_is_drawn_and_its_text_is_not_parsed(element: Json, expected: str) -> None:
    assert drawn(rich_text(part("section", element))) == expected


def test_a_part_of_an_unknown_type_is_marked() -> None:
    assert drawn(rich_text({"type": "rich_text_table"})) == "«unknown element: rich_text_table»"


def test_styles_add_up() -> None:
    element = {
        "type": "text",
        "text": "x",
        "style": {"bold": True, "italic": True, "strike": True, "code": True},
    }
    text = printed(draw({"blocks": [rich_text(part("section", element))]}), colours="standard")
    assert text == "\x1b[1;3;9;36mx\x1b[0m"
