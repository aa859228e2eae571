"""Judges blocks, one by one and in a row: the classic ones, which every surface and client knows.

Source: https://docs.slack.dev/reference/block-kit/blocks
"""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.slack.grammar import (
    Broken,
    Check,
    Place,
    boolean,
    by_type,
    integer,
    list_of,
    object_with,
    string,
)
from bot.sandbox.slack.rules_elements import IMAGE, IN_ACTIONS, IN_CONTEXT_ACTIONS, IN_INPUT, IN_SECTION, image
from bot.sandbox.slack.rules_objects import any_text, plain
from bot.sandbox.slack.rules_rich_text import RICH_TEXT_ELEMENTS

ID: dict[str, Check] = {"block_id": string("block_id")}


def _text_or_fields(place: Place) -> None:
    if "text" not in place.value and "fields" not in place.value:
        raise Broken("section.text_or_fields", "text or fields must be given", place)


SECTION = object_with(
    {},
    ID
    | {
        "text": any_text("section.text"),
        "fields": list_of(any_text("section.fields.item"), "section.fields"),
        "accessory": by_type("section.accessory", IN_SECTION),
        "expand": boolean,
    },
    _text_or_fields,
)
CONTEXT_ELEMENT = by_type(
    "context.element",
    {"image": IMAGE, "plain_text": any_text("context.text"), "mrkdwn": any_text("context.text")},
)
INPUT = object_with(
    {"label": plain("input.label"), "element": by_type("input.element", IN_INPUT)},
    ID | {"hint": plain("input.hint"), "optional": boolean, "dispatch_action": boolean},
)

BLOCK = by_type(
    "blocks.type",
    {
        "actions": object_with({"elements": list_of(by_type("actions.element", IN_ACTIONS), "actions.elements")}, ID),
        "context": object_with({"elements": list_of(CONTEXT_ELEMENT, "context.elements")}, ID),
        "context_actions": object_with(
            {"elements": list_of(by_type("context_actions.element", IN_CONTEXT_ACTIONS), "context_actions.elements")},
            ID,
        ),
        "divider": object_with({}, ID),
        "header": object_with({"text": plain("header.text")}, ID | {"level": integer("header.level")}),
        "image": image("image", **ID, title=plain("image.title")),
        "input": INPUT,
        "markdown": object_with({"text": string()}, ID),
        "rich_text": object_with({"elements": RICH_TEXT_ELEMENTS}, ID),
        "section": SECTION,
    },
)


IN_MESSAGES_ONLY = ("context_actions", "markdown")


def judge_blocks(place: Place, *, limit: str) -> None:
    """Judge the blocks of a message or view. Raises Broken."""
    list_of(BLOCK, limit)(place)
    _unique("block_id", (block.get("block_id") for block in place.value), place)
    for block in place.items():
        _unique("action_id", (element.get("action_id") for element in elements_of(block.value)), block)


def elements_of(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give a block's interactive elements."""
    if block["type"] == "actions":
        yield from block["elements"]
    for name in ("accessory", "element"):
        if name in block:
            yield block[name]


def _unique(name: str, values: Iterator[Any], place: Place) -> None:
    given = [value for value in values if value is not None]
    if len(given) != len(set(given)):
        raise Broken(f"{name}.unique", f"`{name}` must be unique", place)
