"""What is said beside an answer that could not be shown as it was asked for."""

import re
from collections.abc import Callable, Sequence

from bot.blocks.elements import Block, context, mrkdwn_context, unpressable
from bot.blocks.message import Message

NOT_SHARED = "Slack did not take this for everyone, so only you see it."
NOT_REPLACED = "Slack did not let me change that message, so the answer is here."
NOT_FILLED = "Slack did not let me fill the window, so the answer is here."

UNCONFIRMED = "Slack did not say whether it took this, so you may see it twice."

_CHANNEL = re.compile(r"[CG][A-Z0-9]+")


def noticed(message: Message, notice: str) -> Message:
    """Give a message with a notice above it."""
    return _below(context(notice), notice, message)


def direct(message: Message, channel_id: str | None, *, unconfirmed: bool = False) -> Message:
    """Give a message as it is sent to one person directly: it says why, and nothing in it can be pressed.

    Slack tells presses in it from those in a message to everyone by nothing that can be relied on. channel_id: where
    they asked, if that was a channel. unconfirmed: whether Slack may have taken it there, and did not say.
    """
    plain = without_buttons(message)
    lacking = "" if list(plain.blocks) == list(message.blocks) else ", without its buttons"
    did = "did not say whether it took" if unconfirmed else "did not take"
    twice = ", and you may see it twice" if unconfirmed else ""
    notice = f"Slack {did} this {_where(channel_id)}, so it is here{lacking}{twice}."
    return _below(mrkdwn_context(notice), notice, plain)


def without_buttons(message: Message) -> Message:
    """Give a message in which nothing can be pressed."""
    return _with(message, message.text, unpressable)


def _below(above: Block, notice: str, message: Message) -> Message:
    return _with(message, f"{notice}\n{message.text}", lambda blocks: [above, *blocks])


def _with(message: Message, text: str, changed: Callable[[Sequence[Block]], Sequence[Block]]) -> Message:
    reduce = message.reduce
    return Message(text, changed(message.blocks), reduce and (lambda: changed(reduce())))


def _where(channel_id: str | None) -> str:
    """Say where they asked; only a channel has a name that Slack shows."""
    if channel_id is not None and _CHANNEL.fullmatch(channel_id):
        return f"in <#{channel_id}>, where you asked"
    return "where you asked"
