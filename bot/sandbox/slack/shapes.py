"""What goes where: the rules of Block Kit that are not a matter of size, each with its source."""

from dataclasses import dataclass

from bot.sandbox.slack.limits import BLOCKS, ELEMENTS, KIT, METHODS, OBJECTS, UNCHECKED, VIEWS


@dataclass(frozen=True, slots=True)
class Shape:
    """A rule that a payload keeps or breaks; the fields mean what they mean for a `Limit`."""

    source: str
    error: str = "invalid_blocks"
    alone: str = ""


LIVE = "Slack answers `invalid additional property`; its pages list the fields of every object"
SKIPS = "slack_sdk skips what it does not know, and only logs it"

SHAPES: dict[str, Shape] = {
    # any object
    "fields.known": Shape(LIVE, alone=SKIPS),
    "fields.required": Shape(KIT + "blocks"),
    "value.type": Shape(KIT + "blocks", alone=UNCHECKED),
    # whole messages
    "message.content": Shape(METHODS + "chat.postMessage#errors", "no_text", alone="slack_sdk judges single blocks"),
    "message.blocks.format": Shape(
        METHODS + "chat.postMessage#errors", "invalid_blocks_format", alone="slack_sdk judges single blocks"
    ),
    "message.thread_ts": Shape(
        METHODS + "chat.postMessage#arg_thread_ts: another message's ts; the error's name is widely reported",
        "invalid_thread_ts",
        alone="slack_sdk judges single blocks",
    ),
    # ids
    "block_id.unique": Shape(KIT + "blocks", alone="slack_sdk judges single blocks"),
    "action_id.unique": Shape(ELEMENTS + "button-element: unique within its block", alone=UNCHECKED),
    # types
    "blocks.type": Shape(KIT + "blocks; beyond these, see UNKNOWN_HERE", alone=SKIPS),
    "blocks.surface": Shape(
        KIT + "blocks: markdown and context_actions in messages only", alone="slack_sdk judges single blocks"
    ),
    "context_actions.element": Shape(BLOCKS + "context-actions-block", alone=SKIPS),
    "text.type": Shape(OBJECTS + "text-object: headers, labels and the like take plain_text only", alone=UNCHECKED),
    "text.emoji": Shape(OBJECTS + "text-object: emoji goes with plain_text, verbatim with mrkdwn"),
    "section.text_or_fields": Shape(BLOCKS + "section-block"),
    "section.accessory": Shape(BLOCKS + "section-block", alone=UNCHECKED),
    "context.element": Shape(BLOCKS + "context-block", alone=SKIPS),
    "actions.element": Shape(BLOCKS + "actions-block", alone=UNCHECKED),
    "input.element": Shape(BLOCKS + "input-block"),
    "image.source": Shape(BLOCKS + "image-block: image_url or slack_file, not both", alone=UNCHECKED),
    # rich text
    "rich_text.element": Shape(BLOCKS + "rich-text-block", alone=SKIPS),
    "rich_text_section.element": Shape(BLOCKS + "rich-text-block#element-types", alone=SKIPS),
    "rich_text_preformatted.element": Shape(
        BLOCKS + "rich-text-block; @slack/types, RichTextPreformatted: text and link", alone=UNCHECKED
    ),
    "rich_text_list.element": Shape(BLOCKS + "rich-text-block: sections only", alone=UNCHECKED),
    "rich_text_list.style": Shape(BLOCKS + "rich-text-block: bullet or ordered", alone=UNCHECKED),
    "rich_text.broadcast": Shape(BLOCKS + "rich-text-block: here, channel or everyone", alone=UNCHECKED),
    # elements
    "button.style": Shape(ELEMENTS + "button-element"),
    "confirmation.style": Shape(OBJECTS + "confirmation-dialog-object"),
    "select.options_or_groups": Shape(ELEMENTS + "select-menu-element"),
    "select.initial_option": Shape(ELEMENTS + "select-menu-element: one of the options", alone=UNCHECKED),
    "checkboxes.initial_options": Shape(ELEMENTS + "checkboxes-element: some of the options", alone=UNCHECKED),
    "radio_buttons.initial_option": Shape(ELEMENTS + "radio-button-group-element: one of the options", alone=UNCHECKED),
    "option.url": Shape(OBJECTS + "option-object: in overflow menus only", alone=UNCHECKED),
    "datepicker.initial_date": Shape(ELEMENTS + "date-picker-element: YYYY-MM-DD"),
    "datepicker.real_date": Shape(ELEMENTS + "date-picker-element: a day of the calendar", alone=UNCHECKED),
    "plain_text_input.lengths": Shape(
        ELEMENTS + "plain-text-input-element: min_length up to max_length", alone=UNCHECKED
    ),
    "plain_text_input.initial_value": Shape(
        ELEMENTS + "plain-text-input-element: max_length bounds what is typed, and so what it begins with",
        alone=UNCHECKED,
    ),
    "timepicker.initial_time": Shape(ELEMENTS + "time-picker-element: HH:mm"),
    "dispatch_action_configuration.trigger": Shape(OBJECTS + "dispatch-action-configuration-object", alone=UNCHECKED),
    # views
    "view.type": Shape(VIEWS),
    "view.submit_for_input": Shape(VIEWS + ": submit is required where there is an input block", alone=UNCHECKED),
    "view.focus_on_load": Shape(ELEMENTS + "plain-text-input-element: one element at most", alone=UNCHECKED),
    "view.home": Shape("https://docs.slack.dev/surfaces/app-home: no title, submit or close"),
}

_ASKS_SLACK = "what it offers or takes is known to Slack alone, and no limit of its own is published"
_NOT_CLASSIC = "no limit that could be held to is published for it, and not every client or surface shows it"

UNKNOWN_HERE: dict[str, str] = {
    **dict.fromkeys(
        (
            "alert", "auth_provider", "call", "card", "carousel", "container", "data_table", "data_visualization",
            "file", "plan", "table", "task_card", "video",
        ),
        _NOT_CLASSIC,
    ),
    **dict.fromkeys(
        (
            "channels_select", "conversations_select", "external_select", "users_select", "multi_channels_select",
            "multi_conversations_select", "multi_external_select", "multi_static_select", "multi_users_select",
            "file_input", "workflow_button",
        ),
        _ASKS_SLACK,
    ),
    **dict.fromkeys(("email_text_input", "number_input", "rich_text_input", "url_text_input"), _NOT_CLASSIC),
    "visible_to_user_ids of a button": _NOT_CLASSIC,
}  # fmt: skip
"""What Slack takes and this sandbox refuses as unsupported, with why: whoever needs one adds it with its rules."""
