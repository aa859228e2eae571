"""`python -m tests.bench`: runs the benchmarks that are named, or all of them, and prints what they found."""

import asyncio
import json
import platform
import time
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from tests.bench import ack, answer, burst, cores, growth, idle, size
from tests.bench.effort import Effort
from tests.bench.figures import Report

_BENCHMARKS: Mapping[str, Callable[[Effort], Coroutine[Any, Any, Report]]] = {
    "ack": ack.measured,
    "answer": answer.measured,
    "burst": burst.measured,
    "size": size.measured,
    "idle": idle.measured,
    "growth": growth.measured,
}


def main(
    names: Annotated[list[str] | None, typer.Argument(help=f"Of {', '.join(_BENCHMARKS)}; all, if none.")] = None,
    rounds: Annotated[int | None, typer.Option(min=1, help="How often to take each figure.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="As little as shows that all of it works.")] = False,  # noqa: FBT002 - a flag
    json_file: Annotated[Path | None, typer.Option("--json", help="Where to write the figures, too.")] = None,
) -> None:
    """Measure, side by side, this bot and other ways to write it."""
    wanted = names or list(_BENCHMARKS)
    if unknown := [name for name in wanted if name not in _BENCHMARKS]:
        raise typer.BadParameter(f"no such benchmark: {', '.join(unknown)}")
    typer.echo(f"Python {platform.python_version()}; {cores.described()}")
    cores.pin_load()
    reports = {name: _run(name, Effort(rounds, quick)) for name in wanted}
    if json_file:
        json_file.write_text(json.dumps({name: report.as_json() for name, report in reports.items()}, indent=1))


def _run(name: str, effort: Effort) -> Report:
    began = time.perf_counter()
    report = asyncio.run(_BENCHMARKS[name](effort))
    typer.echo(f"\n{name}, {time.perf_counter() - began:.0f} s")
    for line in report.lines():
        typer.echo(line)
    return report


if __name__ == "__main__":
    typer.run(main)
