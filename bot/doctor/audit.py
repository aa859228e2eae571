"""The audit's file: whether serving could write it. It is not made here, nor anything written into it."""

import errno
import os
from pathlib import Path

from bot.findings import Check, Finding, Who, wrong


def audit_file_findings(file: Path | None) -> list[Finding]:
    """Find what keeps the file that is configured from being written, if anything does."""
    reason = None if file is None else _why_not(file)
    if reason is None:
        return []
    todo = "name a file that the bot may write, in a directory that is there"
    return [wrong(Check.SETTINGS, f"BOT_AUDIT_FILE cannot be written: {reason}", Who.OPERATOR, todo)]


def _why_not(file: Path) -> str | None:
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_APPEND | os.O_NONBLOCK))
    except FileNotFoundError as error:
        if not file.parent.is_dir():
            return error.strerror
        return None if os.access(file.parent, os.W_OK | os.X_OK) else os.strerror(errno.EACCES)
    except OSError as error:
        return error.strerror
    return None
