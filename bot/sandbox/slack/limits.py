"""How long, how many and how large: every limit of Block Kit and of messages, with its source.

The one table of limits. Where Slack's pages are silent the row says who saw the limit, and where two readings
are possible it holds the stricter one. Lengths are counted in UTF-16 units, as JavaScript counts them, which
is never less than in characters: Slack does not say which it counts.
"""

from dataclasses import dataclass

KIT = "https://docs.slack.dev/reference/block-kit/"
BLOCKS = KIT + "blocks/"
ELEMENTS = KIT + "block-elements/"
OBJECTS = KIT + "composition-objects/"
METHODS = "https://docs.slack.dev/reference/methods/"
VIEWS = "https://docs.slack.dev/reference/views/modal-views"
SLACKBLOCKS = "slackblocks 3.0.0, spec/limits.json"

UNCHECKED = "slack_sdk's model has no check for it"
UNOPENED = "slack_sdk does not look into the options of a menu it parsed"


@dataclass(frozen=True, slots=True)
class Limit:
    """The bounds of one size, both included.

    most: None where no upper end is published, and what the whole message or view may hold binds.
    unit: `characters`, `items`, or empty for a number that is itself bounded.
    error: Slack's name for the refusal; of a view it is `invalid_arguments` where this says `invalid_blocks`.
    alone: why slack_sdk's models take what this refuses, empty where they refuse it too.
    """

    most: int | None
    source: str
    least: int = 1
    unit: str = "characters"
    error: str = "invalid_blocks"
    alone: str = ""


def _items(most: int | None, source: str, *, least: int = 1, alone: str = "") -> Limit:
    return Limit(most, source, least, "items", alone=alone)


