"""Draws interactive elements, numbered: `[1 Details]`, `[2 Order ▾]`, `[3 Open ↗]`, `[4 ✎ an id]`."""

from collections.abc import Sequence

from rich.console import RenderableType
from rich.text import Text

from bot.sandbox.screen import styles
from bot.sandbox.screen.layout import stacked
from bot.sandbox.screen.pressables import Pressable, choices, words
from bot.sandbox.screen.shapes import Json, mapping, mappings, string
from bot.sandbox.screen.texts import label
from bot.sandbox.screen.visible import one_line

_BUTTON_STYLES = {"primary": styles.PRIMARY, "danger": styles.DANGER}
_INPUTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input")
_PICKERS = {"datepicker": "initial_date", "timepicker": "initial_time", "datetimepicker": "initial_date_time"}
_MENUS = (
    "overflow",
    "static_select",
    "external_select",
    "users_select",
    "conversations_select",
    "channels_select",
)
_TICKS = {"checkboxes": "☐☑", "radio_buttons": "○●"}
_LIST_INDENT = 2


def element(pressable: Pressable) -> Text:
    """Draw an element in brackets, with its number."""
    shown, style = _face(pressable.element)
    return Text(f"[{' '.join([str(pressable.number), *shown.split()])}]", style=style)


def draw_options(pressable: Pressable) -> RenderableType:
    """List the options of a menu, numbered from one as `choices` gives them, under the menu itself."""
    chosen = _chosen(pressable.element)
    lines = [element(pressable)]
    for number, option in enumerate(choices(pressable), 1):
        line = Text(f"{' ' * _LIST_INDENT}{number} {label(option.get('text'))}")
        if description := label(option.get("description")):
            line.append(f"  {description}", style=styles.DIM)
        if option in chosen:
            line.append("  ✓ chosen", style=styles.DIM)
        lines.append(line)
    return stacked(lines)


def _face(element: Json) -> tuple[str, str]:
    kind = string(element.get("type"))
    if kind == "button":
        arrow = " ↗" if element.get("url") else ""
        return words(element) + arrow, _BUTTON_STYLES.get(string(element.get("style")), styles.BUTTON)
    if kind in _PICKERS:
        return f"{_picked(element, _PICKERS[kind]) or words(element)} ▾", styles.BUTTON
    if kind in _INPUTS:
        return f"✎ {one_line(string(element.get('initial_value'))) or words(element)}", styles.BUTTON
    if kind in _TICKS:
        return _ticked(element, _TICKS[kind]), styles.BUTTON
    if kind.removeprefix("multi_") in _MENUS:
        return f"{_chosen_words(element) or words(element) or '…'} ▾", styles.BUTTON
    return f"unknown element: {one_line(kind)}", styles.MARK


def _picked(element: Json, field: str) -> str:
    return one_line(str(element.get(field, "")))


def _chosen_words(element: Json) -> str:
    return ", ".join(label(option.get("text")) for option in _chosen(element))


def _ticked(element: Json, signs: str) -> str:
    chosen = _chosen(element)
    return " ".join(
        f"{signs[option in chosen]} {label(option.get('text'))}" for option in mappings(element.get("options"))
    )


def _chosen(element: Json) -> Sequence[Json]:
    one = mapping(element.get("initial_option"))
    return [one] if one else mappings(element.get("initial_options"))
