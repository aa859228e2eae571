"""Whatever stands in a payload, the judge has an answer: it is taken, or refused by a name of Slack's."""

import copy
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

import pytest

from bot.sandbox.slack.refused import Refused
from bot.sandbox.slack.rules_messages import judge_message
from bot.sandbox.slack.rules_views import judge_view
from tests.sandbox.slack.pairs import LIMIT_PAIRS, SHAPE_PAIRS

PAIRS = LIMIT_PAIRS | SHAPE_PAIRS
ODD: tuple[Any, ...] = (None, True, -1, 1.5, "", "\ud800", [], [[]], {}, {"type": {}}, {"type": "text"})
MOST_PLACES = 40


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the path to every value within a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inner:
        yield (*path, name)
        yield from paths(each, (*path, name))


def put(payload: Any, path: tuple[Any, ...], odd: Any) -> Any:
    """Give a copy of a payload with something odd in one place."""
    changed = copy.deepcopy(payload)
    inner = changed
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = odd
    return changed


@pytest.mark.parametrize("rule", sorted(PAIRS))
def test_nothing_odd_breaks_the_judge(rule: str) -> None:
    inside = PAIRS[rule].inside
    payload = inside if isinstance(inside, dict) else {"text": "fallback", "blocks": inside}
    for path in islice(paths(payload), MOST_PLACES):
        for odd in ODD:
            with suppress(Refused):
                if rule.startswith("view."):
                    judge_view(put(payload, path, odd))
                else:
                    judge_message(put(payload, path, odd), text_limit="chat.postMessage.text")
