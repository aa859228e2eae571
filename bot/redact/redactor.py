"""`Redactor`: puts `[redacted]` in place of secrets, and counts them."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.redact import keyed as by_key
from bot.redact import private_keys as pem
from bot.redact.keyed import keyed
from bot.redact.keys import is_name, secret_key
from bot.redact.own import writings
from bot.redact.private_keys import private_keys
from bot.redact.shapes import SHAPES, Shape
from bot.unseen import only_seen

REDACTED = "[redacted]"

_ESCAPED = {"\\u": re.compile(r"\\u[0-9a-f]{4}")}
"""In a text that is JSON, whatever is looked for may stand there in figures."""
_NEEDLES = (
    by_key.NEEDLES
    | {pem.NEEDLE: None, **_ESCAPED}
    | {needle: what for shape in SHAPES for needle, what in shape.needles.items()}
)
_RARE = "jqxz%@_\\kvwbgyhfmpudlc"
"""Characters, the rarest first."""
_IDS = re.compile(r"(?:[0-7][0-9A-HJKMNP-TV-Z]{25}(?= |\Z)|[0-9a-f-]++| )*+")
"""Ids, one or many: ULIDs, and in hexadecimal digits. No shape fits in them, and they say nothing of each other."""
_DEEPEST = 100
"""How deep a value is looked into; what lies deeper is hidden."""
_NAMES = frozenset({"name", "key", "parametername", "parameterkey", "header", "variable", "field"})
_VALUES = frozenset({"value", "values", "parametervalue", "valuestring", "default"})
"""The two halves of a variable written as `{"name": …, "value": …}`, as those of a workflow are."""


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without its secrets, and how many there were."""

    text: str
    count: int


