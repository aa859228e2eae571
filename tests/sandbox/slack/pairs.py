"""For every rule two payloads: one that just keeps it, and one that just breaks it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """What Slack takes and what it refuses; a list is a message's blocks, an object a whole message or view.

    none: the same with nothing in it, or zero, where the rule is about a size.
    lowest, below: the same at the lower end of a size that does not begin at zero or one.
    """

    inside: Any
    outside: Any
    none: Any = None
    lowest: Any = None
    below: Any = None


def mrkdwn(text: str) -> Json:
    """Give a mrkdwn text object."""
    return {"type": "mrkdwn", "text": text}


def plain(text: str) -> Json:
    """Give a plain text object."""
    return {"type": "plain_text", "text": text}


def section(text: str = "text", **fields: Any) -> Json:
    """Give a section."""
    return {"type": "section", "text": mrkdwn(text), **fields}


def actions(*elements: Json, **fields: Any) -> Json:
    """Give a block of elements."""
    return {"type": "actions", "elements": list(elements), **fields}


def button(**fields: Any) -> Json:
    """Give a button."""
    return {"type": "button", "text": plain("press"), **fields}


def option(number: int = 0, **fields: Any) -> Json:
    """Give an option."""
    return {"text": plain(f"option {number}"), "value": str(number), **fields}


def options(count: int) -> list[Json]:
    """Give so many options, all different."""
    return [option(number) for number in range(count)]


def select(**fields: Any) -> Json:
    """Give a menu."""
    return {"type": "static_select", "placeholder": plain("choose"), **fields}


def group(**fields: Any) -> Json:
    """Give an option group."""
    return {"label": plain("group"), "options": options(2), **fields}


def confirmation(**fields: Any) -> Json:
    """Give a button that asks again."""
    asked = {"title": plain("t"), "text": plain("t"), "confirm": plain("y"), "deny": plain("n"), **fields}
    return actions(button(confirm=asked))


def field(**fields: Any) -> Json:
    """Give an input block with a text field."""
    return {
        "type": "input",
        "label": plain("label"),
        "element": {"type": "plain_text_input", "action_id": "a", **fields},
    }


def labelled(**fields: Any) -> Json:
    """Give an input block with these fields of its own."""
    return {**field(), **fields}


def image(**fields: Any) -> Json:
    """Give an image."""
    return {"type": "image", "image_url": "https://example.com/i.png", "alt_text": "image", **fields}


def run(text: str = "text") -> Json:
    """Give a piece of rich text."""
    return {"type": "text", "text": text}


def rich(*parts: Json) -> Json:
    """Give a rich text block."""
    return {"type": "rich_text", "elements": list(parts)}


def rich_section(*runs: Json) -> Json:
    """Give a section of rich text."""
    return {"type": "rich_text_section", "elements": list(runs)}


def rich_list(**fields: Any) -> Json:
    """Give a list of rich text."""
    return {"type": "rich_text_list", "style": "bullet", "elements": [rich_section(run())], **fields}


def modal(*blocks: Json, **fields: Any) -> Json:
    """Give a modal."""
    return {"type": "modal", "title": plain("title"), "blocks": list(blocks), **fields}


def spread(size: int, count: int, build: Callable[[list[Json]], Any]) -> Any:
    """Give what `build` makes of so many sections, exactly `size` characters of compact JSON."""
    frame = len(json.dumps(build([section("")] * count), separators=(",", ":")))
    each, rest = divmod(size - frame, count)
    return build([section("x" * (each + (number < rest))) for number in range(count)])


def length(most: int, build: Callable[[str], Any]) -> Pair:
    """Give the pair of a length."""
    return Pair(build("x" * most), build("x" * (most + 1)), build(""))


def number(most: int, build: Callable[[int], Any]) -> Pair:
    """Give the pair of a number or a count."""
    return Pair(build(most), build(most + 1), build(0))


def moment(seconds: int) -> list[Json]:
    """Give a picker that begins at a moment."""
    return [actions({"type": "datetimepicker", "initial_date_time": seconds})]


def markdown(text: str) -> Json:
    """Give a block of markdown."""
    return {"type": "markdown", "text": text}


def icon_button(**fields: Any) -> Json:
    """Give an icon to press."""
    return {"type": "icon_button", "icon": "trash", "text": plain("Delete"), **fields}


def feedback(**fields: Any) -> list[Json]:
    """Give two buttons of opinion, the second with these fields."""
    good = {"text": plain("Good"), "value": "good"}
    bad = {"text": plain("Bad"), "value": "bad", **fields}
    element = {"type": "feedback_buttons", "action_id": "a", "positive_button": good, "negative_button": bad}
    return [{"type": "context_actions", "elements": [element]}]


def icons(*elements: Json) -> list[Json]:
    """Give a block of icons."""
    return [{"type": "context_actions", "elements": list(elements)}]


LIMIT_PAIRS: dict[str, Pair] = {
    "message.blocks": number(50, lambda count: [{"type": "divider"}] * count),
    "message.size": Pair(spread(13_200, 5, list), spread(13_201, 5, list)),
    "chat.postMessage.text": Pair({"text": "x" * 40_000}, {"text": "x" * 40_001}),
    "chat.update.text": Pair({"text": "x" * 4_000}, {"text": "x" * 4_001}),
    "chat.postEphemeral.text": Pair({"text": "ö" * 2_000}, {"text": "ö" * 2_000 + "x"}),
    "message.attachments": number(100, lambda count: {"text": "x", "attachments": [{"text": "x"}] * count}),
    "message.markdown": Pair(
        [markdown("x" * 6_000), markdown("x" * 6_000)], [markdown("x" * 6_000), markdown("x" * 6_001)], [markdown("")]
    ),
    "context_actions.elements": number(5, lambda count: icons(*[icon_button()] * count)),
    "feedback_button.text": length(75, lambda text: feedback(text=plain(text))),
    "feedback_button.value": length(2_000, lambda text: feedback(value=text)),
    "feedback_button.accessibility_label": length(75, lambda text: feedback(accessibility_label=text)),
    "icon_button.value": length(2_000, lambda text: icons(icon_button(value=text))),
    "icon_button.accessibility_label": length(75, lambda text: icons(icon_button(accessibility_label=text))),
    "icon_button.visible_to_user_ids": number(
        10, lambda count: icons(icon_button(visible_to_user_ids=[f"U{number}" for number in range(count)]))
    ),
    "view.blocks": number(100, lambda count: modal(*[{"type": "divider"}] * count)),
    "view.size": Pair(
        spread(250_000, 90, lambda blocks: modal(*blocks)), spread(250_001, 90, lambda blocks: modal(*blocks))
    ),
    "view.title": length(24, lambda text: modal(section(), title=plain(text))),
    "view.submit": length(24, lambda text: modal(section(), submit=plain(text))),
    "view.close": length(24, lambda text: modal(section(), close=plain(text))),
    "view.private_metadata": length(3_000, lambda text: modal(section(), private_metadata=text)),
    "view.callback_id": length(255, lambda text: modal(section(), callback_id=text)),
    "view.external_id": length(255, lambda text: modal(section(), external_id=text)),
    "block_id": length(255, lambda text: [section(block_id=text)]),
    "section.text": length(3_000, lambda text: [section(text)]),
    "section.fields": number(10, lambda count: [{"type": "section", "fields": [mrkdwn("x")] * count}]),
    "section.fields.item": length(2_000, lambda text: [{"type": "section", "fields": [mrkdwn(text)]}]),
    "header.text": length(150, lambda text: [{"type": "header", "text": plain(text)}]),
    "header.level": number(4, lambda level: [{"type": "header", "text": plain("x"), "level": level}]),
    "context.elements": number(10, lambda count: [{"type": "context", "elements": [mrkdwn("x")] * count}]),
    "context.text": length(3_000, lambda text: [{"type": "context", "elements": [mrkdwn(text)]}]),
    "actions.elements": number(25, lambda count: [actions(*[button()] * count)]),
    "input.label": length(2_000, lambda text: [labelled(label=plain(text))]),
    "input.hint": length(2_000, lambda text: [labelled(hint=plain(text))]),
    "image.image_url": length(3_000, lambda text: [image(image_url=text)]),
    "image.alt_text": length(2_000, lambda text: [image(alt_text=text)]),
    "image.title": length(2_000, lambda text: [image(title=plain(text))]),
    "rich_text.elements": Pair([rich(rich_section(run()))], [rich(rich_section())]),
    "rich_text.text": Pair([rich(rich_section(run("x")))], [rich(rich_section(run("")))]),
    "rich_text_list.indent": number(8, lambda indent: [rich(rich_list(indent=indent))]),
    "rich_text_list.offset": Pair([rich(rich_list(offset=0))], [rich(rich_list(offset=-1))]),
    "rich_text_list.border": number(1, lambda border: [rich(rich_list(border=border))]),
    "action_id": length(255, lambda text: [actions(button(action_id=text))]),
    "button.text": length(75, lambda text: [actions(button(text=plain(text)))]),
    "button.value": length(2_000, lambda text: [actions(button(value=text))]),
    "button.url": length(3_000, lambda text: [actions(button(url=text))]),
    "button.accessibility_label": length(75, lambda text: [actions(button(accessibility_label=text))]),
    "image_element.image_url": length(3_000, lambda text: [section(accessory=image(image_url=text))]),
    "image_element.alt_text": length(2_000, lambda text: [section(accessory=image(alt_text=text))]),
    "select.placeholder": length(150, lambda text: [actions(select(placeholder=plain(text), options=options(1)))]),
    "select.options": number(100, lambda count: [actions(select(options=options(count)))]),
    "select.option_groups": number(
        100, lambda count: [actions(select(option_groups=[group(options=options(1))] * count))]
    ),
    "overflow.options": number(5, lambda count: [actions({"type": "overflow", "options": options(count)})]),
    "checkboxes.options": number(10, lambda count: [actions({"type": "checkboxes", "options": options(count)})]),
    "radio_buttons.options": number(10, lambda count: [actions({"type": "radio_buttons", "options": options(count)})]),
    "plain_text_input.min_length": number(3_000, lambda size: [field(min_length=size)]),
    "plain_text_input.max_length": number(3_000, lambda size: [field(max_length=size)]),
    "plain_text_input.placeholder": length(150, lambda text: [field(placeholder=plain(text))]),
    "date_picker.placeholder": length(150, lambda text: [actions({"type": "datepicker", "placeholder": plain(text)})]),
    "time_picker.placeholder": length(150, lambda text: [actions({"type": "timepicker", "placeholder": plain(text)})]),
    "datetimepicker.initial_date_time": Pair(
        moment(9_999_999_999),
        moment(10_000_000_000),
        moment(0),
        lowest=moment(1_000_000_000),
        below=moment(999_999_999),
    ),
    "option.text": length(75, lambda text: [actions(select(options=[option(text=plain(text))]))]),
    "option.value": length(150, lambda text: [actions(select(options=[option(value=text)]))]),
    "option.description": length(75, lambda text: [actions(select(options=[option(description=plain(text))]))]),
    "option.url": length(3_000, lambda text: [actions({"type": "overflow", "options": [option(url=text)]})]),
    "option_group.label": length(75, lambda text: [actions(select(option_groups=[group(label=plain(text))]))]),
    "option_group.options": number(100, lambda count: [actions(select(option_groups=[group(options=options(count))]))]),
    "confirmation.title": length(100, lambda text: [confirmation(title=plain(text))]),
    "confirmation.text": length(300, lambda text: [confirmation(text=plain(text))]),
    "confirmation.confirm": length(30, lambda text: [confirmation(confirm=plain(text))]),
    "confirmation.deny": length(30, lambda text: [confirmation(deny=plain(text))]),
    "dispatch_action_configuration.trigger_actions_on": number(
        2,
        lambda count: [field(dispatch_action_config={"trigger_actions_on": ["on_enter_pressed"] * count})],
    ),
}

SHAPE_PAIRS: dict[str, Pair] = {
    "fields.known": Pair([section(expand=True)], [section(colour="red")]),
    "fields.required": Pair([{"type": "header", "text": plain("x")}], [{"type": "header"}]),
    "value.type": Pair([section(expand=True)], [section(expand="true")]),
    "message.content": Pair({"text": "x"}, {"text": ""}),
    "message.blocks.format": Pair([section()], [section(), "section"]),
    "block_id.unique": Pair(
        [section(block_id="a"), section(block_id="b")], [section(block_id="a"), section(block_id="a")]
    ),
    "action_id.unique": Pair(
        [actions(button(action_id="a")), actions(button(action_id="a"))],
        [actions(button(action_id="a"), button(action_id="a"))],
    ),
    "message.thread_ts": Pair(
        {"text": "x", "thread_ts": "1746010375.084000"}, {"text": "x", "thread_ts": "1746010375"}
    ),
    "blocks.surface": Pair(modal(section()), modal(markdown("x"))),
    "context_actions.element": Pair(icons(icon_button()), icons(button())),
    "datepicker.real_date": Pair(
        [actions({"type": "datepicker", "initial_date": "2026-02-28"})],
        [actions({"type": "datepicker", "initial_date": "2026-02-31"})],
    ),
    "plain_text_input.lengths": Pair([field(min_length=5, max_length=5)], [field(min_length=6, max_length=5)]),
    "plain_text_input.initial_value": Pair(
        [field(max_length=5, initial_value="12345")], [field(max_length=5, initial_value="123456")]
    ),
    "blocks.type": Pair([{"type": "divider"}], [{"type": "hologram"}]),
    "text.type": Pair([{"type": "header", "text": plain("x")}], [{"type": "header", "text": mrkdwn("x")}]),
    "text.emoji": Pair(
        [{"type": "header", "text": {**plain("x"), "emoji": False}}],
        [{"type": "header", "text": {**plain("x"), "verbatim": True}}],
    ),
    "section.text_or_fields": Pair([{"type": "section", "fields": [mrkdwn("x")]}], [{"type": "section"}]),
    "section.accessory": Pair([section(accessory=button())], [section(accessory={"type": "plain_text_input"})]),
    "context.element": Pair(
        [{"type": "context", "elements": [image()]}], [{"type": "context", "elements": [button()]}]
    ),
    "actions.element": Pair([actions(button())], [actions(image())]),
    "input.element": Pair([field()], [labelled(element=button())]),
    "image.source": Pair(
        [{"type": "image", "alt_text": "x", "slack_file": {"id": "F0SANDBOX1"}}],
        [{"type": "image", "alt_text": "x"}],
    ),
    "rich_text.element": Pair([rich(rich_section(run()))], [rich(run())]),
    "rich_text_section.element": Pair(
        [rich(rich_section({"type": "emoji", "name": "tada"}))], [rich(rich_section(plain("x")))]
    ),
    "rich_text_preformatted.element": Pair(
        [rich({"type": "rich_text_preformatted", "elements": [run()]})],
        [rich({"type": "rich_text_preformatted", "elements": [{"type": "emoji", "name": "tada"}]})],
    ),
    "rich_text_list.element": Pair([rich(rich_list())], [rich(rich_list(elements=[run()]))]),
    "rich_text_list.style": Pair([rich(rich_list(style="ordered"))], [rich(rich_list(style="roman"))]),
    "rich_text.broadcast": Pair(
        [rich(rich_section({"type": "broadcast", "range": "here"}))],
        [rich(rich_section({"type": "broadcast", "range": "there"}))],
    ),
    "button.style": Pair([actions(button(style="danger"))], [actions(button(style="quiet"))]),
    "confirmation.style": Pair([confirmation(style="danger")], [confirmation(style="quiet")]),
    "select.options_or_groups": Pair(
        [actions(select(options=options(1)))], [actions(select(options=options(1), option_groups=[group()]))]
    ),
    "select.initial_option": Pair(
        [actions(select(options=options(2), initial_option=option(1)))],
        [actions(select(options=options(2), initial_option=option(2)))],
    ),
    "checkboxes.initial_options": Pair(
        [actions({"type": "checkboxes", "options": options(2), "initial_options": options(2)})],
        [actions({"type": "checkboxes", "options": options(2), "initial_options": options(3)})],
    ),
    "radio_buttons.initial_option": Pair(
        [actions({"type": "radio_buttons", "options": options(2), "initial_option": option(1)})],
        [actions({"type": "radio_buttons", "options": options(2), "initial_option": option(2)})],
    ),
    "option.url": Pair(
        [actions({"type": "overflow", "options": [option(url="https://example.com")]})],
        [actions(select(options=[option(url="https://example.com")]))],
    ),
    "datepicker.initial_date": Pair(
        [actions({"type": "datepicker", "initial_date": "2026-11-23"})],
        [actions({"type": "datepicker", "initial_date": "23.11.2026"})],
    ),
    "timepicker.initial_time": Pair(
        [actions({"type": "timepicker", "initial_time": "23:59"})],
        [actions({"type": "timepicker", "initial_time": "24:00"})],
    ),
    "dispatch_action_configuration.trigger": Pair(
        [field(dispatch_action_config={"trigger_actions_on": ["on_character_entered"]})],
        [field(dispatch_action_config={"trigger_actions_on": ["on_blur"]})],
    ),
    "view.type": Pair(modal(section()), {**modal(section()), "type": "dialog"}),
    "view.submit_for_input": Pair(modal(field(), submit=plain("Go")), modal(field())),
    "view.focus_on_load": Pair(
        modal(field(focus_on_load=True), field(), submit=plain("Go")),
        modal(field(focus_on_load=True), field(focus_on_load=True), submit=plain("Go")),
    ),
    "view.home": Pair(
        {"type": "home", "blocks": [section()]}, {"type": "home", "blocks": [section()], "close": plain("x")}
    ),
}
