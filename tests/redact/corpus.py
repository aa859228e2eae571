"""The corpus: secrets in context, and what looks like them. Every value is made up.

What would look like a real token to a scanner of repositories stands in parts, which are joined here.
"""

import json
from pathlib import Path
from typing import NamedTuple

from bot.redact import Redactor

_HERE = Path(__file__).parent

OWN = ("made-up-own-secret", "made/up+own=1")
"""What the redactor of these tests knows as the bot's own."""
REDACTOR = Redactor(OWN)


class Secret(NamedTuple):
    """A text, and what of it nobody may see."""

    shows: str
    text: str
    secrets: tuple[str, ...]


def _secret(case: dict[str, list[str]]) -> Secret:
    return Secret(str(case["shows"]), "".join(case["text"]), tuple(map("".join, case["secrets"])))


SECRETS = tuple(map(_secret, json.loads((_HERE / "secrets_in_context.json").read_text())))
LOOK_ALIKES: dict[str, str] = json.loads((_HERE / "look_alikes.json").read_text())
