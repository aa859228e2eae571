"""Getting a message past Slack's limits: what it does not take whole, it is given once more, reduced."""

from collections.abc import Awaitable, Callable

import structlog

from bot.blocks.message import Message
from bot.connections.refusals import NoteRefusal

_log = structlog.get_logger(__name__)

_TOO_MUCH = ("invalid_blocks", "msg_blocks_too_long", "msg_too_long", "invalid_arguments", "view_too_large")
"""What Slack answers when it does not take a message, or a view, as it is."""


async def delivered(
    message: Message, deliver: Callable[[Message], Awaitable[str | None]], *, call: str, refused: NoteRefusal
) -> str | None:
    """Deliver a message, reduced if Slack refuses its blocks. Give None when Slack took it, else what Slack said.

    deliver: gives the same for one attempt. call: the method of Slack's that it makes, or `response_url`.
    """
    refusal = await deliver(message)
    if refusal and any(error in refusal for error in _TOO_MUCH) and (reduced := message.reduced):
        _log.error("slack_refused_blocks", call=call, said=refusal)
        refused(call, refusal)
        refusal = await deliver(reduced)
    if refusal:
        _log.error("slack_refused_answer", call=call, said=refusal)
        refused(call, refusal)
    return refusal
