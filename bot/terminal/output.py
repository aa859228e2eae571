"""Writes an answer to standard output, and says meanwhile, on standard error, that it is being waited for."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from rich.console import Console
from rich.text import Text

from bot.config import QFlowSettings
from bot.outputs import forget
from bot.qflow.lookup import Lookup
from bot.qflow.service import Answer
from bot.qflow.verdict import failing_step
from bot.terminal.as_blocks import as_blocks
from bot.terminal.as_csv import as_csv
from bot.terminal.as_json import as_json
from bot.terminal.lookup import look_up
from bot.terminal.table import table

Format = Literal["table", "json", "csv", "blocks"]


async def show(settings: QFlowSettings, lookup: Lookup, form: Format) -> bool:
    """Look up and write the answer; tell whether a step failed, whatever statuses are shown. Raises a QFlowError."""
    with _waiting(lookup):
        answer = await look_up(settings, lookup)
    with _for_whoever_reads():
        _write(answer, lookup, form, settings)
    return failing_step(answer.execution.verdict) is not None


@contextmanager
def _waiting(lookup: Lookup) -> Iterator[None]:
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(f"asking QFlow about {lookup.execution_id}"):
        yield


def _write(answer: Answer, lookup: Lookup, form: Format, settings: QFlowSettings) -> None:
    match form:
        case "table":
            _write_table(answer, lookup)
        case "json":
            sys.stdout.write(as_json(answer, lookup) + "\n")
        case "csv":
            sys.stdout.write(as_csv(answer, lookup))
        case "blocks":
            sys.stdout.write(as_blocks(answer, lookup, execution_url=settings.execution_url) + "\n")


def _write_table(answer: Answer, lookup: Lookup) -> None:
    console = Console(highlight=False)
    if not console.is_terminal:
        sys.stdout.writelines(f"{line.text}\n" for line in table(answer, lookup, width=None))
        return
    for line in table(answer, lookup, width=console.width):
        console.print(Text(line.text, style=line.style), soft_wrap=True)


@contextmanager
def _for_whoever_reads() -> Iterator[None]:
    """Write for as long as anyone reads: `| head` is no error."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        forget(sys.stdout)
