"""The named executions as lines, and what the sandbox sees as lines of JSON."""

import json
from collections.abc import Sequence
from typing import TextIO

from bot.outputs import forget
from bot.sandbox.executions import NAMED
from bot.sandbox.observations import Observation


def listing() -> Sequence[str]:
    """List the named executions: the id, the name, and what it shows."""
    widest = max(len(execution.name) for execution in NAMED.values())
    return [f"{named.execution_id}  {named.name:<{widest}}  {named.shows}" for named in NAMED.values()]


class JsonLines:
    """An observer that writes each thing the sandbox saw as one line of JSON, for as long as anyone reads."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lost: OSError | None = None

    def __call__(self, observation: Observation) -> None:
        """Write a line, unless one could not be written: what is only looked at does not fail for that."""
        if self._lost:
            return
        try:
            self._stream.write(json.dumps(observation.as_json()) + "\n")
            self._stream.flush()
        except OSError as error:
            self._lost = error
            forget(self._stream)

    def end(self) -> None:
        """Raise the OSError for which a line could not be written; a reader that is gone is none."""
        if self._lost and not isinstance(self._lost, BrokenPipeError):
            raise self._lost
