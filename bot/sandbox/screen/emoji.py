"""Slack's emoji short codes, as far as a workflow bot's messages use them; the others stay written out."""

_CHARACTERS = {
    "arrow_right": "➡️",
    "arrows_counterclockwise": "🔄",
    "ballot_box_with_check": "☑️",
    "bar_chart": "📊",
    "bell": "🔔",
    "black_circle": "⚫",
    "bug": "🐛",
    "bulb": "💡",
    "clock3": "🕒",
    "double_vertical_bar": "⏸️",
    "exclamation": "❗",
    "eyes": "👀",
    "fast_forward": "⏩",
    "fire": "🔥",
    "gear": "⚙️",
    "grey_question": "❔",
    "hourglass": "⌛",
    "hourglass_flowing_sand": "⏳",
    "information_source": "ℹ️",
    "large_blue_circle": "🔵",
    "large_green_circle": "🟢",
    "large_yellow_circle": "🟡",
    "link": "🔗",
    "lock": "🔒",
    "mag": "🔍",
    "no_entry": "⛔",
    "no_entry_sign": "🚫",
    "page_facing_up": "📄",
    "question": "❓",
    "red_circle": "🔴",
    "robot_face": "🤖",
    "rotating_light": "🚨",
    "smile": "😄",
    "stopwatch": "⏱️",
    "tada": "🎉",
    "thinking_face": "🤔",
    "thumbsup": "👍",
    "+1": "👍",
    "-1": "👎",
    "warning": "⚠️",
    "wave": "👋",
    "white_check_mark": "✅",
    "white_circle": "⚪",
    "x": "❌",
    "zap": "⚡",
}

PATTERN = r":(?P<emoji>[a-z0-9_+-]+):"


def emoji(name: str) -> str:
    """Give the character of a short code without its colons, or `:name:` when it is not known here."""
    return _CHARACTERS.get(name, f":{name}:")


def from_code_points(codes: str) -> str:
    """Read what Slack's rich text says of an emoji, such as `1f6e0-fe0f`; empty when it is not that."""
    try:
        return "".join(chr(int(code, 16)) for code in codes.split("-") if code)
    except (ValueError, OverflowError):
        return ""
