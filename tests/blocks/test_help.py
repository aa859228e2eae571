"""How to ask."""

import re
from datetime import UTC, datetime

import pytest
from slack_sdk.models.blocks import Block

from bot.arguments import OPTIONS, Ask, parse_arguments
from bot.blocks import limits
from bot.blocks.help import help_message
from bot.blocks.message import fits
from bot.qflow.order import FIELDS
from bot.qflow.status import StatusGroup

SAID = help_message()
EXAMPLES = re.findall(r"`/qflow-steps (.*)`\n", str(SAID.blocks[1]["text"]["text"]))


def test_the_help_fits_and_is_taken_by_slacks_own_models() -> None:
    assert fits(SAID.blocks)
    assert len(SAID.text.encode()) <= limits.FALLBACK_TEXT
    for block, parsed in zip(SAID.blocks, Block.parse_all(list(SAID.blocks)), strict=True):
        parsed.validate_json()
        assert parsed.to_dict() == block


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_can_be_typed(example: str) -> None:
    typed = example.replace("0e72b4a1-…", "0e72b4a1-abea-45b2-9ae9-91cd87506404")
    assert isinstance(parse_arguments(typed, now=datetime(2025, 5, 1, tzinfo=UTC)), Ask)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 4


@pytest.mark.parametrize("word", [*FIELDS, *StatusGroup, "share", *(f"{name}=" for name in OPTIONS if name != "order")])
def test_everything_that_can_be_said_is_named(word: str) -> None:
    assert word in "".join(str(block) for block in SAID.blocks)
    assert word in SAID.text


def test_the_text_shows_the_usage_escaped() -> None:
    assert "/qflow-steps &lt;executionId&gt; [order]" in SAID.text
    assert not {"<", ">", "`"} & set(SAID.text)
