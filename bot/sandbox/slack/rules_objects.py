"""Judges composition objects: text, options, option groups, confirmation dialogs.

Source: https://docs.slack.dev/reference/block-kit/composition-objects
"""

from bot.sandbox.slack.grammar import (
    Broken,
    Check,
    Place,
    boolean,
    by_type,
    list_of,
    object_with,
    one_of,
    string,
)

TRIGGERS = {"on_enter_pressed", "on_character_entered"}


def plain(limit: str) -> Check:
    """Give a check for text that must be plain, within a limit."""
    return by_type("text.type", {"plain_text": _text("emoji", limit)})


def any_text(limit: str) -> Check:
    """Give a check for text that may be mrkdwn, within a limit."""
    return by_type("text.type", {"plain_text": _text("emoji", limit), "mrkdwn": _text("verbatim", limit)})


def _text(flag: str, limit: str) -> Check:
    known = object_with({"text": string(limit)}, {flag: boolean})
    other = "verbatim" if flag == "emoji" else "emoji"

    def check(place: Place) -> None:
        if other in place.value:
            raise Broken("text.emoji", f"invalid additional property: {other}", place)
        known(place)

    return check


def _no_url(place: Place) -> None:
    raise Broken("option.url", "invalid additional property: url", place)


OPTION = object_with(
    {"text": plain("option.text"), "value": string("option.value")},
    {"description": plain("option.description"), "url": _no_url},
)
MARKED_OPTION = object_with(
    {"text": any_text("option.text"), "value": string("option.value")},
    {"description": any_text("option.description"), "url": _no_url},
)
LINKED_OPTION = object_with(
    {"text": plain("option.text"), "value": string("option.value")},
    {"description": plain("option.description"), "url": string("option.url")},
)
OPTION_GROUP = object_with({"label": plain("option_group.label"), "options": list_of(OPTION, "option_group.options")})
CONFIRMATION = object_with(
    {
        "title": plain("confirmation.title"),
        "text": any_text("confirmation.text"),
        "confirm": plain("confirmation.confirm"),
        "deny": plain("confirmation.deny"),
    },
    {"style": one_of("confirmation.style", {"primary", "danger"})},
)
DISPATCH_ACTION_CONFIGURATION = object_with(
    {
        "trigger_actions_on": list_of(
            one_of("dispatch_action_configuration.trigger", TRIGGERS),
            "dispatch_action_configuration.trigger_actions_on",
        )
    }
)
