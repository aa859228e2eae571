"""Block Kit's blocks and elements, the few that are used, as plain dicts; classic ones only, which every client shows.

https://docs.slack.dev/reference/block-kit
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from bot.blocks import figures, limits
from bot.blocks.text import cut, length, without_emoji

Block = dict[str, Any]
Element = dict[str, Any]


def header(text: str) -> Block:
    """A headline: plain text, cut where Slack's limit says so."""
    return {"type": "header", "text": _plain(text, limits.HEADER_TEXT)}


def section(text: str, accessory: Element | None = None) -> Block:
    """A paragraph in which Slack parses nothing: the place for foreign text. accessory: a button beside it."""
    block = {"type": "section", "text": _plain(text, limits.SECTION_TEXT)}
    return block if accessory is None else {**block, "accessory": accessory}


def mrkdwn_section(text: str) -> Block:
    """A paragraph in Slack's dialect, for our own words alone; foreign text in it must be escaped."""
    return {"type": "section", "text": _mrkdwn(text, limits.SECTION_TEXT)}


def context(text: str) -> Block:
    """Small print in which Slack parses nothing."""
    return {"type": "context", "elements": [_plain(text, limits.CONTEXT_TEXT)]}


def mrkdwn_context(text: str) -> Block:
    """Small print in Slack's dialect, for our own words alone."""
    return {"type": "context", "elements": [_mrkdwn(text, limits.CONTEXT_TEXT)]}


def actions(*elements: Element, block_id: str | None = None) -> Block:
    """A row of buttons and menus. block_id: comes back with what was pressed, so it can carry what a menu cannot."""
    block = {"type": "actions", "elements": list(elements)}
    return block if block_id is None else {**block, "block_id": block_id}


def unpressable(blocks: Sequence[Block]) -> list[Block]:
    """Blocks without the buttons and menus in and beside them."""
    kept = (block for block in blocks if block["type"] != "actions")
    return [{name: part for name, part in block.items() if name != "accessory"} for block in kept]


def button(label: str, action_id: str, value: str, accessibility_label: str) -> Element:
    """A button. value: what it is about; whoever sees the button can read it. accessibility_label: what is read out."""
    return {
        "type": "button",
        "action_id": action_id,
        "text": _plain(label, limits.BUTTON_TEXT),
        "value": value,
        "accessibility_label": cut(accessibility_label, limits.ACCESSIBILITY_LABEL),
    }


class Option(NamedTuple):
    """One choice of a menu."""

    label: str
    value: str


def menu(action_id: str, placeholder: str, options: Sequence[Option], *, chosen: str | None = None) -> Element:
    """A menu of choices. chosen: the value of the one it begins with, else the placeholder shows."""
    element: Element = {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": _plain(placeholder, limits.PLACEHOLDER),
        "options": [_option(option) for option in options],
    }
    initial = next((_option(option) for option in options if option.value == chosen), None)
    return element if initial is None else {**element, "initial_option": initial}


def input_block(label: str, block_id: str, element: Element, *, optional: bool, hint: str | None = None) -> Block:
    """A field of a form. block_id: names the field in what is submitted and in its errors. hint: small print below."""
    block = {
        "type": "input",
        "block_id": block_id,
        "label": _plain(label, limits.INPUT_LABEL),
        "element": element,
        "optional": optional,
    }
    return block if hint is None else {**block, "hint": _plain(hint, limits.INPUT_HINT)}


def text_input(action_id: str, placeholder: str) -> Element:
    """A line to type in."""
    return {
        "type": "plain_text_input",
        "action_id": action_id,
        "placeholder": _plain(placeholder, limits.PLACEHOLDER),
    }


def checkbox(action_id: str, option: Option) -> Element:
    """One box to tick."""
    return {"type": "checkboxes", "action_id": action_id, "options": [_option(option)]}


def rich_text(*parts: Element) -> Block:
    """Text in which Slack parses nothing, out of `paragraph` and `box`."""
    return {"type": "rich_text", "elements": list(parts)}


def paragraph(*spans: Element) -> Element:
    """A run of `words` and `moment`; a line ends with a newline in the words."""
    return {"type": "rich_text_section", "elements": list(spans)}


def box(text: str) -> Element:
    """A text in a fixed-width box, as it is. The caller cuts it."""
    return {"type": "rich_text_preformatted", "elements": [words(text)]}


def words(text: str, *, bold: bool = False, code: bool = False) -> Element:
    """Words as they are; Slack takes no empty ones."""
    style = {name: True for name, wanted in (("bold", bold), ("code", code)) if wanted}
    element = {"type": "text", "text": text or " "}
    return {**element, "style": style} if style else element


def moment(when: datetime) -> Element:
    """A moment in the reader's own time zone, in UTC where a client cannot.

    https://docs.slack.dev/reference/block-kit/blocks/rich-text-block#date-element-type
    """
    return {
        "type": "date",
        "timestamp": int(when.timestamp()),
        "format": "{date_short_pretty} {time_secs}",
        "fallback": figures.utc_time(when),
    }


def _option(option: Option) -> Element:
    return {"text": _plain(option.label, limits.OPTION_TEXT), "value": option.value}


def _plain(text: str, limit: int) -> Element:
    return {"type": "plain_text", "text": _inert(text, limit)}


def _inert(text: str, limit: int) -> str:
    """Cut a text so that it keeps the limit with what keeps emoji from being drawn in it."""
    joined = without_emoji(shown := cut(text, limit))
    if joined is shown:
        return shown
    more = length(joined) - length(shown)
    return joined if length(joined) <= limit else without_emoji(cut(text, limit - more))


def _mrkdwn(text: str, limit: int) -> Element:
    """Mrkdwn cannot be cut safely, so a text beyond its limit is a fault of the builder."""
    assert len(text) <= limit  # noqa: S101 - our own words, of known length
    return {"type": "mrkdwn", "text": text}
