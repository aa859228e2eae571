"""Private keys in PEM, https://www.rfc-editor.org/rfc/rfc7468, and OpenSSH's and PGP's like it; cut off ones too."""

import re
from collections.abc import Iterator

NEEDLE = "private key"
_MARK = re.compile(r"-{4,5}(BEGIN|END)[A-Z0-9 ]{0,40} ?PRIVATE KEY(?: BLOCK)?(?:-{1,5})?")
_BASE64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
_SHORTEST_LINE = 16
"""Letters in a line of base64 that is not the last, so that the words before a key stay."""


def private_keys(text: str) -> Iterator[tuple[int, int]]:
    """Find private keys, each as where it begins and ends, in order: without an end, to the end of the text."""
    begin, done = None, 0
    for mark in _MARK.finditer(text):
        if mark[1] == "BEGIN":
            begin = mark.start() if begin is None else begin
        else:
            yield (_beginning(text, done, mark.start()) if begin is None else begin), mark.end()
            begin, done = None, mark.end()
    if begin is not None:
        yield begin, len(text)


def _beginning(text: str, done: int, end: int) -> int:
    """Walk back from an end mark over the lines of base64 before it, where the begin mark is cut off."""
    place = end
    while True:
        begin = last = _without_break(text, done, place)
        while begin > done and text[begin - 1] in _BASE64:
            begin -= 1
        if text[begin - 1 : begin] == "\\":  # so that the next letter is a part of a break
            begin += 1
        if last - begin < (1 if place == end else _SHORTEST_LINE):
            return place
        place = begin


def _without_break(text: str, done: int, place: int) -> int:
    """Step back over the break between two lines, which may be a backslash and a letter."""
    while place > done and text[place - 1].isspace():
        place -= 1
    while text[max(done, place - 2) : place] in ("\\n", "\\r"):
        place -= 2
    return place
