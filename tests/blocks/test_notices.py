"""What is said beside an answer that went another way than it was asked for."""

import pytest

from bot.blocks.elements import actions, button, section
from bot.blocks.message import Message
from bot.blocks.notices import direct, without_buttons

PRESS = button("Refresh", "refresh", "v1", "Ask again")
ANSWER = Message(
    "the answer", [section("a step", PRESS), actions(PRESS)], lambda: [section("shorter", PRESS), actions(PRESS)]
)


def test_nothing_can_be_pressed_where_a_press_would_not_be_understood() -> None:
    plain = without_buttons(ANSWER)
    assert plain.blocks == [section("a step")]
    assert plain.reduce is not None
    assert plain.reduce() == [section("shorter")]


@pytest.mark.parametrize(
    ("channel_id", "where"),
    [
        pytest.param("C0GENERAL", "in <#C0GENERAL>, where you asked", id="a channel"),
        pytest.param("D0ALICEBOB", "where you asked", id="a direct message, which has no name"),
        pytest.param("C0> <!channel", "where you asked", id="what is no channel"),
        pytest.param(None, "where you asked", id="nowhere in particular"),
    ],
)
def test_a_direct_message_says_where_it_was_asked_for_and_what_it_lacks(channel_id: str | None, where: str) -> None:
    notice = f"Slack did not take this {where}, so it is here, without its buttons."
    message = direct(ANSWER, channel_id)
    assert message.text == f"{notice}\nthe answer"
    assert message.blocks[0]["elements"] == [{"type": "mrkdwn", "text": notice}]


def test_what_lacks_nothing_does_not_say_so() -> None:
    assert (
        direct(Message("no", [section("no")]), None).text
        == "Slack did not take this where you asked, so it is here.\nno"
    )


def test_what_slack_may_have_taken_is_not_said_to_be_refused() -> None:
    assert direct(Message("yes", [section("yes")]), "C0GENERAL", unconfirmed=True).text == (
        "Slack did not say whether it took this in <#C0GENERAL>, where you asked, so it is here, "
        "and you may see it twice.\nyes"
    )
