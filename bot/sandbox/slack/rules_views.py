"""Judges views: modals and the Home tab.

Source: https://docs.slack.dev/reference/views
"""

from typing import Any

from bot.sandbox.slack.grammar import (
    Broken,
    Check,
    Place,
    boolean,
    by_type,
    object_with,
    string,
    weight,
    within,
)
from bot.sandbox.slack.rules_blocks import IN_MESSAGES_ONLY, elements_of, judge_blocks
from bot.sandbox.slack.rules_messages import refusal, serialised
from bot.sandbox.slack.rules_objects import plain


def judge_view(view: Any) -> None:
    """Judge a modal or Home tab.

    Raises Refused: `view_too_large`, or `invalid_arguments` with the reason.
    """
    try:
        _VIEW(Place(view, "/view"))
    except Broken as broken:
        raise refusal(broken, otherwise="invalid_arguments") from broken


def _blocks(place: Place) -> None:
    judge_blocks(place, limit="view.blocks")
    for block in place.items():
        if block.value["type"] in IN_MESSAGES_ONLY:
            raise Broken("blocks.surface", f"unsupported type: {block.value['type']}", block)


def _submit_for_input(place: Place) -> None:
    has_input = any(block["type"] == "input" for block in place.value["blocks"])
    if has_input and "submit" not in place.value:
        raise Broken("view.submit_for_input", "submit is required with an input block", place)


def _focus_once(place: Place) -> None:
    elements = (element for block in place.value["blocks"] for element in elements_of(block))
    if sum(bool(element.get("focus_on_load")) for element in elements) > 1:
        raise Broken("view.focus_on_load", "only one element may take the focus", place)


def _not_at_home(place: Place) -> None:
    raise Broken("view.home", "not a property of a Home tab", place)


def _size(place: Place) -> None:
    within("view.size", weight(serialised(place.value)), place)


_COMMON: dict[str, Check] = {
    "private_metadata": string("view.private_metadata"),
    "callback_id": string("view.callback_id"),
    "external_id": string("view.external_id"),
}
_MODAL = object_with(
    {"title": plain("view.title"), "blocks": _blocks},
    _COMMON
    | {
        "submit": plain("view.submit"),
        "close": plain("view.close"),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
    _submit_for_input,
    _focus_once,
    _size,
)
_HOME = object_with(
    {"blocks": _blocks},
    _COMMON | dict.fromkeys(("title", "submit", "close"), _not_at_home),
    _focus_once,
    _size,
)
_VIEW = by_type("view.type", {"modal": _MODAL, "home": _HOME})
