"""What can be pressed, and that its number is the one that is drawn."""

import pytest

from bot.sandbox.screen import choices, draw, draw_options, interactive
from tests.sandbox.drawing import Json, button, drawn, mrkdwn, plain, printed, section


def option(words: str, **fields: object) -> Json:
    return {"text": plain(words), "value": words, **fields}


MENU: Json = {
    "type": "static_select",
    "action_id": "order",
    "placeholder": plain("Order"),
    "option_groups": [
        {
            "label": plain("Time"),
            "options": [option("as run"), option("slowest first", description=plain("by duration"))],
        },
        {"label": plain("Other"), "options": [option("status")]},
    ],
    "initial_option": option("status"),
}
MESSAGE: Json = {
    "blocks": [
        section("one", block_id="b1", accessory=button("Details", accessibility_label="Details of step 1")),
        section("no button"),
        {"type": "section", "text": mrkdwn("two"), "accessory": {"type": "image", "alt_text": "x"}},
        {"type": "actions", "block_id": "b2", "elements": [MENU, button("Open", url="https://q.example")]},
        {"type": "input", "label": plain("Execution id"), "element": {"type": "plain_text_input"}},
    ]
}


def test_everything_interactive_is_numbered_in_order_of_appearance() -> None:
    found = [(each.number, each.block_id, each.action_id, each.label) for each in interactive(MESSAGE)]
    assert found == [
        (1, "b1", "press:Details", "Details"),
        (2, "b2", "order", "status"),
        (3, "b2", "press:Open", "Open"),
        (4, "", "", "Execution id"),
    ]


def test_a_pressable_carries_the_element_as_it_came() -> None:
    details, menu, *_ = interactive(MESSAGE)
    assert details.accessibility_label == "Details of step 1"
    assert menu.element is MENU


def test_numbers_may_begin_anywhere_and_drawing_and_list_agree() -> None:
    numbers = [each.number for each in interactive(MESSAGE, first_button=7)]
    assert numbers == [7, 8, 9, 10]
    text = printed(draw(MESSAGE, first_button=7))
    assert [f"[{number} " in text for number in range(6, 12)] == [False, True, True, True, True, False]


def test_the_same_button_twice_has_two_numbers() -> None:
    twice = button("Details")
    assert drawn({"type": "actions", "elements": [twice, twice]}) == "[1 Details]  [2 Details]"


def test_a_menu_lists_its_options_when_asked() -> None:
    menu = interactive(MESSAGE)[1]
    assert [each["value"] for each in choices(menu)] == ["as run", "slowest first", "status"]
    assert "\n" + printed(draw_options(menu)) == (
        """
[2 status ▾]
  1 as run
  2 slowest first  by duration
  3 status  ✓ chosen"""
    )


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        pytest.param(button("Go\nnow"), "[1 Go now]", id="a button is one line"),
        pytest.param(button(":eyes: Look"), "[1 👀 Look]", id="emoji in a button"),
        pytest.param(button("[bold]x[/bold]"), "[1 [bold]x[/bold]]", id="no markup"),
        pytest.param({"type": "overflow", "options": []}, "[1 … ▾]", id="overflow"),
        pytest.param(
            {"type": "multi_static_select", "initial_options": [option("a"), option("b")]},
            "[1 a, b ▾]",
            id="several chosen",
        ),
        pytest.param({"type": "datepicker", "initial_date": "2024-10-25"}, "[1 2024-10-25 ▾]", id="a date"),
        pytest.param({"type": "users_select", "placeholder": plain("Who")}, "[1 Who ▾]", id="people"),
        pytest.param(
            {"type": "checkboxes", "options": [option("a"), option("b")], "initial_options": [option("b")]},
            "[1 ☐ a ☑ b]",
            id="checkboxes",
        ),
        pytest.param(
            {"type": "radio_buttons", "options": [option("a"), option("b")], "initial_option": option("a")},
            "[1 ● a ○ b]",
            id="radio buttons",
        ),
        pytest.param({"type": "plain_text_input", "initial_value": "0e72"}, "[1 ✎ 0e72]", id="a filled field"),
        pytest.param({"type": "workflow_button"}, "[1 unknown element: workflow_button]", id="unknown"),
    ],
)
def test_each_kind_of_element_shows_what_it_is(element: Json, expected: str) -> None:
    assert drawn({"type": "actions", "elements": [element]}) == expected


def test_a_long_button_leaves_room_for_the_text_beside_it() -> None:
    text = drawn(section("the text beside it", accessory=button("Show everything " * 4)), width=60)
    assert text.splitlines()[0].startswith("the text beside it  ")
