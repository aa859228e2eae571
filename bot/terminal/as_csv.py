"""The steps as CSV, https://www.rfc-editor.org/rfc/rfc4180, safe to open in a spreadsheet.

A spreadsheet takes a cell that begins with one of a few signs for a formula, whoever wrote it; such a cell gets an
apostrophe before it, https://owasp.org/www-community/attacks/CSV_Injection
"""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO

from bot.blocks.text import clean
from bot.qflow.execution import Execution
from bot.qflow.lookup import Lookup
from bot.qflow.order import arranged
from bot.qflow.service import Answer
from bot.qflow.step import Step
from bot.qflow.times import Measure

COLUMNS = (
    *("number", "node_id", "node_type", "status", "group", "started", "ended"),
    *("offset_seconds", "offset_exact", "duration_seconds", "duration_exact"),
    *("runs", "failed_earlier", "message", "data"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(answer: Answer, lookup: Lookup) -> str:
    """Write a line for each step below one with the columns' names."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    execution = answer.execution
    writer.writerows(_row(execution, step) for step in arranged(execution.steps, lookup.order, lookup.statuses))
    return written.getvalue()


def _row(execution: Execution, step: Step) -> list[object]:
    run = step.newest
    return [
        step.number,
        *map(_text, (step.node_id, step.node_type, run.status, run.group.value)),
        *map(_time, (run.started, run.ended)),
        *_measure(execution.offset(step)),
        *_measure(run.duration),
        len(step.runs),
        step.failed_earlier,
        *map(_text, (run.message, "\n".join(run.data) or None)),
    ]


def _text(foreign: str | None) -> str:
    """Clean a text that is not ours, and keep it from being a formula, before and after the cleaning."""
    cleaned = clean(foreign or "")
    is_formula = (foreign or "").startswith(_FORMULA) or cleaned.startswith(_FORMULA)
    return f"'{cleaned}" if is_formula else cleaned


def _time(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds") if moment else ""


def _measure(measure: Measure | None) -> tuple[object, object]:
    return (measure.length / timedelta(seconds=1), "yes" if measure.exact else "no") if measure else ("", "")
