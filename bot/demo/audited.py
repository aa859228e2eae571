"""The audit of the demo's bot: a short line for a person at a terminal, and as it is for whatever else reads it."""

import io
import json
import sys
from collections.abc import Callable
from typing import TextIO

from bot.demo.whereabouts import member_name


def audit_to(tell: Callable[[str], None]) -> TextIO:
    """Give where the audit goes. tell: takes a short line, where standard error is a terminal."""
    return Told(tell) if sys.stderr.isatty() else sys.stderr


class Told(io.StringIO):
    """Takes the audit's lines and tells the gist of each."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__()
        self._tell = tell

    def write(self, text: str) -> int:
        """Take whole lines."""
        for line in text.splitlines():
            self._tell(gist(line))
        return len(text)


def gist(line: str) -> str:
    """Say in short what a line of the audit says."""
    told = json.loads(line)
    parts = [
        f"audit: {told['way']} of {member_name(told['user_id'])}",
        "allowed" if told["allowed"] else f"refused, {told['why_not']}",
        f"{told['rows']} rows from {told['source']}" if "rows" in told else told.get("error"),
        f"{told['milliseconds']} ms" if "milliseconds" in told else None,
        f"request {told['request_id']}",
    ]
    return " · ".join(filter(None, parts))
