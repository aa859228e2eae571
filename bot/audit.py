"""The audit: a line of JSON for each lookup, examination and refusal, and nothing of the step data in it.

A line has `time`, `request_id` (the one at the foot of the answer), `way`, `user_id`, `team_id`, `channel_id`,
`execution_ids`, `allowed` and `why_not`; an allowed lookup also `data` (whether it asked for the data of steps),
`source` (`qflow`, `cache`, `cache_without_qflow` or `cache_while_busy`) and `rows`, or `error`, and `milliseconds`.
"""

import contextlib
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

from bot.asker import Asker
from bot.config import BadSettings
from bot.errors import NotAudited, QFlowError, Refused
from bot.qflow.lookup import Lookup
from bot.qflow.service import Answer
from bot.qflow.times import utc_now


class Audit:
    """Writes the lines, each of which is there when it has been asked for. Raises NotAudited for one that is not.

    stream: where to. now: the present moment, aware.
    """

    def __init__(self, stream: TextIO, *, now: Callable[[], datetime] = utc_now) -> None:
        self._stream = stream
        self._now = now

    def looked_up(
        self, asker: Asker, request_id: str, lookup: Lookup, outcome: Answer | QFlowError | None, took: timedelta
    ) -> None:
        """Write that someone looked up an execution, and what came of it: None where it was cut short."""
        match outcome:
            case Answer(execution, provenance=provenance):
                told: dict[str, Any] = {"source": provenance.name.lower(), "rows": execution.rows}
            case None:
                told = {"error": "CutShort"}
            case error:
                told = {"error": type(error).__name__}
        self._write(
            asker,
            request_id,
            [lookup.execution_id],
            why_not=None,
            data=lookup.include_data,
            **told,
            milliseconds=took // timedelta(milliseconds=1),
        )

    def examined(self, asker: Asker, request_id: str, execution_id: str | None) -> None:
        """Write that someone had the set-up examined, with an execution that QFlow is asked for, if they named one."""
        self._write(asker, request_id, [execution_id] if execution_id else [], why_not=None, examined=True)

    def refused(self, asker: Asker, request_id: str, execution_ids: Sequence[str], why_not: Refused) -> None:
        """Write that someone was refused, and which executions they named."""
        self._write(asker, request_id, execution_ids, why_not=type(why_not).__name__)

    def _write(
        self, asker: Asker, request_id: str, execution_ids: Sequence[str], *, why_not: str | None, **told: Any
    ) -> None:
        line = {
            "time": self._now().isoformat(timespec="milliseconds"),
            "request_id": request_id,
            "way": asker.way,
            "user_id": asker.user_id,
            "team_id": asker.team_id,
            "channel_id": asker.channel_id,
            "execution_ids": list(execution_ids),
            "allowed": why_not is None,
            "why_not": why_not,
            **told,
        }
        try:
            self._stream.write(json.dumps(line) + "\n")
            self._stream.flush()
        except OSError as error:
            raise NotAudited(error.strerror or type(error).__name__) from error


@asynccontextmanager
async def audit_stream(file: Path | None, *, otherwise: TextIO | None) -> AsyncIterator[TextIO]:
    """Give where the audit goes: to the file that is configured, or to standard output, which `otherwise` is.

    Raises BadSettings where the file cannot be written, and where there is none and standard output is closed.
    """
    if file is None:
        if otherwise is None:
            raise BadSettings("standard output is closed, so the audit has no place: set BOT_AUDIT_FILE to a file")
        yield otherwise
        return
    try:
        stream = file.open("a", encoding="utf-8")
    except OSError as error:
        raise BadSettings(f"BOT_AUDIT_FILE cannot be written: {error.strerror}") from None
    try:
        yield stream
    finally:
        with contextlib.suppress(OSError):  # what could not be written was told when it was to be
            stream.close()
