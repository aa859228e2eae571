"""Judges rich text: sections, lists, quotes, preformatted text, and what they hold.

Source: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

from bot.sandbox.slack.grammar import Check, boolean, by_type, integer, list_of, object_with, one_of, string

_STYLE = {
    "style": object_with(
        {},
        dict.fromkeys(
            ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"),
            boolean,
        ),
    )
}
_TEXT = object_with({"text": string("rich_text.text")}, _STYLE)
_LINK = object_with({"url": string("rich_text.text")}, {"text": string(), "unsafe": boolean, **_STYLE})

_INLINE: dict[str, Check] = {
    "text": _TEXT,
    "link": _LINK,
    "user": object_with({"user_id": string()}, _STYLE),
    "usergroup": object_with({"usergroup_id": string()}, _STYLE),
    "channel": object_with({"channel_id": string()}, _STYLE),
    "team": object_with({"team_id": string()}, _STYLE),
    "emoji": object_with({"name": string()}, {"unicode": string(), "skin_tone": integer(), **_STYLE}),
    "date": object_with(
        {"timestamp": integer(), "format": string("rich_text.text")},
        {"url": string(), "fallback": string(), **_STYLE},
    ),
    "broadcast": object_with({"range": one_of("rich_text.broadcast", {"here", "channel", "everyone"})}, _STYLE),
    "color": object_with({"value": string()}, _STYLE),
}

_ELEMENTS = "rich_text.elements"
_BORDER = {"border": integer("rich_text_list.border")}
_RUN = list_of(by_type("rich_text_section.element", _INLINE), _ELEMENTS)
_SECTION = object_with({"elements": _RUN})

_PARTS: dict[str, Check] = {
    "rich_text_section": _SECTION,
    "rich_text_quote": object_with({"elements": _RUN}, _BORDER),
    "rich_text_preformatted": object_with(
        {"elements": list_of(by_type("rich_text_preformatted.element", {"text": _TEXT, "link": _LINK}), _ELEMENTS)},
        _BORDER,
    ),
    "rich_text_list": object_with(
        {
            "style": one_of("rich_text_list.style", {"bullet", "ordered"}),
            "elements": list_of(by_type("rich_text_list.element", {"rich_text_section": _SECTION}), _ELEMENTS),
        },
        {"indent": integer("rich_text_list.indent"), "offset": integer("rich_text_list.offset"), **_BORDER},
    ),
}

RICH_TEXT_ELEMENTS = list_of(by_type("rich_text.element", _PARTS), _ELEMENTS)
