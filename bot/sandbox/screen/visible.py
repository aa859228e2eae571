"""Makes foreign text harmless for a terminal: what would act on it is drawn instead."""

import unicodedata

_CONTROL_PICTURES = 0x2400
_DELETE = 0x7F
_DELETE_PICTURE = "\u2421"
_JOINERS = "\u200c\u200d\u2060"
"""Scripts and emoji need them, and they act on nothing but the letters beside them."""


def visible(text: str) -> str:
    """Draw control characters, bidirectional overrides, invisible characters and lone surrogates as signs.

    Line feeds and tabs stay, and CR LF is a line feed. ESC becomes ␛, U+202E becomes ⟨U+202E⟩.
    """
    text = text.replace("\r\n", "\n")
    return text if text.isprintable() else "".join(map(_sign, text))


def one_line(text: str) -> str:
    """Draw as `visible` does, with line breaks and tabs as spaces, for labels."""
    return " ".join(visible(text).split())


def _sign(character: str) -> str:
    code = ord(character)
    if character in "\n\t" or character in _JOINERS:
        return character
    if code < ord(" "):
        return chr(_CONTROL_PICTURES + code)
    if code == _DELETE:
        return _DELETE_PICTURE
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
        return f"⟨U+{code:04X}⟩"
    return character
