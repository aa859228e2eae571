"""The named executions as lines, and what the sandbox sees as lines of JSON."""

import json
import os
from collections.abc import Callable, Sequence
from typing import TextIO

from bot.sandbox.executions import NAMED
from bot.sandbox.observations import Observation


def listing() -> Sequence[str]:
    """List the named executions: the id, the name, and what it shows."""
    widest = max(len(execution.name) for execution in NAMED.values())
    return [f"{named.execution_id}  {named.name:<{widest}}  {named.shows}" for named in NAMED.values()]


def json_lines(stream: TextIO) -> Callable[[Observation], None]:
    """Give an observer that writes each thing the sandbox saw as one line of JSON, for as long as anyone reads."""
    read = True

    def observer(observation: Observation) -> None:
        nonlocal read
        if not read:
            return
        try:
            stream.write(json.dumps(observation.as_json()) + "\n")
            stream.flush()
        except BrokenPipeError:
            read = False
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # else the interpreter complains at its end

    return observer
