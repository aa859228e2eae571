"""Characters that are not seen but act: what they hide must be found, and what they do must not be done.

They are Unicode's Default_Ignorable_Code_Point, with the controls, the separators of lines and paragraphs, the
annotations and the noncharacters. https://www.unicode.org/Public/UCD/latest/ucd/DerivedCoreProperties.txt
"""

import re

_ALWAYS = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but tab and newline
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, joiners, fillers, Mongolian selectors
    "\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"  # zero-width ones, and those that turn the text
    "\u3164\ufdd0-\ufdef\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"  # fillers, selectors, annotations
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"  # shorthand, music, tags, more selectors
)
_SHAPING = "\u200c\u200d\ufe0e\ufe0f"
"""Joiners and emoji selectors: seen in what they make of their neighbours, where those are of a kind to be shaped."""

_OF_A_TERMINAL = r"\x1b\[[0-?]{0,30}[ -/]{0,5}[@-~]"
"""A whole control sequence, such as a colour: its end is printable, and means nothing here. ECMA-48 section 5.4"""

_SUSPECT = re.compile(f"[{_ALWAYS}{_SHAPING}]")
_UNSEEN = re.compile(f"{_OF_A_TERMINAL}|[{_ALWAYS}]")
_ANY = re.compile(f"{_OF_A_TERMINAL}|[{_ALWAYS}{_SHAPING}]")
_IDLE = re.compile(
    "(?<![^\x00-\x7f])[\u200c\u200d]+"  # joins nothing: behind ASCII or at the beginning
    "|[\u200c\u200d]+(?![^\x00-\x7f\u200c\u200d\ufe0e\ufe0f])"  # before those or at the end, and all but one of several
    "|(?<![^\x00-\x22\x24-\x29\x2b-\x2f\x3a-\x7f\u200c\u200d\ufe0e\ufe0f])[\ufe0e\ufe0f]"  # selects nothing
    "|(?<=[#*0-9])[\ufe0e\ufe0f](?!\u20e3)"  # and no keycap
)


def without_unseen(text: str) -> str:
    """Take out what is not seen but acts, and keep the joiners and selectors that shape a character."""
    return _IDLE.sub("", _UNSEEN.sub("", text)) if _SUSPECT.search(text) else text


def only_seen(text: str) -> str:
    """Take out everything that may not be seen, joiners and selectors too: to look for words, not to show."""
    return text if text.isascii() and text.isprintable() else _ANY.sub("", text)
