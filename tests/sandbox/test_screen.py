"""A whole message, and a modal, as they stand in the terminal."""

import pytest

from bot.sandbox.screen import draw
from tests.sandbox.drawing import Json, button, drawn, drawn_view, mrkdwn, plain, printed, section

SUMMARY: list[Json] = [
    {"type": "header", "text": plain(":x: Failed at action · 5 of 6 steps finished")},
    {
        "type": "context",
        "elements": [
            mrkdwn("`0e72b4a1-1111-4222-8333-444455556666`"),
            mrkdwn("started <!date^1729853578^{date_short_pretty} {time_secs}|2024-10-25 10:52:58 UTC>"),
            plain("53.0 s"),
        ],
    },
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_preformatted",
                "elements": [{"type": "text", "text": "UpstreamTimeout: POST /charges after 12000 ms"}],
            }
        ],
    },
    section("✅ 4  *post-event* · `e3a84822`\n+5.6 s · 47.4 s · 1 events sent", accessory=button("Details")),
    section("❌ 5  *action* · `77aa0102`\n+52.9 s · ≥ 54 ms · Failed", accessory=button("Details")),
    {"type": "divider"},
    {
        "type": "actions",
        "elements": [
            button("Refresh"),
            button("Failed only"),
            {"type": "static_select", "placeholder": plain("Order"), "options": []},
            button("Open in QFlow", url="https://qflow.example/e"),
            button("Share", style="primary"),
        ],
    },
    {"type": "context", "elements": [plain("QFlow's answer of 12:03:11"), plain("from cache")]},
]


def test_a_summary_reads_from_top_to_bottom_at_80_columns() -> None:
    assert "\n" + drawn(*SUMMARY) == (
        """
❌ Failed at action · 5 of 6 steps finished
0e72b4a1-1111-4222-8333-444455556666  started Today 10:52:58  53.0 s

│ UpstreamTimeout: POST /charges after 12000 ms

✅ 4  post-event · e3a84822                                          [1 Details]
+5.6 s · 47.4 s · 1 events sent
❌ 5  action · 77aa0102                                              [2 Details]
+52.9 s · ≥ 54 ms · Failed
────────────────────────────────────────────────────────────────────────────────
[3 Refresh]  [4 Failed only]  [5 Order ▾]  [6 Open in QFlow ↗]  [7 Share]

QFlow's answer of 12:03:11  from cache"""
    )


def test_at_60_columns_rows_break_between_buttons_and_not_within() -> None:
    lines = drawn(*SUMMARY, width=60).splitlines()
    assert lines[1:3] == ["0e72b4a1-1111-4222-8333-444455556666  started Today 10:52:58", "53.0 s"]
    assert lines[-4:-2] == ["[3 Refresh]  [4 Failed only]  [5 Order ▾]", "[6 Open in QFlow ↗]  [7 Share]"]
    assert max(map(len, lines)) <= 60


def test_the_width_asked_for_bounds_a_drawing_on_a_wider_terminal() -> None:
    lines = printed(draw({"blocks": SUMMARY}, width=60), width=200).splitlines()
    assert max(map(len, lines)) <= 60


def test_colours_add_to_the_words_and_change_none() -> None:
    coloured = printed(draw({"blocks": SUMMARY}), colours="standard")
    assert "\x1b[1;32m[7 Share]\x1b[0m" in coloured
    assert "38;5" not in coloured
    assert "38;2" not in coloured


def test_an_ephemeral_message_says_that_only_you_see_it() -> None:
    drawing = draw({"text": "Asking QFlow"}, ephemeral=True)
    assert printed(drawing) == "Only visible to you\nAsking QFlow"


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        pytest.param({"text": "*bold* <!here>"}, "bold «LIVE:@here»", id="mrkdwn"),
        pytest.param({"text": "*as is*", "mrkdwn": False}, "*as is*", id="mrkdwn switched off"),
        pytest.param({"text": "@here", "parse": "none"}, "@here", id="parse none"),
        pytest.param({"text": "text", "blocks": []}, "text", id="an empty list of blocks"),
    ],
)
def test_a_message_without_blocks_shows_its_text(message: Json, expected: str) -> None:
    assert printed(draw(message)) == expected


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        pytest.param({"type": "plan"}, "‹block of type plan: not drawn here›", id="unknown"),
        pytest.param({}, "‹block of type None: not drawn here›", id="no type"),
        pytest.param({"type": "image", "alt_text": "a chart"}, "[image: a chart]", id="image"),
        pytest.param(
            {"type": "section", "text": plain("left"), "accessory": {"type": "image", "alt_text": "logo"}},
            "left" + " " * 63 + "[image: logo]",
            id="image beside a section",
        ),
        pytest.param(
            {"type": "section", "fields": [mrkdwn("*Steps*\n6"), mrkdwn("*Failed*\n1"), mrkdwn("last")]},
            f"{'Steps':<40}Failed\n{'6':<40}1\nlast",
            id="fields",
        ),
    ],
)
def test_each_block_is_drawn(block: Json, expected: str) -> None:
    assert drawn(block) == expected


def test_attachments_are_never_left_out_silently() -> None:
    assert drawn(section("a"), attachments=[{"text": "b"}]) == "a\n‹attachments: not drawn here›"


def test_a_modal_stands_in_a_frame_with_its_buttons() -> None:
    view: Json = {
        "type": "modal",
        "title": plain("Show [red]QFlow steps"),
        "submit": plain("Show"),
        "close": plain("Never mind"),
        "blocks": [
            {
                "type": "input",
                "label": plain("Execution id"),
                "hint": plain("36 characters"),
                "optional": True,
                "element": {
                    "type": "plain_text_input",
                    "action_id": "id",
                    "placeholder": plain("0e72b4a1-…"),
                },
            }
        ],
    }
    assert "\n" + drawn_view(view, width=60) == (
        """
╭─ Show [red]QFlow steps ──────────────────────────────────╮
│ Execution id (optional)                                  │
│ [1 ✎ 0e72b4a1-…]                                         │
│ 36 characters                                            │
│                                                          │
│                                     [Never mind]  [Show] │
╰──────────────────────────────────────────────────────────╯"""
    )


def test_a_modal_that_names_no_close_button_has_slacks() -> None:
    assert "[Close]" in drawn_view({"title": plain("Steps"), "blocks": []})
    assert "[Cancel]  [Go]" in drawn_view({"title": plain("Steps"), "submit": plain("Go"), "blocks": []})
