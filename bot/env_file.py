"""The file `.env`: which of its lines nobody can read. A setting in one of them would be left out in silence."""

from collections.abc import Iterator
from pathlib import Path

from dotenv.parser import parse_stream


def unreadable_lines(file: Path) -> Iterator[str]:
    """Name each line that sets nothing and is no comment, without what it says. Raises OSError, UnicodeDecodeError."""
    if not file.exists():
        return
    with file.open(encoding="utf-8") as stream:
        for binding in parse_stream(stream):
            if binding.error or (binding.key is not None and binding.value is None):
                text = binding.original.string
                blank = text[: len(text) - len(text.lstrip())].count("\n")  # it begins with the blank lines above
                yield f"{file} line {binding.original.line + blank} cannot be read: it should be NAME=value"
