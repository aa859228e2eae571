"""`python -m tests.bench`: runs the benchmarks that are named, or all of them, and prints what they found."""

import asyncio
import json
import platform
import signal
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from tests.bench import ack, answer, burst, cores, growth, idle, size
from tests.bench.effort import Effort
from tests.bench.figures import Report
from tests.bench.load import NotAnswered

_BENCHMARKS: Mapping[str, Callable[[Effort], Awaitable[Report]]] = {
    "ack": ack.measured,
    "answer": answer.measured,
    "burst": burst.measured,
    "size": size.measured,
    "idle": idle.measured,
    "growth": growth.measured,
}
_NAMES = f"Of {', '.join(_BENCHMARKS)}; all, if none."
_ROUNDS = (
    "How often to take each figure. Four are taken once whatever is said: the modules imported, the peak of memory, "
    "the memory after many executions, and the burst of the plain sync bot."
)
_SIGNALLED = 128
"""What a shell adds to the number of the signal that ended a process."""


def main(
    names: Annotated[list[str] | None, typer.Argument(help=_NAMES)] = None,
    rounds: Annotated[int | None, typer.Option(min=1, help=_ROUNDS)] = None,
    quick: Annotated[bool, typer.Option("--quick", help="As little as shows that all of it works.")] = False,  # noqa: FBT002 - a flag
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Where to write the figures, too, after each benchmark.")
    ] = None,
) -> None:
    """Measure, side by side, this bot and other ways to write it."""
    wanted = names or list(_BENCHMARKS)
    if unknown := [name for name in wanted if name not in _BENCHMARKS]:
        raise typer.BadParameter(f"no such benchmark: {', '.join(unknown)}")
    typer.echo(f"Python {platform.python_version()}; {cores.described()}")
    cores.pin_load()
    found: dict[str, Any] = {}
    for name in wanted:
        found[name] = _run(name, Effort(rounds, quick)).as_json()
        if json_file:
            json_file.write_text(json.dumps(found, indent=1))


def _run(name: str, effort: Effort) -> Report:
    began = time.perf_counter()
    try:
        report = asyncio.run(_until_told(_BENCHMARKS[name](effort)))
    except asyncio.CancelledError:
        raise typer.Exit(_SIGNALLED + signal.SIGTERM) from None
    except NotAnswered as error:
        typer.echo(f"\n{name} is not measured: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"\n{name}, {time.perf_counter() - began:.0f} s")
    for line in report.lines():
        typer.echo(line)
    return report


async def _until_told(benchmark: Awaitable[Report]) -> Report:
    """Run a benchmark; SIGTERM cancels it, as Ctrl-C does by itself, so that all that it started is stopped."""
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await benchmark


if __name__ == "__main__":
    typer.run(main)
