"""What this Slack says no with: an error name of Slack's own."""

from collections.abc import Mapping
from typing import Any


class Refused(Exception):
    """A request that Slack does not carry out.

    error: Slack's name for it, such as `invalid_blocks`.
    fields: what the answer of the Web API holds beside `ok` and `error`.
    """

    def __init__(self, error: str, *reasons: str, **fields: Any) -> None:
        super().__init__(error, *reasons)
        self.error = error
        self.fields: Mapping[str, Any] = fields | (
            {"response_metadata": {"messages": [f"[ERROR] {reason}" for reason in reasons]}} if reasons else {}
        )
