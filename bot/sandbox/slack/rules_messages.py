"""Judges whole messages: their text, their blocks, and what they come to together."""

import json
import re
from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack.grammar import Broken, Place, of_type, weight, width, within
from bot.sandbox.slack.limits import LIMITS
from bot.sandbox.slack.refused import Refused
from bot.sandbox.slack.rules_blocks import judge_blocks
from bot.sandbox.slack.shapes import SHAPES

_TS = re.compile(r"\d{10}\.\d{6}")


def judge_message(payload: Mapping[str, Any], *, text_limit: str) -> None:
    """Judge what is to be posted, updated or answered; `text_limit` is the limit that its `text` is held to.

    Raises Refused with Slack's name for what is wrong.
    """
    try:
        _judge(Place(payload, ""), text_limit)
    except Broken as broken:
        raise refusal(broken, otherwise="invalid_blocks") from broken


def refusal(broken: Broken, *, otherwise: str) -> Refused:
    """Give Slack's answer to a broken rule: the rule's own error, or `otherwise` for bad blocks."""
    rule = LIMITS.get(broken.rule) or SHAPES[broken.rule]
    error = otherwise if rule.error == "invalid_blocks" else rule.error
    return Refused(error, str(broken)) if error == otherwise else Refused(error)


def _judge(message: Place, text_limit: str) -> None:
    text, blocks = message.value.get("text") or "", message.value.get("blocks") or []
    if not isinstance(text, str):
        raise Broken("value.type", "must be str", message / "text")
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise Broken("message.blocks.format", "must be a list of objects", message / "blocks")
    attachments, thread_ts = message.value.get("attachments") or [], message.value.get("thread_ts")
    of_type(list, Place(attachments, "/attachments"))
    within("message.attachments", len(attachments), message)
    if thread_ts is not None and not (isinstance(thread_ts, str) and _TS.fullmatch(thread_ts)):
        raise Broken("message.thread_ts", "must be a message's ts", message)
    if not text and not blocks:
        raise Broken("message.content", "nothing to show", message)
    size = weight(text) if LIMITS[text_limit].unit == "bytes" else width(text)
    within(text_limit, size, message)
    if blocks:
        judge_blocks(message / "blocks", limit="message.blocks")
        markdown = sum(width(block["text"]) for block in blocks if block["type"] == "markdown")
        within("message.markdown", markdown, message)
        within("message.size", width(serialised(blocks)), message)


def serialised(value: Any) -> str:
    """Give JSON as compact as it gets, the form its size is counted in."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
