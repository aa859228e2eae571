"""How the log is written: one line an event, on standard error; JSON for machines, text for a person at a terminal."""

import contextlib
import io
import logging
import os
import sys
from collections.abc import Sequence
from typing import TextIO, cast

import stamina.instrumentation
import structlog
from structlog.typing import Processor


def configure_logs(level: str, *, redact: Processor | None = None) -> None:
    """Write our events from this level on, and other libraries' from WARNING on: at DEBUG those log whole requests.

    redact: has the last word on every line, also on those of other libraries and on tracebacks.
    """
    stamina.instrumentation.set_on_retry_hooks([])  # what is tried again is logged where it is tried, in our words
    ending = [*([redact] if redact else []), _renderer()]
    structlog.configure(
        processors=[*_beginning(), *ending],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", _Unfailing(sys.stderr))),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[_others(level, ending)], level=logging.WARNING)


class _Unfailing(io.TextIOBase):
    """A stream that is written to as far as that goes: what cannot be logged is lost, but no answer with it."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream

    def write(self, text: str) -> int:
        """Write if that is possible."""
        with contextlib.suppress(OSError, ValueError):  # a full disk, a reader that is gone, a stream that was closed
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush if that is possible."""
        with contextlib.suppress(OSError, ValueError):
            self._stream.flush()


def _beginning() -> Sequence[Processor]:
    return (
        structlog.contextvars.merge_contextvars,  # the request's id, wherever in the request a line is written
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    )


def _renderer() -> Processor:
    if not sys.stderr.isatty():
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(
        colors=not os.environ.get("NO_COLOR"),  # https://no-color.org
        exception_formatter=structlog.dev.plain_traceback,  # the default shows every variable, and some are secrets
    )


def _others(level: str, ending: Sequence[Processor]) -> logging.Handler:
    """Give what writes other libraries' lines as ours; its own level holds where a library lowers its logger's."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*_beginning(), structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
        )
    )
    return handler
