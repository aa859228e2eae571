"""Executions of a thousand and of ten thousand steps, the same each time."""

import random

from bot.sandbox.executions.named import NamedExecution
from bot.sandbox.executions.recorder import Recorder, Row

_KINDS = (
    ("resource", "{} Instances found"),
    ("filter", "{} Instances filtered"),
    ("action", "{} Instances acted on"),
    ("qualysevent", "{} events sent"),
    ("post-event", "Success"),
)
_FAILED_STEP = 7_321
_THROTTLED = "Throttling: Rate exceeded for eu-west-1 after 5 attempts"


def _thousand(record: Recorder) -> list[Row]:
    chance = random.Random(1_000)  # noqa: S311  the same rows each time are the point
    rows, at = [record.trigger()], 0
    for number in range(2, 1_001):
        node_id, message = _node(number, chance)
        start = at + chance.randint(20, 400)
        at = start + chance.randint(60, 9_000)
        rows += record.ran(node_id, start, at, message)
    return rows


def _ten_thousand(record: Recorder) -> list[Row]:
    chance = random.Random(10_000)  # noqa: S311  as above
    rows, at = [record.trigger()], 0
    for number in range(2, 10_001):
        node_id, message = _node(number, chance)
        at += chance.randint(80, 900)
        if number == _FAILED_STEP:
            rows.append(record.finished(node_id, at, _THROTTLED, "Failed"))
        else:
            rows.append(record.finished(node_id, at, message))
    return rows


def _node(number: int, chance: random.Random) -> tuple[str, str]:
    kind, message = chance.choice(_KINDS)
    return f"node-{number:04x}{chance.getrandbits(16):04x}-{kind}", message.format(chance.randint(1, 40))


EXECUTIONS = (
    NamedExecution(
        "00001000-0000-4000-8000-00000000000e",
        "thousand",
        "1,000 steps, each node with a start row and a finish row.",
        _thousand,
    ),
    NamedExecution(
        "00010000-0000-4000-8000-00000000000f",
        "ten-thousand",
        "10,000 steps, one row each; step 7,321 failed.",
        _ten_thousand,
    ),
)
"""The executions of this file, in the order to list them."""
