"""Finds the elements of blocks, and says what acting on one of them tells the app."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.sandbox.slack.rules_blocks import elements_of

Json = dict[str, Any]

CHOICE = {
    "static_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "checkboxes": "selected_options",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "plain_text_input": "value",
}
"""Under which name each element's choice is sent, in actions and in state.

Source: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
"""
INITIAL = {
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
    "value": "initial_value",
}
OPTIONS = {"selected_option", "selected_options"}


def identified(blocks: Iterable[Mapping[str, Any]]) -> list[Json]:
    """Give blocks with the ids that Slack makes up where the app gave none; always the same for the same."""
    return [_identified_block(dict(block), number) for number, block in enumerate(blocks)]


def element_in(
    blocks: Iterable[Mapping[str, Any]], action_id: str, value: str | None = None, *, block_id: str | None = None
) -> tuple[Json, Json]:
    """Give the block and the element with this action id, and this value if several share the action id.

    block_id: the block it is in, if that is known. Of several that share all of it, the first.
    Raises LookupError when there is none, or several and no value.
    """
    found = [
        (block, element)
        for block in identified(blocks)
        for element in elements_of(block)
        if element.get("action_id") == action_id and block_id in {None, block["block_id"]}
    ]
    if len(found) > 1 and value is not None:
        found = [(block, element) for block, element in found if element.get("value") == value][:1]
    if len(found) != 1:
        raise LookupError(f"{len(found)} elements have the action id {action_id}")
    return found[0]


def choice(element: Mapping[str, Any], chosen: Any) -> Any:
    """Give what an element sends for a choice; options are named by their values.

    Raises LookupError for an option that is not offered.
    """
    name = CHOICE[element["type"]]
    if name not in OPTIONS:
        return chosen
    if name == "selected_options":
        return [_option(element, each) for each in chosen]
    return _option(element, chosen)


def state(blocks: Iterable[Mapping[str, Any]], typed: Mapping[str, Mapping[str, Any]]) -> Json:
    """Give the state of all stateful elements: as chosen, else as the app set them, else empty."""
    values: dict[str, Json] = {}
    for block in identified(blocks):
        for element in elements_of(block):
            name = CHOICE.get(element["type"])
            if name is None or element["type"] == "overflow":
                continue
            initial = element.get(INITIAL[name], [] if name == "selected_options" else None)
            chosen = typed.get(block["block_id"], {}).get(element["action_id"], initial)
            values.setdefault(block["block_id"], {})[element["action_id"]] = {
                "type": element["type"],
                name: chosen,
            }
    return {"values": values}


def fill(
    blocks: Iterable[Mapping[str, Any]],
    typed: Mapping[str, Mapping[str, Any]],
    values: Mapping[str, Any],
    *,
    complete: bool = True,
) -> dict[str, dict[str, Any]]:
    """Give what is typed after a person also filled in these values, by action id.

    Raises LookupError for an action id that is not there, and if it is to be complete, for a required input
    that is empty: Slack does not let such a form go.
    """
    filled = {block_id: dict(chosen) for block_id, chosen in typed.items()}
    for action_id, value in values.items():
        block, element = element_in(blocks, action_id)
        filled.setdefault(block["block_id"], {})[action_id] = choice(element, value)
    if complete:
        given = state(blocks, filled)["values"]
        for block in identified(blocks):
            if block["type"] == "input" and not block.get("optional") and _is_empty(given, block):
                raise LookupError(f"the input {block['block_id']} must be filled")
    return filled


def _is_empty(given: Json, block: Json) -> bool:
    element = block["element"]
    return not given[block["block_id"]][element["action_id"]][CHOICE[element["type"]]]


def _identified_block(block: Json, number: int) -> Json:
    block.setdefault("block_id", f"b{number}")
    if block["type"] == "actions":
        block["elements"] = [_identified(element, f"a{at}") for at, element in enumerate(block["elements"])]
    for name in ("accessory", "element"):
        if name in block:
            block[name] = _identified(block[name], "a0")
    return block


def _identified(element: Json, action_id: str) -> Json:
    return element if element["type"] == "image" else {"action_id": action_id, **element}


def _option(element: Mapping[str, Any], value: Any) -> Json:
    for option in _offered(element):
        if option["value"] == value:
            return option
    raise LookupError(f"no option has the value {value}")


def _offered(element: Mapping[str, Any]) -> Iterator[Json]:
    yield from element.get("options", ())
    for group in element.get("option_groups", ()):
        yield from group["options"]
