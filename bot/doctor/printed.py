"""A report on standard output: lines to read, or JSON to work with."""

import json
from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.text import Text

from bot.findings import Report, State

_WIDEST = max(map(len, State))
_STYLES = {State.OK: "green", State.WARNING: "yellow", State.WRONG: "bold red", State.UNCHECKED: "dim"}


def print_report(report: Report, *, as_json: bool) -> None:
    """Print a report; with colours on a terminal that wants them."""
    console = Console(highlight=False)
    if as_json:
        console.print(json.dumps(report_json(report), indent=2), markup=False, emoji=False, soft_wrap=True)
        return
    for line in report_lines(report):
        console.print(line, soft_wrap=True)
    console.print(Text(f"\n{report.sentence}"), soft_wrap=True)


def report_lines(report: Report) -> Iterator[Text]:
    """Give a line for each finding, with its state before it."""
    for finding in report.findings:
        remedy = f". {finding.remedy.sentence}" if finding.remedy else ""
        state = f"{finding.state:<{_WIDEST}}"
        yield Text.assemble((state, _STYLES[finding.state]), f"  {finding.check.value}: {finding.what}{remedy}")


def report_json(report: Report) -> dict[str, Any]:
    """Give the whole report: `fine`, `sentence`, and `findings` in the order of the checks.

    A finding has `check`, `state` (`ok`, `warning`, `wrong`, `not checked`), `what`, and `who` and `todo`, which are
    null where nothing needs to be done.
    """
    return {
        "fine": report.fine,
        "sentence": report.sentence,
        "findings": [
            {
                "check": finding.check.name.lower(),
                "state": finding.state.value,
                "what": finding.what,
                "who": finding.remedy.who.value if finding.remedy else None,
                "todo": finding.remedy.todo if finding.remedy else None,
            }
            for finding in report.findings
        ],
    }
