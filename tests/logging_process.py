"""A process that logs what a bot would: of its own and of another library, within a request, and a traceback."""

import logging
import sys

import structlog

from bot.logs import configure_logs

if __name__ == "__main__":
    level, hidden = sys.argv[1:]
    configure_logs(
        level,
        redact=lambda _logger, _method, fields: {name: str(told).replace(hidden, "•") for name, told in fields.items()},
    )
    logging.getLogger("chatty").setLevel(logging.DEBUG)
    log = structlog.get_logger()
    with structlog.contextvars.bound_contextvars(request_id="5eed5eed"):
        log.debug("looked", token=hidden)
        logging.getLogger("chatty").info("the whole request, %s", hidden)
        logging.getLogger("chatty").warning("a connection with %s broke", hidden)
        try:
            int(hidden)
        except ValueError:
            log.exception("work_failed")
    log.info("done")
