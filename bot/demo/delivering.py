"""Carries out one act in the sandbox's Slack, which delivers it to the bot."""

from bot.demo.acts import Close, Press, Say, Shortcut, Submit
from bot.demo.forms import Forms, chosen
from bot.demo.refusals import CannotDo
from bot.demo.screen import Screen
from bot.demo.whereabouts import PEOPLE, Standpoint, channel_name, channels_of
from bot.sandbox.slack import Delivery, SlackSandbox
from bot.sandbox.slack.people import SANDBOX, Person

MESSAGE_SHORTCUT = "qflow_steps_from_message"
GLOBAL_SHORTCUT = "qflow_steps_form"

Delivered = Say | Shortcut | Press | Submit | Close


async def deliver(
    act: Delivered, slack: SlackSandbox, standpoint: Standpoint, screen: Screen, forms: Forms
) -> Delivery | None:
    """Carry out an act, and give how the bot acknowledged it; None when the bot is not told.

    Raises CannotDo for what this person cannot do there.
    """
    try:
        return await _deliver(act, slack, standpoint, screen, forms)
    except LookupError as error:  # how the sandbox says it
        raise CannotDo(str(error)) from error


async def _deliver(
    act: Delivered, slack: SlackSandbox, standpoint: Standpoint, screen: Screen, forms: Forms
) -> Delivery | None:
    person, channel = standpoint.person, standpoint.channel
    match act:
        case Say(text) if text.startswith("/"):
            return await slack.command(text, person=person, channel=channel)
        case Say(text):
            said = _behind_the_name(text)
            _check_is_heard(standpoint)
            return await slack.mention(said, person=person, channel=channel)
        case Shortcut(""):
            return await slack.shortcut(GLOBAL_SHORTCUT, person=person)
        case Shortcut(text):
            message = slack.say(text, person=_somebody_else(standpoint), channel=channel)
            return await slack.shortcut(MESSAGE_SHORTCUT, person=person, message=message)
        case Press(number, value):
            return await _press(number, value, slack, person, screen)
        case Submit():
            return await slack.submit(person, screen.modal, forms.filled(screen.modal))
        case Close():
            return await slack.close(person, screen.modal)


def _behind_the_name(text: str) -> str:
    """Give what a mention of the bot says. Raises CannotDo for a mention of anybody else."""
    name, _, said = text.removeprefix("@").partition(" ")
    if name.casefold() not in {SANDBOX.app.name, ""}:
        raise CannotDo(f"only the bot answers: @{SANDBOX.app.name} …")
    return said.strip()


def _check_is_heard(standpoint: Standpoint) -> None:
    """See that the bot is where it is mentioned. Raises CannotDo."""
    app, person = SANDBOX.app, standpoint.person
    if app.user_id not in standpoint.channel.members:
        there = [channel_name(each, person) for each in channels_of(person) if app.user_id in each.members]
        hint = f"it is in {' '.join(there)}, and " if there else ""
        here = channel_name(standpoint.channel, person)
        raise CannotDo(f"@{app.name} is not in {here}, so it hears of no mention; {hint}/qflow-steps works here too")


def _somebody_else(standpoint: Standpoint) -> Person:
    """Give another member of the channel; alone with the bot, it is the person."""
    others = (person for person in PEOPLE if person.id in standpoint.channel.members - {standpoint.person.id})
    return next(others, standpoint.person)


async def _press(number: int, value: str | None, slack: SlackSandbox, person: Person, screen: Screen) -> Delivery:
    pressable = screen.pressable(number)
    choose = None if value is None else chosen(pressable, value)
    if screen.place is None:
        raise AssertionError  # what has pressables is a place
    return await slack.press(
        person,
        screen.place,
        pressable.action_id,
        value=pressable.element.get("value"),
        block_id=pressable.block_id,
        choose=choose,
    )
