"""What the sandbox saw: one observation for each message that reached its Slack and each call to its QFlow API."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing the sandbox saw.

    kind: `ack`, `response_url`, a Slack method's name such as `chat.postMessage`, or `qflow`.
    fields: what it consisted of, as plain JSON: `payload` for Slack; `method`, `path`, `query`, `status` for QFlow.
    """

    kind: str
    fields: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Give the observation as one flat JSON object."""
        return {"kind": self.kind, **self.fields}


Observer = Callable[[Observation], None]
