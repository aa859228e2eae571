"""Judges block elements: buttons, menus, choices, pickers, inputs, images.

Source: https://docs.slack.dev/reference/block-kit/block-elements
"""

import re
from collections.abc import Iterator
from datetime import date

from bot.sandbox.slack.grammar import (
    Broken,
    Check,
    Place,
    boolean,
    integer,
    list_of,
    object_with,
    of_type,
    one_of,
    string,
    width,
)
from bot.sandbox.slack.rules_objects import (
    CONFIRMATION,
    DISPATCH_ACTION_CONFIGURATION,
    LINKED_OPTION,
    MARKED_OPTION,
    OPTION,
    OPTION_GROUP,
    plain,
)


def _pattern(rule: str, pattern: str) -> Check:
    def check(place: Place) -> None:
        of_type(str, place)
        if not re.fullmatch(pattern, place.value):
            raise Broken(rule, "invalid format", place)

    return check


def _real_date(place: Place) -> None:
    try:
        date.fromisoformat(place.value.get("initial_date", "2000-01-01"))
    except ValueError as error:
        raise Broken("datepicker.real_date", "no day of the calendar", place) from error


def _lengths(place: Place) -> None:
    least, most = place.value.get("min_length", 0), place.value.get("max_length", 3_000)
    if least > most:
        raise Broken("plain_text_input.lengths", "min_length must not be more than max_length", place)
    if width(place.value.get("initial_value", "")) > most:
        raise Broken("plain_text_input.initial_value", "must not be longer than max_length", place)


def _options_or_groups(place: Place) -> None:
    if ("options" in place.value) == ("option_groups" in place.value):
        raise Broken("select.options_or_groups", "options or option_groups, not both", place)


def _initial_among(rule: str) -> Check:
    def check(place: Place) -> None:
        offered = list(_offered(place))
        chosen = place.value.get("initial_options") or [place.value.get("initial_option")]
        if any(option is not None and option not in offered for option in chosen):
            raise Broken(rule, "must be among the options", place)

    return check


def _offered(place: Place) -> Iterator[object]:
    yield from place.value.get("options", ())
    for group in place.value.get("option_groups", ()):
        yield from group["options"]


INTERACTIVE: dict[str, Check] = {"action_id": string("action_id")}
CONFIRMED: dict[str, Check] = INTERACTIVE | {"confirm": CONFIRMATION}
FOCUSED: dict[str, Check] = CONFIRMED | {"focus_on_load": boolean}

BUTTON = object_with(
    {"text": plain("button.text")},
    CONFIRMED
    | {
        "value": string("button.value"),
        "url": string("button.url"),
        "style": one_of("button.style", {"primary", "danger"}),
        "accessibility_label": string("button.accessibility_label"),
    },
)
OVERFLOW = object_with({"options": list_of(LINKED_OPTION, "overflow.options")}, CONFIRMED)
STATIC_SELECT = object_with(
    {},
    FOCUSED
    | {
        "placeholder": plain("select.placeholder"),
        "options": list_of(OPTION, "select.options"),
        "option_groups": list_of(OPTION_GROUP, "select.option_groups"),
        "initial_option": OPTION,
    },
    _options_or_groups,
    _initial_among("select.initial_option"),
)
CHECKBOXES = object_with(
    {"options": list_of(MARKED_OPTION, "checkboxes.options")},
    FOCUSED | {"initial_options": list_of(MARKED_OPTION)},
    _initial_among("checkboxes.initial_options"),
)
RADIO_BUTTONS = object_with(
    {"options": list_of(MARKED_OPTION, "radio_buttons.options")},
    FOCUSED | {"initial_option": MARKED_OPTION},
    _initial_among("radio_buttons.initial_option"),
)
DATEPICKER = object_with(
    {},
    FOCUSED
    | {
        "placeholder": plain("date_picker.placeholder"),
        "initial_date": _pattern("datepicker.initial_date", r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"),
    },
    _real_date,
)
TIMEPICKER = object_with(
    {},
    FOCUSED
    | {
        "placeholder": plain("time_picker.placeholder"),
        "initial_time": _pattern("timepicker.initial_time", r"([01]\d|2[0-3]):[0-5]\d"),
        "timezone": string(),
    },
)
DATETIMEPICKER = object_with({}, FOCUSED | {"initial_date_time": integer("datetimepicker.initial_date_time")})
PLAIN_TEXT_INPUT = object_with(
    {},
    INTERACTIVE
    | {
        "initial_value": string(),
        "multiline": boolean,
        "min_length": integer("plain_text_input.min_length"),
        "max_length": integer("plain_text_input.max_length"),
        "dispatch_action_config": DISPATCH_ACTION_CONFIGURATION,
        "focus_on_load": boolean,
        "placeholder": plain("plain_text_input.placeholder"),
    },
    _lengths,
)
FEEDBACK_BUTTON = object_with(
    {"text": plain("feedback_button.text"), "value": string("feedback_button.value")},
    {"accessibility_label": string("feedback_button.accessibility_label")},
)
FEEDBACK_BUTTONS = object_with(
    {"positive_button": FEEDBACK_BUTTON, "negative_button": FEEDBACK_BUTTON}, {"action_id": string("action_id")}
)
ICON_BUTTON = object_with(
    {"icon": string(), "text": plain("button.text")},
    CONFIRMED
    | {
        "value": string("icon_button.value"),
        "accessibility_label": string("icon_button.accessibility_label"),
        "visible_to_user_ids": list_of(string(), "icon_button.visible_to_user_ids"),
    },
)


def _one_source(place: Place) -> None:
    if ("image_url" in place.value) == ("slack_file" in place.value):
        raise Broken("image.source", "image_url or slack_file, not both", place)


def image(limits: str, **more: Check) -> Check:
    """Give a check for an image, an element or a block, whose limits bear this name."""
    return object_with(
        {"alt_text": string(f"{limits}.alt_text")},
        {
            "image_url": string(f"{limits}.image_url"),
            "slack_file": object_with({}, {"id": string(), "url": string()}),
            **more,
        },
        _one_source,
    )


IMAGE = image("image_element")

IN_ACTIONS = {
    "button": BUTTON,
    "checkboxes": CHECKBOXES,
    "datepicker": DATEPICKER,
    "datetimepicker": DATETIMEPICKER,
    "overflow": OVERFLOW,
    "radio_buttons": RADIO_BUTTONS,
    "static_select": STATIC_SELECT,
    "timepicker": TIMEPICKER,
}
IN_CONTEXT_ACTIONS = {"feedback_buttons": FEEDBACK_BUTTONS, "icon_button": ICON_BUTTON}
"""What can be said of a message as a whole; nobody can press it in this sandbox."""
IN_SECTION = {name: IN_ACTIONS[name] for name in IN_ACTIONS if name != "datetimepicker"} | {"image": IMAGE}
IN_INPUT = {name: IN_ACTIONS[name] for name in IN_ACTIONS if name not in {"button", "overflow"}} | {
    "plain_text_input": PLAIN_TEXT_INPUT
}
