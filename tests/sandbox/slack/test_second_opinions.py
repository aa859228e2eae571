"""Two libraries judge the same payloads, so that the tables and the code cannot agree on a mistake."""

from typing import Any

import pytest
import slackblocks
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View
from slackblocks import _limits as slackblocks_limits
from slackblocks.errors import InvalidUsageError

from bot.sandbox.slack.limits import LIMITS
from bot.sandbox.slack.shapes import SHAPES
from tests.sandbox.slack.pairs import LIMIT_PAIRS, SHAPE_PAIRS

RULES = LIMITS | SHAPES
PAIRS = LIMIT_PAIRS | SHAPE_PAIRS
SUFFIXES = ("_MAX_LENGTH", "_MAX_ITEMS", "_MAX")
NAMED_OTHERWISE = {
    "section.fields.item": "SECTION_FIELDS_ITEM_MAX_LENGTH",
    "context.text": "TEXT_MAX_LENGTH",
    "message.markdown": "MARKDOWN_TOTAL_TEXT_MAX_LENGTH",
}
NOT_IN_SLACKBLOCKS = {
    "chat.postEphemeral.text", "chat.postMessage.text", "chat.update.text", "header.level", "message.size",
    "datetimepicker.initial_date_time", "rich_text.elements", "rich_text.text", "rich_text_list.offset",
    "view.size",
}  # fmt: skip


def slack_sdk_takes(payload: Any) -> bool:
    """Tell whether slack_sdk's models build the payload and find nothing to say against it."""
    try:
        if isinstance(payload, dict):
            View(**payload).to_dict() if "blocks" in payload else None
        else:
            for block in payload:
                parsed = Block.parse(block)
                if parsed is not None:
                    parsed.to_dict()
    except (SlackObjectFormationError, TypeError):
        return False
    return True


@pytest.mark.parametrize("rule", sorted(PAIRS))
def test_slack_sdk_agrees_or_the_table_says_why_not(rule: str) -> None:
    assert slack_sdk_takes(PAIRS[rule].inside)
    assert slack_sdk_takes(PAIRS[rule].outside) == bool(RULES[rule].alone)


@pytest.mark.parametrize("rule", sorted(LIMITS.keys() - NOT_IN_SLACKBLOCKS))
def test_slackblocks_has_the_same_limit(rule: str) -> None:
    stem = rule.replace(".", "_").upper()
    names = (NAMED_OTHERWISE.get(rule, ""), *(stem + suffix for suffix in SUFFIXES))
    found = {getattr(slackblocks_limits, name) for name in names if hasattr(slackblocks_limits, name)}
    assert found == {LIMITS[rule].most}


def slackblocks_takes(blocks: list[dict[str, Any]]) -> bool | None:
    """Tell what slackblocks makes of blocks, None when it cannot read a kind of block."""
    try:
        for block in blocks:
            slackblocks.Block.from_dict(block)
    except NotImplementedError:
        return None
    except (InvalidUsageError, KeyError):
        return False
    return True


@pytest.mark.parametrize("rule", sorted(rule for rule in PAIRS if isinstance(PAIRS[rule].inside, list)))
def test_slackblocks_takes_what_is_taken_here(rule: str) -> None:
    assert slackblocks_takes(PAIRS[rule].inside) is not False


@pytest.mark.parametrize(
    "rule",
    [
        "block_id", "section.text", "section.fields", "section.fields.item", "header.text", "context.text",
        "context.elements", "image.image_url", "image.alt_text", "image.title", "fields.required",
        "blocks.type", "section.text_or_fields", "image.source",
    ],
)  # fmt: skip
def test_slackblocks_refuses_what_is_refused_here(rule: str) -> None:
    assert slackblocks_takes(PAIRS[rule].outside) is False
