"""What a person in the demo is told when something cannot be done."""

from bot.sandbox.screen import Pressable, choices


class CannotDo(Exception):
    """Something cannot be done. Its text is one sentence for the person: what is wrong, and what there is instead."""


class NeedsValue(CannotDo):
    """A menu or a field was pressed, and not said what to choose or to write."""

    def __init__(self, pressable: Pressable) -> None:
        number, many = pressable.number, len(choices(pressable))
        what = (
            f"{number} is a menu: {number}=1 to {number}={many} choose" if many else f"{number} is a field: {number}=…"
        )
        super().__init__(f"{what} {'from it' if many else 'writes into it'}")
        self.pressable = pressable
