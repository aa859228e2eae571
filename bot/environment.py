"""The environment, and the file `.env` in the directory that the bot is started in."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import parse_stream

ENV_FILE = Path(".env")


def in_environment() -> Mapping[str, str]:
    """Give what is set in the environment. Here and below, names are in capitals, and what is empty is not set."""
    return _set(os.environ)


def in_env_file() -> Mapping[str, str]:
    """Give what is set in the file, if there is one. Raises OSError, UnicodeDecodeError."""
    return _set(dotenv_values(ENV_FILE, encoding="utf-8"))


def unreadable_lines() -> Iterator[str]:
    """Name each line of the file that sets nothing and is no comment, without what it says: it would be left out.

    Raises OSError, UnicodeDecodeError.
    """
    if not ENV_FILE.exists():
        return
    with ENV_FILE.open(encoding="utf-8") as stream:
        for binding in parse_stream(stream):
            if binding.error or (binding.key is not None and binding.value is None):
                text = binding.original.string
                blank = text[: len(text) - len(text.lstrip())].count("\n")  # it begins with the blank lines above
                yield f"{ENV_FILE} line {binding.original.line + blank} cannot be read: it should be NAME=value"


def _set(values: Mapping[str, str | None]) -> Mapping[str, str]:
    return {name.upper(): value for name, value in values.items() if value}
