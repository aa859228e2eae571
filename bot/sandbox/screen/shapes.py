"""Reads JSON that may not have the shape it should: what does not fit reads as empty."""

from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]


def mapping(value: object) -> Json:
    """Give the object, or an empty one."""
    return value if isinstance(value, Mapping) else {}


def mappings(value: object) -> list[Json]:
    """Give the objects of an array."""
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list | tuple) else []


def string(value: object) -> str:
    """Give the string, or an empty one."""
    return value if isinstance(value, str) else ""


def whole(value: object) -> int:
    """Give the whole number, or zero."""
    return value if isinstance(value, int) else 0
