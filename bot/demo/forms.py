"""What a person has filled into their modals and not submitted yet, and how the modals look with it."""

from collections.abc import Mapping
from typing import Any

from bot.demo.refusals import CannotDo
from bot.sandbox.screen import Pressable, choices, interactive
from bot.sandbox.screen.shapes import Json
from bot.sandbox.screen.texts import label
from bot.sandbox.slack import View
from bot.sandbox.slack.elements import CHOICE, INITIAL, fill, identified


class Forms:
    """Keeps what is filled in, by modal and action id."""

    def __init__(self) -> None:
        self._filled: dict[str, dict[str, Any]] = {}

    def fill(self, view: View, field: str, text: str) -> None:
        """Write into a field, or choose in it. Raises CannotDo when there is no such field or option."""
        pressable = _field(view, field)
        self._filled.setdefault(view.id, {})[pressable.action_id] = chosen(pressable, text)

    def filled(self, view: View) -> Mapping[str, Any]:
        """Give what is filled into a modal, by action id; fields that are gone are left out."""
        there = {pressable.action_id for pressable in fields(view)}
        return {name: value for name, value in self._filled.get(view.id, {}).items() if name in there}

    def as_seen(self, view: View) -> Json:
        """Give a modal's content with what is filled in, and with what the bot said against it under each field."""
        typed = fill(view.blocks, view.typed, self.filled(view), complete=False)
        blocks: list[Json] = []
        for block in identified(view.blocks):
            blocks.append(_with_typed(block, typed.get(block["block_id"], {})))
            if error := view.errors.get(block["block_id"]):
                blocks.append({"type": "context", "elements": [{"type": "plain_text", "text": f"⚠ {error}"}]})
        return {**view.content, "blocks": blocks}


def fields(view: View) -> list[Pressable]:
    """Give the fields of a modal: what is sent when it is submitted, not when it is touched."""
    inputs = [block for block in identified(view.blocks) if block["type"] == "input"]
    return interactive({"blocks": inputs})


def chosen(pressable: Pressable, text: str) -> Any:
    """Give what a text chooses: in a menu by the option's value, number or label, with commas where several may be.

    In anything else it is the text itself. Raises CannotDo for an option that is not offered.
    """
    if not choices(pressable):
        return text
    if CHOICE.get(pressable.element["type"]) == "selected_options":
        return [_option(pressable, each.strip()) for each in text.split(",") if each.strip()]
    return _option(pressable, text.strip())


def _field(view: View, name: str) -> Pressable:
    there = fields(view)
    for pressable in there:
        if name.casefold() in {pressable.action_id.casefold(), pressable.label.casefold()}:
            return pressable
    names = ", ".join(pressable.action_id for pressable in there)
    raise CannotDo(f"there is no field {name}" + (f", but {names}" if names else ": this modal has none"))


def _option(pressable: Pressable, text: str) -> str:
    options = choices(pressable)
    for names in (
        [option["value"] for option in options],
        [label(option["text"]).casefold() for option in options],
        [str(number) for number, _ in enumerate(options, 1)],
    ):
        for wanted in (text, text.casefold()):
            if wanted in names:
                return str(options[names.index(wanted)]["value"])
    offered = ", ".join(f"{number} {label(option['text'])}" for number, option in enumerate(options, 1))
    raise CannotDo(f"{pressable.label} does not offer {text or 'nothing'}, but {offered}")


def _with_typed(block: Json, typed: Mapping[str, Any]) -> Json:
    """Give a block whose elements begin with what was typed, which is how a drawing shows it."""
    shown = dict(block)
    for place in ("element", "accessory"):
        if place in shown:
            shown[place] = _begun(shown[place], typed)
    if block["type"] == "actions":
        shown["elements"] = [_begun(element, typed) for element in block["elements"]]
    return shown


def _begun(element: Json, typed: Mapping[str, Any]) -> Json:
    action_id = str(element.get("action_id"))
    if action_id not in typed:
        return element
    return {**element, INITIAL[CHOICE[element["type"]]]: typed[action_id]}
