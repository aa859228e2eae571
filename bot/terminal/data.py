"""What steps carry beside the documented fields, where it was asked for: redacted, as JSON text."""

from bot.qflow.execution import Execution, Step


def data_of(step: Step) -> str | None:
    """Give what the newest row of a step carries, if anything."""
    data = getattr(step.events[-1], "data", None)
    return data if isinstance(data, str) else None


def redacted_in(execution: Execution) -> int:
    """Tell how many values of an execution were hidden."""
    redacted = getattr(execution, "redacted", 0)
    return redacted if isinstance(redacted, int) else 0
