"""The bot's own secrets, by their very text, however it is usually written."""

import html
import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote, quote_plus, unquote, urlsplit

SHORTEST = 6
"""Characters; a shorter secret would be found in many a word."""


def writings(own: Iterable[str]) -> Sequence[str]:
    """Give every way in which these secrets may be written, the longest first."""
    secrets = {part for secret in own for part in _parts(secret) if len(part) >= SHORTEST}
    return sorted({written for secret in secrets for written in _written(secret)}, key=len, reverse=True)


def _parts(secret: str) -> Iterator[str]:
    """Give a secret and, where it is a URL, the password in it."""
    yield secret
    if "://" in secret and (password := urlsplit(secret).password):
        yield from (password, unquote(password))


def _written(secret: str) -> Iterator[str]:
    yield secret
    yield html.escape(secret)
    yield from (json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1])
    for percent in (quote(secret, safe=""), quote_plus(secret)):
        yield percent
        yield _lower_hex(percent)
    yield from _in_base64(secret.encode("utf-8", "surrogatepass"))


def _lower_hex(percent: str) -> str:
    first, *rest = percent.split("%")
    return "%".join([first, *(part[:2].lower() + part[2:] for part in rest)])


def _in_base64(secret: bytes) -> Iterator[str]:
    """Give the letters that a secret makes in base64 whatever stands before and behind it."""
    for before in range(3):
        begin = -(-before * 8 // 6)
        whole_bits = (before + len(secret)) * 8
        for encode in (b64encode, urlsafe_b64encode):
            letters = encode(b"\0" * before + secret).decode()[begin : whole_bits // 6]
            if len(letters) >= SHORTEST:
                yield letters
