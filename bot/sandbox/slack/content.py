"""Reads what an app wants to say, its text and blocks, from any of the payloads that can carry a message."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.rules_messages import judge_message


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says: `text` for notifications and screen readers, and the blocks that are shown."""

    text: str
    blocks: tuple[Mapping[str, Any], ...]


def message_content(payload: Mapping[str, Any], *, text_limit: str = "chat.postMessage.text") -> Content:
    """Read a message's content, held to Slack's rules.

    Raises Refused with Slack's name for what is wrong.
    """
    judge_message(payload, text_limit=text_limit)
    return Content(payload.get("text") or "", tuple(payload.get("blocks") or ()))
