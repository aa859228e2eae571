"""How to ask: what `/qflow-steps help` answers."""

from bot.asker import Audience
from bot.blocks.elements import context, header, mrkdwn_context, mrkdwn_section
from bot.blocks.fallback import fallback_text
from bot.blocks.message import Message
from bot.qflow.order import FIELDS

_TITLE = "What did a QFlow execution do?"
_USAGE = "/qflow-steps <executionId> [order] [since=…] [until=…] [status=…] [data] [share]"
_LINES = (
    (
        "/qflow-steps 0e72b4a1-abea-45b2-9ae9-91cd87506404",
        "what happened: what the failing step said, and all steps as they ran",
    ),
    ("/qflow-steps 0e72b4a1-… -startDate", "the newest first: any field, `-` before it for descending"),
    (
        "/qflow-steps 0e72b4a1-… status=failed,running",
        "only these: `succeeded`, `running`, `failed`, `skipped`, `other`, or a status as QFlow spells it",
    ),
    ("/qflow-steps 0e72b4a1-… since=2h", "only what was recorded since; or `until=2024-10-25`, in UTC"),
    ("/qflow-steps 0e72b4a1-… share", "for everyone in the channel to see"),
    ("/qflow-steps 0e72b4a1-… data", "with the input and output of each step in its details, if you may see them"),
)


def patience_message(execution_id: str) -> Message:
    """Say that the answer takes a while. It stays, so it must read well above the answer."""
    said = f"Asking QFlow about {execution_id.partition('-')[0]}…, the answer follows here."
    return Message(said, [context(said)])


def audience_notice(audience: Audience) -> str:
    """Say who would read what was to be shared, so that a second press is one with open eyes."""
    match audience:
        case Audience.OUTSIDERS:
            who = "People of other organisations read this channel too"
        case Audience.DIRECT:
            who = "This is a direct message, whose people I cannot check"
        case _:
            who = "I cannot tell whether people of other organisations read this channel"
    return f"Not shared yet. {who}: press Share anyway if they may all see this."


def help_message() -> Message:
    """Explain the command by examples."""
    examples = "\n".join(f"`{typed}`\n{meaning}" for typed, meaning in _LINES)
    fields = f"Fields to order by: {', '.join(FIELDS)}."
    spoken = [_TITLE, _USAGE, *(f"{typed}: {meaning}".replace("`", "") for typed, meaning in _LINES), fields]
    return Message(fallback_text(spoken), [header(_TITLE), mrkdwn_section(examples), mrkdwn_context(fields)])
