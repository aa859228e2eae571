"""The words of Block Kit's grammar: strings, lists, objects, and objects told apart by their type."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.limits import LIMITS


@dataclass(frozen=True, slots=True)
class Place:
    """A value of a payload and the JSON pointer to it."""

    value: Any
    pointer: str

    def __truediv__(self, name: str | int) -> "Place":
        """Give what stands under a field's name or an item's number."""
        return Place(self.value[name], f"{self.pointer}/{name}")

    def items(self) -> Iterator["Place"]:
        """Give the items of a list."""
        return (self / number for number in range(len(self.value)))


class Broken(Exception):
    """A payload that breaks a rule: the rule's name, and in Slack's words what is wrong and where."""

    def __init__(self, rule: str, reason: str, place: Place) -> None:
        super().__init__(f"{reason} [json-pointer:{place.pointer}]")
        self.rule = rule


Check = Callable[[Place], None]


def width(text: str) -> int:
    """Count a text's UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def weight(text: str) -> int:
    """Count a text's UTF-8 bytes."""
    return len(text.encode("utf-8", "surrogatepass"))


def within(name: str, size: int, place: Place) -> None:
    """Hold a size to the limit of this name. Raises Broken."""
    limit = LIMITS[name]
    if limit.most is not None and size > limit.most:
        raise Broken(name, f"must be less than {limit.most + 1} {limit.unit}".strip(), place)
    if size < limit.least:
        raise Broken(name, f"must be more than {limit.least - 1} {limit.unit}".strip(), place)


def of_type(expected: type, place: Place) -> None:
    """Hold a value to a JSON type; true and false are no integers. Raises Broken."""
    if not isinstance(place.value, expected) or (expected is int and isinstance(place.value, bool)):
        raise Broken("value.type", f"must be {expected.__name__}", place)


def boolean(place: Place) -> None:
    """Check that it is true or false."""
    of_type(bool, place)


def string(limit: str = "") -> Check:
    """Give a check for strings, of a length within a limit where there is one."""

    def check(place: Place) -> None:
        of_type(str, place)
        if limit:
            within(limit, width(place.value), place)

    return check


def integer(limit: str = "") -> Check:
    """Give a check for integers, within a limit where there is one."""

    def check(place: Place) -> None:
        of_type(int, place)
        if limit:
            within(limit, place.value, place)

    return check


def one_of(rule: str, allowed: Collection[str]) -> Check:
    """Give a check for strings out of a set; `rule` is the one broken by any other."""

    def check(place: Place) -> None:
        of_type(str, place)
        if place.value not in allowed:
            raise Broken(rule, f"must be one of {', '.join(sorted(allowed))}", place)

    return check


def list_of(item: Check, limit: str = "") -> Check:
    """Give a check for lists, of a number of items within a limit where there is one."""

    def check(place: Place) -> None:
        of_type(list, place)
        if limit:
            within(limit, len(place.value), place)
        for each in place.items():
            item(each)

    return check


def object_with(
    required: Mapping[str, Check] | None = None, optional: Mapping[str, Check] | None = None, *also: Check
) -> Check:
    """Give a check for objects with these fields, and a `type` that was judged before, and no others."""
    needed, allowed = required or {}, {"type": string(), **(required or {}), **(optional or {})}

    def check(place: Place) -> None:
        of_type(dict, place)
        for name in place.value:
            if name not in allowed:
                raise Broken("fields.known", f"invalid additional property: {name}", place)
            allowed[name](place / name)
        for name in needed:
            if name not in place.value:
                raise Broken("fields.required", f"missing required field: {name}", place)
        for extra in also:
            extra(place)

    return check


def by_type(rule: str, checks: Mapping[str, Check]) -> Check:
    """Give a check for objects that chooses by their `type`; `rule` is the one broken by any other type."""

    def check(place: Place) -> None:
        of_type(dict, place)
        kind = place.value.get("type")
        if not isinstance(kind, str) or kind not in checks:
            raise Broken(rule, f"unsupported type: {kind}", place)
        checks[kind](place)

    return check