LIMITS: dict[str, Limit] = {
    # whole messages
    "message.blocks": _items(50, KIT + "blocks", least=0, alone="slack_sdk judges single blocks"),
    "message.size": Limit(
        13_200,
        "slackapi/bolt-js#2509: about 13,200 characters of serialised blocks; #2867 saw it with "
        "chat.postMessage but not with a response_url, here it holds for both",
        unit="characters of serialised blocks",
        error="msg_blocks_too_long",
        alone="slack_sdk judges single blocks",
    ),
    "chat.postMessage.text": Limit(
        40_000,
        METHODS + "chat.postMessage#truncating: longer text is cut; here it is refused, so that none is lost",
        least=0,
        error="msg_too_long",
        alone="slack_sdk leaves the text of a message alone",
    ),
    "chat.update.text": Limit(
        4_000,
        METHODS + "chat.update#errors",
        least=0,
        error="msg_too_long",
        alone="slack_sdk leaves the text of a message alone",
    ),
    "chat.postEphemeral.text": Limit(
        4_000,
        METHODS + "chat.postEphemeral: no larger than 4,000 bytes",
        least=0,
        unit="bytes",
        error="msg_too_long",
        alone="slack_sdk leaves the text of a message alone",
    ),
    "message.attachments": Limit(
        100,
        METHODS + "chat.postEphemeral#errors",
        least=0,
        unit="items",
        error="too_many_attachments",
        alone="slack_sdk judges single blocks",
    ),
    "message.markdown": Limit(
        12_000,
        BLOCKS + "markdown-block: cumulative over all markdown blocks of a message",
        least=0,
        alone="slack_sdk judges single blocks",
    ),
    # whole views
    "view.blocks": _items(100, VIEWS),
    "view.size": Limit(250_000, METHODS + "views.open", unit="bytes", error="view_too_large", alone=UNCHECKED),
    "view.title": Limit(24, VIEWS),
    "view.submit": Limit(24, VIEWS),
    "view.close": Limit(24, VIEWS),
    "view.private_metadata": Limit(3_000, VIEWS, least=0),
    "view.callback_id": Limit(255, VIEWS, least=0),
    "view.external_id": Limit(255, VIEWS, least=0, alone=UNCHECKED),
    # blocks
    "block_id": Limit(255, KIT + "blocks"),
    "section.text": Limit(3_000, BLOCKS + "section-block"),
    "section.fields": _items(10, BLOCKS + "section-block"),
    "section.fields.item": Limit(2_000, BLOCKS + "section-block", alone=UNCHECKED),
    "header.text": Limit(150, BLOCKS + "header-block"),
    "header.level": Limit(4, "slack-morphism 2.30, SlackHeaderBlock: 1 to 4", unit="", alone=UNCHECKED),
    "context.elements": _items(10, BLOCKS + "context-block"),
    "context.text": Limit(3_000, OBJECTS + "text-object", alone=UNCHECKED),
    "actions.elements": _items(25, BLOCKS + "actions-block"),
    "context_actions.elements": _items(5, BLOCKS + "context-actions-block"),
    "input.label": Limit(2_000, BLOCKS + "input-block"),
    "input.hint": Limit(2_000, BLOCKS + "input-block"),
    "image.image_url": Limit(3_000, BLOCKS + "image-block"),
    "image.alt_text": Limit(2_000, BLOCKS + "image-block"),
    "image.title": Limit(2_000, BLOCKS + "image-block"),
    "rich_text.elements": _items(None, BLOCKS + "rich-text-block: no upper end is given", alone=UNCHECKED),
    "rich_text.text": Limit(None, BLOCKS + "rich-text-block: no upper end is given", alone=UNCHECKED),
    "rich_text_list.indent": Limit(8, SLACKBLOCKS, least=0, unit="", alone=UNCHECKED),
    "rich_text_list.offset": Limit(None, SLACKBLOCKS + " gives no upper end", least=0, unit="", alone=UNCHECKED),
    "rich_text_list.border": Limit(1, SLACKBLOCKS, least=0, unit="", alone=UNCHECKED),
    # elements
    "action_id": Limit(255, ELEMENTS + "button-element"),
    "button.text": Limit(75, ELEMENTS + "button-element"),
    "button.value": Limit(2_000, ELEMENTS + "button-element"),
    "button.url": Limit(3_000, ELEMENTS + "button-element"),
    "button.accessibility_label": Limit(75, ELEMENTS + "button-element"),
    "feedback_button.text": Limit(75, ELEMENTS + "feedback-buttons-element"),
    "feedback_button.value": Limit(2_000, ELEMENTS + "feedback-buttons-element"),
    "feedback_button.accessibility_label": Limit(75, ELEMENTS + "feedback-buttons-element", alone=UNCHECKED),
    "icon_button.value": Limit(2_000, ELEMENTS + "icon-button-element", alone=UNCHECKED),
    "icon_button.accessibility_label": Limit(75, ELEMENTS + "icon-button-element", alone=UNCHECKED),
    "icon_button.visible_to_user_ids": _items(10, ELEMENTS + "icon-button-element", alone=UNCHECKED),
    "image_element.image_url": Limit(3_000, ELEMENTS + "image-element"),
    "image_element.alt_text": Limit(2_000, ELEMENTS + "image-element"),
    "select.placeholder": Limit(150, ELEMENTS + "select-menu-element"),
    "select.options": _items(100, ELEMENTS + "select-menu-element"),
    "select.option_groups": _items(100, ELEMENTS + "select-menu-element"),
    "overflow.options": _items(5, ELEMENTS + "overflow-menu-element"),
    "checkboxes.options": _items(10, ELEMENTS + "checkboxes-element", alone=UNCHECKED),
    "radio_buttons.options": _items(10, ELEMENTS + "radio-button-group-element", alone=UNCHECKED),
    "plain_text_input.min_length": Limit(
        3_000, ELEMENTS + "plain-text-input-element", least=0, unit="", alone=UNCHECKED
    ),
    "plain_text_input.max_length": Limit(3_000, ELEMENTS + "plain-text-input-element", unit="", alone=UNCHECKED),
    "plain_text_input.placeholder": Limit(150, ELEMENTS + "plain-text-input-element"),
    "date_picker.placeholder": Limit(150, ELEMENTS + "date-picker-element"),
    "time_picker.placeholder": Limit(150, ELEMENTS + "time-picker-element"),
    "datetimepicker.initial_date_time": Limit(
        9_999_999_999, ELEMENTS + "datetime-picker-element: ten digits", least=1_000_000_000, unit=""
    ),
    # composition objects
    "option.text": Limit(75, OBJECTS + "option-object", alone=UNOPENED),
    "option.value": Limit(150, OBJECTS + "option-object", alone=UNOPENED),
    "option.description": Limit(75, OBJECTS + "option-object", alone=UNCHECKED),
    "option.url": Limit(3_000, OBJECTS + "option-object", alone=UNCHECKED),
    "option_group.label": Limit(75, OBJECTS + "option-group-object", alone=UNOPENED),
    "option_group.options": _items(100, OBJECTS + "option-group-object", alone=UNOPENED),
    "confirmation.title": Limit(100, OBJECTS + "confirmation-dialog-object"),
    "confirmation.text": Limit(300, OBJECTS + "confirmation-dialog-object"),
    "confirmation.confirm": Limit(30, OBJECTS + "confirmation-dialog-object"),
    "confirmation.deny": Limit(30, OBJECTS + "confirmation-dialog-object"),
    "dispatch_action_configuration.trigger_actions_on": _items(
        2, OBJECTS + "dispatch-action-configuration-object", alone=UNCHECKED
    ),
}
