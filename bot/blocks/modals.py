"""Modals: what opens over Slack for one person, and is filled when QFlow has answered.

https://docs.slack.dev/surfaces/modals
"""

from collections.abc import Sequence
from typing import Any

from bot.blocks import limits
from bot.blocks.controls import AS_RUN, ORDERS
from bot.blocks.elements import (
    Block,
    Option,
    button,
    checkbox,
    input_block,
    menu,
    mrkdwn_section,
    section,
    text_input,
)
from bot.blocks.ids import ActionId, CallbackId
from bot.blocks.shown import Shown, write_value
from bot.blocks.text import cut
from bot.qflow.lookup import Lookup

View = dict[str, Any]

MOST_CHOICES = 20


def loading_modal(metadata: str, *, name: str | None = None) -> View:
    """The modal that is there at once.

    metadata: what it must remember, which comes back with every press in it. name: by which it can be found.
    """
    view = modal("QFlow steps", [section("⏳ Loading… QFlow has been asked, the answer appears here.")], metadata)
    return view if name is None else {**view, "external_id": name}


def modal(title: str, blocks: Sequence[Block], metadata: str, *, submit: str | None = None) -> View:
    """A modal of these blocks."""
    view = {
        "type": "modal",
        "title": {"type": "plain_text", "text": cut(title, limits.VIEW_TITLE)},
        "close": {"type": "plain_text", "text": "Close"},
        "private_metadata": metadata,
        "blocks": list(blocks),
    }
    if submit is None:
        return view
    return {**view, "callback_id": CallbackId.FORM, "submit": {"type": "plain_text", "text": submit}}


def choice_blocks(execution_ids: Sequence[str]) -> Sequence[Block]:
    """Ask which of several executions to show, at most 20."""
    shown = execution_ids[:MOST_CHOICES]
    more = len(execution_ids) - len(shown)
    head = f"This message names {len(execution_ids)} executions. Which one?"
    return [
        section(head + (f" The first {len(shown)} are here." if more else "")),
        *(_choice(number, execution_id) for number, execution_id in enumerate(shown, start=1)),
    ]


def _choice(number: int, execution_id: str) -> Block:
    value = write_value(Shown(Lookup(execution_id)))
    return section(
        f"{number}  {execution_id}", button("Show", ActionId.CHOOSE, value, f"Show execution {number}, {execution_id}")
    )


class Field:
    """The fields of the form, by block id; an element's action id is the same."""

    ID = "execution_id"
    ORDER = "order"
    SINCE = "since"
    UNTIL = "until"
    FAILED = "failed_only"


def form_modal(metadata: str, *, why: str | None = None) -> View:
    """The form to look up an execution. why: what to say above it."""
    blocks = [
        *([mrkdwn_section(why)] if why else []),
        input_block(
            "Execution id", Field.ID, text_input(Field.ID, "0e72b4a1-abea-45b2-9ae9-91cd87506404"), optional=False
        ),
        input_block("Order", Field.ORDER, menu(Field.ORDER, "As run", ORDERS, chosen=AS_RUN), optional=True),
        input_block(
            "Since",
            Field.SINCE,
            text_input(Field.SINCE, "2024-10-15, 2024-10-15T00:00:00Z or 2h"),
            optional=True,
            hint="Times are UTC unless they say otherwise. 2h means two hours ago.",
        ),
        input_block(
            "Until",
            Field.UNTIL,
            text_input(Field.UNTIL, "2024-10-25, 2024-10-25T23:59:59Z or 30m"),
            optional=True,
            hint="Times are UTC unless they say otherwise. 2h means two hours ago; a date alone means its last second.",
        ),
        input_block("Steps", Field.FAILED, checkbox(Field.FAILED, Option("Failed only", "failed")), optional=True),
    ]
    return modal("Look up QFlow steps", blocks, metadata, submit="Look up")
