"""How the log is written: an event's name and fields, one line each, on standard error."""

import logging
import sys

import stamina.instrumentation
import structlog


def configure_logs(level: str) -> None:
    """Write our events from this level on, and other libraries' from WARNING on: at DEBUG those log whole requests."""
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger().setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))
    stamina.instrumentation.set_on_retry_hooks([])  # what is tried again is logged where it is tried, in our words
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"], drop_missing=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
