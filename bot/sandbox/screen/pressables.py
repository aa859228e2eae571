"""Numbers what a person can press, choose from or fill in, in order of appearance."""

from dataclasses import dataclass

from bot.sandbox.screen.shapes import Json, mapping, mappings, string
from bot.sandbox.screen.texts import label


@dataclass(frozen=True, slots=True)
class Pressable:
    """An interactive element, and the number under which it is drawn.

    label: its words, safe to draw; for a menu what it shows while closed, for a field its block's label.
    element: the element as it came, with its `value`, `url`, `options`.
    """

    number: int
    action_id: str
    block_id: str
    label: str
    element: Json
    accessibility_label: str


def interactive(message: Json, *, first_button: int = 1) -> list[Pressable]:
    """Give everything interactive in a message or view, numbered as `draw` and `draw_view` number it.

    Elements of types that are not known count too: they are drawn with a mark, under their number.
    """
    return [pressable for _, pressables in numbered(message, first_button) for pressable in pressables]


def choices(pressable: Pressable) -> list[Json]:
    """Give the options of a menu, those of its groups included, in the order in which they are listed."""
    grouped = mappings(pressable.element.get("option_groups"))
    return mappings(pressable.element.get("options")) + [
        option for group in grouped for option in mappings(group.get("options"))
    ]


def words(element: Json) -> str:
    """Give what an element says of itself: its text, else what is chosen, else its placeholder."""
    chosen = mapping(element.get("initial_option")).get("text")
    return label(element.get("text")) or label(chosen) or label(element.get("placeholder"))


def numbered(message: Json, first_button: int) -> list[tuple[Json, list[Pressable]]]:
    """Give each block with what is interactive in it."""
    found, number = [], first_button
    for block in mappings(message.get("blocks")):
        pressables = [_pressable(block, element, number + i) for i, element in enumerate(_elements(block))]
        found.append((block, pressables))
        number += len(pressables)
    return found


def _elements(block: Json) -> list[Json]:
    match block.get("type"):
        case "actions":
            return mappings(block.get("elements"))
        case "input":
            return mappings([block.get("element")])
        case "section":
            return [element for element in mappings([block.get("accessory")]) if element.get("type") != "image"]
        case _:
            return []


def _pressable(block: Json, element: Json, number: int) -> Pressable:
    return Pressable(
        number=number,
        action_id=string(element.get("action_id")),
        block_id=string(block.get("block_id")),
        label=label(block.get("label")) or words(element),
        element=element,
        accessibility_label=string(element.get("accessibility_label")),
    )
