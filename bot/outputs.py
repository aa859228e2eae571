"""Standard output and standard error, wherever they lead: to a full disk, to a reader that is gone, or nowhere."""

import atexit
import contextlib
import os
import sys
from pathlib import Path
from typing import TextIO


def outlive_outputs() -> None:
    """Have the process run where standard error is closed, and end with its own exit code where an output is full."""
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the end
    atexit.register(_flush_last)


def forget(stream: TextIO) -> None:
    """Lose what is written from now on, and what waits to be; else the interpreter complains of it at its end."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _flush_last() -> None:
    """Flush before the interpreter does, and drop what cannot be written: it would end with 120 for that.

    https://docs.python.org/3/library/sys.html#sys.exit
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None and not stream.closed:
                stream.flush()
        except OSError:
            forget(stream)