class Redactor:
    """Hides secrets by their key, by their shape and, of those in `own` that have 6 characters or more, by their text.

    Every value hidden counts once, in time linear in the text.
    """

    def __init__(self, own: Iterable[str] = ()) -> None:
        self._own = [(_rarest(written), written) for written in writings(own)]

    def text(self, text: str) -> Redacted:
        """Redact a text; one that is JSON is redacted as that."""
        return self._text(text, 0) if self._may_hold(text) else Redacted(text, 0)

    def value(self, value: Any) -> tuple[Any, int]:
        """Redact whatever JSON can say: all texts in it, and all that stands under the key of a secret."""
        return self._value(value, 0)

    def changes(self, texts: Iterable[str | None]) -> Mapping[str, Redacted]:
        """Give those of many texts that hold secrets, redacted; texts that hold none cost next to nothing."""
        found = {text: self._text(text, 0) for text in self._suspects([text for text in texts if text])}
        return {text: redacted for text, redacted in found.items() if redacted.count}

    def log_event(self, _logger: object, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
        """Redact the fields of a log event: a processor for structlog, to stand before the one that writes."""
        return {name: self._field(name, field) for name, field in event.items()}

    def _field(self, name: str, field: Any) -> Any:
        match field:
            case str() | dict() | list() | tuple() | int() | float() | None:
                return next(iter(self._value({name: field}, 0)[0].values()))
            case BaseException() if (told := self.value(list(field.args)))[1]:
                return f"{type(field).__name__}({', '.join(map(repr, told[0]))})"
            case _:
                shown = self.text(repr(field))
                return shown.text if shown.count or secret_key(name) else field

    def _suspects(self, texts: Sequence[str]) -> Iterator[str]:
        """Give the texts that may hold a secret: all are searched at once, halves only where something is found."""
        if not texts or not self._may_hold(" ".join(texts)):
            return
        if len(texts) == 1:
            yield texts[0]
            return
        middle = len(texts) // 2
        yield from self._suspects(texts[:middle])
        yield from self._suspects(texts[middle:])

    def _may_hold(self, text: str) -> bool:
        if _IDS.fullmatch(text):
            return self._has_own(text)
        seen = only_seen(text)
        lowered = seen.lower()
        for rarest, needle, what in _BY_RAREST:
            if rarest in lowered and needle in lowered and (what is None or what.search(lowered)):
                return True
        return self._has_own(seen)

    def _has_own(self, text: str) -> bool:
        return any(rarest in text and own in text for rarest, own in self._own)

    def _text(self, text: str, depth: int) -> Redacted:
        seen, count = only_seen(text), 0
        as_json = self._json(seen, depth)
        if as_json is not None:
            return as_json if as_json.count else Redacted(text, 0)
        for _, own in self._own:
            count += seen.count(own)
            seen = seen.replace(own, REDACTED)
        if pem.NEEDLE in seen.lower():
            seen, hidden = _hidden(seen, private_keys(seen))
            count += hidden
        lowered = _lowered(seen)
        seen, hidden = _hidden(seen, keyed(seen, lowered))
        count += hidden
        for shape in SHAPES:
            if any(needle in lowered for needle in shape.needles):
                seen, hidden = _hidden(seen, _shaped(seen, shape))
                count += hidden
        return Redacted(text, 0) if seen == only_seen(text) else Redacted(seen, max(count, 1))

    def _json(self, text: str, depth: int) -> Redacted | None:
        """Redact a text that is a JSON object or list, by its keys; None for one that is not, or says a key twice."""
        if text.lstrip()[:1] not in ("{", "["):
            return None
        try:
            document = json.loads(text, object_pairs_hook=_each_key_once)
        except (ValueError, RecursionError):
            return None
        redacted, count = self._value(document, depth + 1)
        return Redacted(json.dumps(redacted, ensure_ascii=False) if count else text, count)

    def _value(self, value: Any, depth: int, *, secret: bool = False) -> tuple[Any, int]:
        """Redact a value. secret: whether it stands under the key of one."""
        if depth > _DEEPEST:
            return REDACTED, 1
        match value:
            case dict():
                return self._dict(value, depth, secret=secret)
            case list() | tuple():
                parts = [self._value(part, depth + 1, secret=secret) for part in value]
                return [part for part, _ in parts], sum(count for _, count in parts)
            case None | bool() | "":
                return value, 0
            case str() if not secret:
                redacted = self._text(value, depth) if self._may_hold(value) else Redacted(value, 0)
                return redacted.text, redacted.count
            case _ if secret and not (isinstance(value, str) and is_name(value)):
                return REDACTED, 1
            case _:
                return value, 0

    def _dict(self, value: Mapping[Any, Any], depth: int, *, secret: bool) -> tuple[Any, int]:
        named = any(_is_secret_name(key, part) for key, part in value.items())
        redacted: dict[Any, Any] = {}
        count = 0
        for key, part in value.items():
            kind = secret_key(only_seen(key)) if isinstance(key, str) else None
            counted = kind is not None and kind.plural and isinstance(part, int | float)
            hide = secret or (kind is not None and not counted) or (named and str(key).lower() in _VALUES)
            shown = self.text(key) if isinstance(key, str) else Redacted(key, 0)
            redacted[shown.text], hidden = self._value(part, depth + 1, secret=hide)
            count += hidden + shown.count
        return redacted, count


def _rarest(text: str) -> str:
    """Give the rarest character of a text: where that is missing, which is found in no time, the text is too."""
    return min(text, key=(_RARE + text).find)


_BY_RAREST = [(_rarest(needle), needle, what) for needle, what in _NEEDLES.items()]


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object, unless a key is there twice: only the last would be looked at."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError
    return made


def _is_secret_name(key: object, part: object) -> bool:
    return (
        isinstance(key, str)
        and isinstance(part, str)
        and key.lower() in _NAMES
        and secret_key(only_seen(part)) is not None
    )


def _lowered(text: str) -> str:
    """Give a text in lower case, each character in its place: the one letter that becomes two stays as it is."""
    return text.lower() if text.isascii() else text.replace("\u0130", "\u0131").lower()


def _hidden(text: str, spans: Iterable[tuple[int, int]]) -> tuple[str, int]:
    """Put `[redacted]` in place of spans; one that held what is hidden already counts once."""
    kept: list[str] = []
    place = count = 0
    for begin, end in spans:
        already = text.count(REDACTED, begin, end)
        kept += (text[place:begin], REDACTED)
        place = end
        count += 1 - already
    return "".join([*kept, text[place:]]), count


def _shaped(text: str, shape: Shape) -> Iterator[tuple[int, int]]:
    group = "secret" if "secret" in shape.pattern.groupindex else 0
    for found in shape.pattern.finditer(text):
        if shape.is_one is None or shape.is_one(found[group]):
            yield found.span(group)
