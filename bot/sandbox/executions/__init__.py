"""The executions the sandbox knows: each has a name, an id easily told apart, and one thing that it shows."""

from collections.abc import Mapping

from bot.sandbox.executions import errors, hostile, large, odd, ordinary, under_way
from bot.sandbox.executions.named import NamedExecution

__all__ = ["NAMED", "NamedExecution", "named"]

NAMED: Mapping[str, NamedExecution] = {
    execution.execution_id: execution
    for execution in (
        *ordinary.EXECUTIONS,
        *under_way.EXECUTIONS,
        *odd.EXECUTIONS,
        *large.EXECUTIONS,
        *hostile.EXECUTIONS,
        *errors.EXECUTIONS,
    )
}
"""Every named execution by its execution id, from the everyday to the broken."""


def named(name: str) -> NamedExecution:
    """Give the execution of this name, such as `failed`; raises KeyError when there is none."""
    for execution in NAMED.values():
        if execution.name == name:
            return execution
    raise KeyError(name)
