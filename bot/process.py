"""The process of `qflow-bot serve`: the settings it reads, the signals it heeds, the exit code it ends with.

It imports no command line.
"""

import asyncio
import contextlib
import errno
import os
import signal
import socket
import sys
from collections.abc import Coroutine
from typing import Any, TypeVar

import structlog

from bot.config import (
    BadSettings,
    Settings,
    Transport,
    chosen_transport,
    load_settings,
    secrets_of,
)
from bot.logs import configure_logs
from bot.readiness import Readiness
from bot.redact import Redactor

_log = structlog.get_logger(__name__)

_T = TypeVar("_T")

USAGE = 2
"""The exit code after what a person at the terminal can mend."""

WHERE_SET = (
    "settings are read from the environment and from .env in the working directory; “qflow-bot doctor” examines them"
)
"""What ends the complaint about settings."""

_SIGNALLED = 128
"""Added to a signal's number, as shells do."""
_CANNOT_LISTEN = (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES)


class Ended(Exception):
    """It ended for what a person at the terminal can mend, and that is what it says."""


def serve(transport: Transport | None = None) -> int:
    """Serve the bot to Slack until it is told to stop. Give the exit code, and say why it is 2, a line a reason.

    transport: which to use where the settings are there for both.
    """
    try:
        settings = load_settings()
    except BadSettings as error:
        complain(f"{error}\n{WHERE_SET}")
        return USAGE
    try:
        chosen = chosen_transport(settings, transport)
        configure_logs(settings.log_level, redact=Redactor(secrets_of(settings)).log_event)
        for name in settings.doubted:
            _log.warning("perhaps_misspelt", name=name.name, nearest=name.nearest)
        run(_serve(settings, chosen))
    except (BadSettings, Ended) as error:
        complain(error)
        return USAGE
    return 0


def complain(why: object) -> None:
    """Tell the person at the terminal, if that can be written: whose words they are, at the beginning of each line."""
    with contextlib.suppress(OSError):
        sys.stderr.write("".join(f"qflow-bot: {line}\n" for line in str(why).splitlines()))


def run(work: Coroutine[Any, Any, _T], *, places: str = "BOT_HOST, BOT_PORT or BOT_OPS_PORT") -> _T:
    """Run until done. Raises Ended.

    places: what says where it listens, for whoever has to choose another.
    """
    try:
        return asyncio.run(work)
    except BadSettings as error:
        raise Ended(str(error)) from None
    except OSError as error:
        if error.errno not in _CANNOT_LISTEN and not isinstance(error, socket.gaierror):
            raise
        raise Ended(f"cannot listen there, choose another {places}: {error.strerror}") from None


def stop_asked_for() -> asyncio.Event:
    """Give what is set by SIGTERM or Ctrl-C, from now on; the second of them ends the process at once.

    The first process of a container has no other way to stop.
    """
    asked = asyncio.Event()

    def ask(number: signal.Signals) -> None:
        if asked.is_set():
            os._exit(_SIGNALLED + number)
        asked.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ask, number)
    return asked


async def _serve(settings: Settings, transport: Transport) -> None:
    from bot.serving import serve_until_stopped

    await serve_until_stopped(settings, transport, asked_to_stop=stop_asked_for(), readiness=Readiness())
