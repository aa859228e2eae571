"""`qflow-bot serve`: from the settings to a bot that serves until it is told to stop. It imports no command line."""

import asyncio
import contextlib
import errno
import gc
import signal
import sys
from collections.abc import Coroutine
from typing import Any, TypeVar

import structlog

from bot import __version__
from bot.config import BadSettings, Settings, load_settings
from bot.logs import configure_logs

_T = TypeVar("_T")

USAGE = 2
"""The exit code after what a person at the terminal can mend."""

_CANNOT_LISTEN = (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES)
_YOUNG = 10_000
"""How many new objects the collector lets be before it looks at them: a large answer is many, and none is garbage."""


class Ended(Exception):
    """It ended for what a person at the terminal can mend, and that is what it says."""


def serve() -> int:
    """Serve the bot to Slack over HTTP, until it is told to stop. Give the exit code, and say in a line why it is 2."""
    try:
        settings = load_settings()
        configure_logs(settings.log_level)
        run(_serve(settings))
    except (BadSettings, Ended) as error:
        sys.stderr.write(f"qflow-bot: {error}\n")
        return USAGE
    return 0


def run(work: Coroutine[Any, Any, _T]) -> _T:
    """Run until done. Raises Ended."""
    try:
        return asyncio.run(work)
    except BadSettings as error:
        raise Ended(str(error)) from None
    except OSError as error:
        if error.errno not in _CANNOT_LISTEN:
            raise
        raise Ended(f"cannot listen there, choose another BOT_HOST or BOT_PORT: {error.strerror}") from None


def stop_asked_for() -> asyncio.Event:
    """Give what is set by SIGTERM or Ctrl-C, from now on; the first process of a container has no other way to stop."""
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    return asked


async def _serve(settings: Settings) -> None:
    from bot.server import serving

    asked, started = stop_asked_for(), asyncio.Event()

    async def serve_until_asked() -> None:
        async with serving(settings) as request_url:
            started.set()
            _leave_what_stays()
            structlog.get_logger(__name__).info("serving", request_url=request_url, version=__version__)
            await asked.wait()

    work = asyncio.create_task(serve_until_asked())
    stop = asyncio.create_task(asked.wait())
    await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
    stop.cancel()
    if not started.is_set():
        work.cancel()  # asked to stop while Slack was still being waited for
    with contextlib.suppress(asyncio.CancelledError):
        await work


def _leave_what_stays() -> None:
    """Keep the collector from what the start has made, for it stays, and from looking at new objects all the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])
