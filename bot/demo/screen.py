"""What is before a person: the open modal, else the last message, and what they can press in it, by number."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.demo.acts import Fill, Press
from bot.demo.forms import Forms, fields
from bot.demo.refusals import CannotDo, NeedsValue
from bot.demo.whereabouts import Standpoint
from bot.sandbox.screen import Pressable, choices, interactive
from bot.sandbox.slack import Message, SlackSandbox, View
from bot.sandbox.slack.elements import CHOICE, identified


@dataclass(frozen=True, slots=True)
class Screen:
    """A modal, a message or nothing at all, with its numbered pressables."""

    place: Message | View | None
    pressables: Sequence[Pressable] = ()

    @property
    def modal(self) -> View:
        """The open modal. Raises CannotDo when none is open."""
        if isinstance(self.place, View):
            return self.place
        raise CannotDo("no modal is open")

    def pressable(self, number: int) -> Pressable:
        """Give what has this number. Raises CannotDo when nothing has."""
        for pressable in self.pressables:
            if pressable.number == number:
                return pressable
        if not self.pressables:
            raise CannotDo(f"there is nothing to press here, so no {number} either")
        raise CannotDo(f"there is no {number} to press, but 1 to {len(self.pressables)}")

    def meant(self, press: Press) -> Press | Fill:
        """Tell a press from the filling in of a field, which the bot learns of when the modal is submitted.

        Raises CannotDo for a number that is not there, and NeedsValue for one that wants to be told what.
        """
        pressable = self.pressable(press.number)
        takes_value = pressable.element["type"] in CHOICE or bool(choices(pressable))
        if takes_value and press.value is None:
            raise NeedsValue(pressable)
        if press.value is None:
            return press
        if not takes_value:
            raise CannotDo(f"{press.number} is a button: it takes no value")
        is_field = isinstance(self.place, View) and pressable.action_id in {
            field.action_id for field in fields(self.place) if field.block_id == pressable.block_id
        }
        return Fill(pressable.action_id, press.value) if is_field else press


def screen_of(slack: SlackSandbox, standpoint: Standpoint, forms: Forms) -> Screen:
    """Give what is before a person.

    Of the messages it is the last to come or change that has something to press: an answer without a button, such
    as an error, does not take the buttons above it away.
    """
    view = slack.view_of(standpoint.person)
    if view is not None:
        return Screen(view, interactive(forms.as_seen(view)))
    messages = slack.visible_to(standpoint.person, standpoint.channel)
    for message in sorted(messages, key=lambda message: message.revision, reverse=True):
        if pressables := interactive({"blocks": identified(message.blocks)}):
            return Screen(message, pressables)
    return Screen(None)
