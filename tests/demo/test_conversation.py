"""What a person does in front of the real bot, and what they see of it."""

import pytest

from bot.demo.acts import As, Fault, In, Press, Say, Shortcut, Submit
from bot.demo.conversation import Conversation
from bot.demo.faults import parse_fault
from bot.demo.refusals import CannotDo
from bot.demo.script import DOCUMENTED
from bot.demo.sights import Moved, Nothing, Posted
from bot.demo.whereabouts import PEOPLE, Standpoint, channel_name, channels_of
from bot.sandbox.executions import named
from bot.sandbox.slack import Message
from bot.sandbox.slack.people import ALICE, BOB, DIRECT, INCIDENTS, OUTSIDER, PEOPLE_ONLY, SHARED
from tests.demo.stage import labels, perform

BELOW = ["Refresh", "Failed only", "As run", "Timeline", "Share"]
FAILED = Say(f"/qflow-steps {named('failed').execution_id}")


async def test_a_command_is_answered_with_a_message_and_its_buttons(conversation: Conversation) -> None:
    (sight,) = await perform(conversation, DOCUMENTED)
    assert isinstance(sight, Posted)
    assert sight.message.text.startswith("✅ No failure · 5 of 5 steps finished")
    assert not sight.is_change
    assert labels(conversation) == [*["Details"] * 6, *BELOW]


async def test_a_press_changes_the_message_and_what_its_numbers_mean(conversation: Conversation) -> None:
    (sight,) = await perform(conversation, DOCUMENTED, Press(2))
    assert isinstance(sight, Posted)
    assert sight.is_change
    assert labels(conversation) == ["Details", "Hide", *["Details"] * 4, *BELOW]
    await perform(conversation, Press(2))
    assert labels(conversation) == [*["Details"] * 6, *BELOW]


@pytest.mark.parametrize("number", [1, 7])
async def test_two_buttons_that_do_the_same_can_each_be_pressed(conversation: Conversation, number: int) -> None:
    await perform(conversation, FAILED, Press(number))
    assert [at for at, label in enumerate(labels(conversation), 1) if label == "Hide"] == [1, 7]


async def test_an_answer_without_buttons_leaves_those_above_it_in_reach(conversation: Conversation) -> None:
    await perform(conversation, DOCUMENTED, Say("/qflow-steps nonsense"))
    (sight,) = await perform(conversation, Press(6))
    assert isinstance(sight, Posted)
    assert sight.message.text.startswith("✅ No failure")


async def test_a_shortcut_is_used_on_a_message_by_somebody_else(conversation: Conversation) -> None:
    said, *answered = await perform(conversation, Shortcut("look: 0e72b4a1-abea-45b2-9ae9-91cd87506404"))
    assert isinstance(said, Posted)
    assert (said.message.author, said.message.text) == (BOB.id, "look: 0e72b4a1-abea-45b2-9ae9-91cd87506404")
    assert answered
    assert answered != [Nothing()]


async def test_an_outsider_is_told_by_slack_and_not_by_the_bot(conversation: Conversation) -> None:
    seen: list[object] = []
    await conversation.perform(As("otto"), seen.append)
    assert seen == [Moved(Standpoint(OUTSIDER, SHARED))]
    assert not await conversation.perform(DOCUMENTED, seen.append)
    assert isinstance(seen[-1], Posted)
    assert seen[-1].message.text == "/qflow-steps is not a valid command."
    with pytest.raises(CannotDo, match="not offered the app's shortcuts"):
        await perform(conversation, Shortcut("hello"))


async def test_somebody_else_sees_what_is_shared_and_nothing_that_is_not(conversation: Conversation) -> None:
    await perform(conversation, DOCUMENTED)
    assert await perform(conversation, As("bob")) == [Moved(Standpoint(BOB, INCIDENTS))]
    _, sight = await perform(conversation, As("alice"))
    assert isinstance(sight, Posted)
    assert sight.message.seen_by == ALICE.id
    await perform(conversation, Say(f"{DOCUMENTED.text} share"))
    assert isinstance(conversation.screen.place, Message)
    assert conversation.screen.place.seen_by is None


def test_everybody_goes_to_each_of_their_channels_by_its_name() -> None:
    for person in PEOPLE:
        for channel in channels_of(person):
            name = channel_name(channel, person)
            for typed in (name, name[1:], name.upper()):
                assert Standpoint(person).go(typed) == Standpoint(person, channel)


def test_direct_messages_are_named_after_who_else_is_in_them() -> None:
    assert channel_name(DIRECT, ALICE) == "@qflow"
    assert (channel_name(PEOPLE_ONLY, ALICE), channel_name(PEOPLE_ONLY, BOB)) == ("@bob", "@alice")


@pytest.mark.parametrize(
    ("act", "said"),
    [
        pytest.param(Press(1), "nothing to press here", id="nothing on the screen"),
        pytest.param(Submit(), "no modal is open", id="no modal"),
        pytest.param(As("nobody"), "nobody called nobody, but alice, bob", id="an unknown person"),
        pytest.param(As(""), "as whom\\? There are alice, bob", id="no person"),
        pytest.param(In(""), "in which channel\\? alice is in #incidents", id="no channel"),
        pytest.param(In("nowhere"), "alice is in no channel nowhere, but in #incidents", id="an unknown channel"),
        pytest.param(Say("@bob hello"), "only the bot answers: @qflow", id="a mention of somebody else"),
    ],
)
async def test_what_cannot_be_done_is_said_in_one_line(conversation: Conversation, act: Press, said: str) -> None:
    with pytest.raises(CannotDo, match=said) as raised:
        await perform(conversation, act)
    assert "\n" not in str(raised.value)


async def test_where_the_bot_hears_no_mention_it_is_said_where_it_does(conversation: Conversation) -> None:
    with pytest.raises(
        CannotDo, match=r"@qflow is not in #general.*it is in #incidents.* @qflow, and /qflow-steps works"
    ):
        await perform(conversation, In("general"), Say("@qflow help"))


async def test_a_number_that_is_not_there_is_told_which_are(conversation: Conversation) -> None:
    with pytest.raises(CannotDo, match="there is no 12 to press, but 1 to 11"):
        await perform(conversation, DOCUMENTED, Press(12))
    with pytest.raises(CannotDo, match="1 is a button: it takes no value"):
        await perform(conversation, Press(1, "x"))


async def test_a_direct_message_is_seen_wherever_the_person_stands(conversation: Conversation) -> None:
    dead = Fault(parse_fault("slack response_url used_url times=1"))
    (sight,) = await perform(conversation, In("general"), dead, FAILED)
    assert isinstance(sight, Posted)
    assert (sight.is_direct, sight.message.channel_id) == (True, DIRECT.id)
    assert await perform(conversation, In("qflow")) == [Moved(Standpoint(ALICE, DIRECT))]
    dead = Fault(parse_fault("slack response_url used_url times=1"))
    (there,) = await perform(conversation, dead, FAILED)
    assert isinstance(there, Posted)
    assert not there.is_direct
