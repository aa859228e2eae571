"""Modals, menus and the rest of what a bot may do when somebody presses: with a bot that does it all."""

import pytest

from bot.demo.acts import As, Close, Fill, Press, Say, Shortcut, Submit
from bot.demo.refusals import CannotDo, NeedsValue
from bot.demo.sights import Closed, Failed, Linked, Nothing, Opened, Posted, Removed
from tests.demo.stage import Talk, labels, talking, texts

ASK, ORDER, SILENT, LINK, UNKNOWN, DELETE = (Press(number) for number in range(1, 7))
SHOW = Say("/form")


async def test_a_modal_that_is_filled_later_is_seen_twice(talk: Talk) -> None:
    assert await talk.do(SHOW, ASK)
    assert texts(talk.seen) == ["Steps: Loading…", "Which execution?: Execution id"]
    assert [sight.is_change for sight in talk.seen if isinstance(sight, Opened)] == [False, True]
    assert labels(talk.conversation) == ["Execution id", "Show"]


@pytest.mark.parametrize(
    "fill",
    [
        pytest.param(Fill("execution_id", "0e72"), id="by action id"),
        pytest.param(Fill("execution ID", "0e72"), id="by label"),
        pytest.param(Press(1, "0e72"), id="by number"),
    ],
)
async def test_a_form_is_filled_in_and_submitted(talk: Talk, fill: Fill | Press) -> None:
    assert await talk.do(SHOW, ASK, fill, Fill("flags", "data, 1"))
    (sight,) = talk.seen
    assert isinstance(sight, Opened)
    which, how = (block["element"] for block in sight.content["blocks"])
    assert which["initial_value"] == "0e72"
    assert [option["value"] for option in how["initial_options"]] == ["d", "f"]
    assert await talk.do(Submit())
    assert texts(talk.seen) == ["Steps: 0e72 d f"]


async def test_what_is_wrong_with_a_form_stands_under_the_field_and_what_was_typed_stays(talk: Talk) -> None:
    assert await talk.do(SHOW, ASK, Fill("execution_id", "nonsense"), Submit())
    (sight,) = talk.seen
    assert isinstance(sight, Opened)
    first, below = sight.content["blocks"][:2]
    assert first["element"]["initial_value"] == "nonsense"
    assert below["elements"][0]["text"] == "⚠ That is no id"
    assert labels(talk.conversation) == ["Execution id", "Show"]


async def test_a_form_that_lacks_what_it_needs_does_not_go(talk: Talk) -> None:
    with pytest.raises(CannotDo, match="the input which must be filled"):
        await talk.do(SHOW, ASK, Submit())


async def test_a_closed_modal_gives_the_buttons_of_the_message_back(talk: Talk) -> None:
    assert await talk.do(SHOW, ASK, Close())
    assert talk.seen == [Closed("Which execution?")]
    assert labels(talk.conversation)[0] == "Ask"


async def test_each_person_has_their_own_modal(talk: Talk) -> None:
    await talk.do(SHOW, ASK, As("bob"))
    assert talk.conversation.screen.place is None
    await talk.do(As("alice"))
    assert texts(talk.seen) == ["Moved", "Which execution?: Execution id"]


@pytest.mark.parametrize("value", ["2", "v=2", "slowest", "Slowest"])
async def test_a_menu_takes_the_number_the_value_or_the_words_of_an_option(talk: Talk, value: str) -> None:
    assert await talk.do(SHOW, Press(2, value))
    (sight,) = talk.seen
    assert isinstance(sight, Posted)
    assert sight.is_change
    assert sight.message.blocks[0]["text"]["text"] == "Ordered: Slowest"


async def test_a_menu_without_a_value_says_that_it_needs_one(talk: Talk) -> None:
    with pytest.raises(NeedsValue, match="2 is a menu: 2=1 to 2=2 choose from it") as needed:
        await talk.do(SHOW, ORDER)
    assert needed.value.pressable.label == "Order"
    with pytest.raises(NeedsValue, match="1 is a field: 1=… writes into it"):
        await talk.do(ASK, Press(1))


@pytest.mark.parametrize(
    ("act", "said"),
    [
        pytest.param(Press(2, "3"), "Order does not offer 3, but 1 As run, 2 Slowest", id="an option"),
        pytest.param(Fill("x", "y"), "no modal is open", id="a field without a modal"),
    ],
)
async def test_what_is_not_offered_is_answered_with_what_is(talk: Talk, act: Press | Fill, said: str) -> None:
    with pytest.raises(CannotDo, match=said):
        await talk.do(SHOW, act)


async def test_an_unknown_field_is_answered_with_those_there_are(talk: Talk) -> None:
    with pytest.raises(CannotDo, match="there is no field x, but execution_id, flags"):
        await talk.do(SHOW, ASK, Fill("x", "y"))


async def test_a_press_that_nothing_comes_of_is_seen_to_be_one(talk: Talk) -> None:
    assert not await talk.do(SHOW, SILENT)
    assert talk.seen == [Nothing()]


async def test_a_press_that_the_bot_does_not_take_fails_as_slack_says(talk: Talk) -> None:
    assert not await talk.do(SHOW, UNKNOWN)
    assert talk.seen == [Failed("dispatch_failed")]


async def test_a_command_that_the_bot_does_not_take_is_told_by_slackbot_alone(talk: Talk) -> None:
    assert not await talk.do(Say("/nothing-of-ours"))
    assert texts(talk.seen) == ['/nothing-of-ours failed with the error "dispatch_failed"']


async def test_a_mention_and_a_shortcut_that_nobody_listens_to_fail(talk: Talk) -> None:
    for act in (Say("@qflow hello"), Shortcut("")):
        assert not await talk.do(act)
        assert talk.seen == [Failed("dispatch_failed")]


async def test_a_link_is_followed_and_needs_no_other_answer(talk: Talk) -> None:
    assert await talk.do(SHOW, LINK)
    assert talk.seen == [Linked("https://q.example/1")]


async def test_a_message_that_is_deleted_is_seen_to_go(talk: Talk) -> None:
    assert await talk.do(SHOW, DELETE)
    assert talk.seen == [Removed()]
    assert talk.conversation.screen.place is None


async def test_what_comes_after_all_patience_is_seen_at_the_next_act() -> None:
    async with talking(patience=0.05) as talk:
        assert await talk.conversation.perform(SHOW, lambda _: None)
        assert await talk.conversation.perform(ASK, lambda _: None)
        talk.bot.go_on.set()
        await talk.bot.work.settled()
        await talk.do(SHOW)
        assert texts(talk.seen) == ["Which execution?: Execution id", "Buttons"]
