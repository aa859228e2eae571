"""Blocks as a person can read them, for snapshots: a line for each text, and the buttons where they stand."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from bot.blocks.elements import Block
from bot.blocks.message import Message


def readable(message: Message) -> str:
    """Write a message out: its text, then its blocks."""
    return "\n".join(["text:", *_indented(message.text), "blocks:", *_indented("\n".join(_blocks(message.blocks)))])


def _blocks(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case {"type": "rich_text", "elements": parts}:
                for part in parts:
                    yield f"{part['type']}: {''.join(map(_span, part['elements']))}"
            case {"type": "context", "elements": [element]}:
                yield f"context: {element['text']}"
            case {"text": {"text": text}}:
                yield f"{block['type']}: {text}"
        if button := block.get("accessory"):
            yield f"    [{button['text']['text']}] {button['accessibility_label']} ({button['value']})"


def _span(span: dict[str, Any]) -> str:
    text = span.get("text") or f"{{{span['fallback']}}}"
    return text if "style" not in span else f"{text}{json.dumps(list(span['style']))}"


def _indented(text: str) -> Iterator[str]:
    return (f"    {line}" for line in text.splitlines())
