"""What is said beside an answer that could not be shown as it was asked for."""

from bot.blocks.elements import context
from bot.blocks.message import Message

NOT_SHARED = "Slack did not take this for everyone, so only you see it."
NOT_REPLACED = "Slack did not let me change that message, so the answer is here."

UNCONFIRMED = "Slack did not say whether it took this, so it may be here twice."


def noticed(message: Message, notice: str) -> Message:
    """Give a message with a notice above it."""
    above, reduce = context(notice), message.reduce
    return Message(f"{notice}\n{message.text}", [above, *message.blocks], reduce and (lambda: [above, *reduce()]))
