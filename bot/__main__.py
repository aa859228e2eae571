"""Where the program begins: `python -m bot`, and the console script `qflow-bot`.

`serve` by itself goes past the command line, which takes time to import and memory for as long as the bot is served.
"""

import os
import signal
import sys

from bot.garbage import look_seldom
from bot.outputs import outlive_outputs

_HIDDEN = ("click", "rich", "sniffio")
"""What a served bot does without, and libraries import where it is installed: structlog for its colours, httpx for a
command line of its own. httpcore looks for sniffio, which is not there, at every step of a call, in the file system."""
_PLUGINS_OFF = ("PYDANTIC_DISABLE_PLUGINS", "__all__")
"""Pydantic looks for plugins in all that is installed, which takes a tenth of the start. The bot wants none.

https://docs.pydantic.dev/latest/concepts/plugins/
"""


def main() -> None:
    """Serve, or run the command line."""
    outlive_outputs()
    match sys.argv[1:]:
        case ["serve"]:
            _serve(None)
        case ["serve", "--transport", ("http" | "socket") as transport]:
            _serve(transport)
        case _:
            _command_line()


def _command_line() -> None:
    try:
        from bot.cli import main as command_line

        command_line()
    except KeyboardInterrupt:  # while it was imported: it has not begun anything
        sys.exit(128 + signal.SIGINT)


def _serve(transport: str | None) -> None:
    look_seldom()
    sys.modules.update(dict.fromkeys(_HIDDEN))  # type: ignore[arg-type] # documented: an import then finds nothing
    os.environ.setdefault(*_PLUGINS_OFF)
    from bot.config import Transport
    from bot.process import serve

    sys.exit(serve(None if transport is None else Transport(transport)))


if __name__ == "__main__":
    main()
