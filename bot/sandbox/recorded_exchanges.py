"""The two responses that the documentation of the steps endpoint prints, kept as they are printed.

Source: Qualys Flow documentation, "Workflow Execution Step List API". They contradict each other on what
startAt removes, so neither can be computed from the other: a request that was documented is answered with
what was documented, matched on its whole query.
"""

import json
from importlib import resources
from typing import Any, cast

SAMPLE_1 = "steps-sample-1.json"
SAMPLE_2 = "steps-sample-2.json"


def recorded_body(file: str) -> bytes:
    """Read the body of a documented response."""
    return (resources.files("bot.sandbox") / "recorded" / file).read_bytes()


def recorded_rows() -> list[dict[str, Any]]:
    """Read the eight rows of both documented responses together."""
    bodies = [json.loads(recorded_body(file)) for file in (SAMPLE_1, SAMPLE_2)]
    return cast("list[dict[str, Any]]", [row for body in bodies for row in body["items"]])
