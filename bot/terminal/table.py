"""The answer as a table to read, with a waterfall beside it where there is room."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.blocks import figures, wording
from bot.blocks.text import clean, cut, one_line
from bot.blocks.timeline import scale_over
from bot.qflow.execution import Execution
from bot.qflow.lookup import Lookup
from bot.qflow.order import arranged
from bot.qflow.service import Answer
from bot.qflow.status import StatusGroup
from bot.qflow.step import Step
from bot.qflow.verdict import failing_step
from bot.terminal.columns import aligned

WATERFALL_FROM = 120
"""Columns of a terminal that is wide enough for a waterfall."""

_BAR = 40
_NAME = 32
_LINES_SAID, _LINE_SAID = 30, 2_000
_STYLES = {StatusGroup.FAILED: "red", StatusGroup.RUNNING: "yellow", StatusGroup.OTHER: "yellow"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table. style: how it stands out where there are colours."""

    text: str
    style: str = ""


def table(answer: Answer, lookup: Lookup, *, width: int | None) -> Iterator[Line]:
    """Give the headline, what the failing step said, the steps, and where all that came from.

    width: in columns, of the terminal; None for a pipe, into which everything goes uncut and without a waterfall.
    """
    execution = answer.execution
    steps = arranged(execution.steps, lookup.order, lookup.statuses)
    yield Line(wording.headline(execution), "bold")
    if failed := failing_step(execution.verdict):
        yield from _said(failed, None if width is None else _LINES_SAID)
    yield Line("")
    if steps:
        yield from _steps(execution, steps, width)
        yield Line("")
    yield from (Line(line, "dim") for line in _foot(answer, lookup, len(steps)))


def _said(failed: Step, most: int | None) -> Iterator[Line]:
    lines = clean(failed.newest.message or "").strip().splitlines()
    yield Line(f"{wording.step_title(failed)} {'said' if lines else 'failed and left no message'}")
    for line in lines[:most]:
        yield Line(f"    {cut(line, _LINE_SAID) if most else line}", "red")
    if len(lines) > len(lines[:most]):
        yield Line("    … and more: --format json tells all")


def _steps(execution: Execution, steps: Sequence[Step], width: int | None) -> Iterator[Line]:
    waterfall = width is not None and width >= WATERFALL_FROM
    scale = scale_over(steps, _BAR) if waterfall else None
    head = ["#", "began", "took", "status", "step", *([""] if scale else []), "message"]
    rows = [
        [*_figures(execution, step), *([f"{scale.drawn(step.newest):<{_BAR}}"] if scale else []), _message(step)]
        for step in steps
    ]
    first, *lines = aligned([head, *rows], width=width)
    yield Line(first, "bold")
    for step, line in zip(steps, lines, strict=True):
        yield Line(line, "" if step.is_trigger else _STYLES.get(step.newest.group, ""))
        for data in step.newest.data:
            yield from (Line(f"    {part}") for part in data.splitlines())


def _figures(execution: Execution, step: Step) -> list[str]:
    began, took = execution.offset(step), step.newest.duration
    unfinished = "" if step.newest.finished or step.is_trigger else ", no finish recorded"
    return [
        str(step.number),
        figures.offset(began) if began else "",
        figures.duration(took) if took else "",
        f"{wording.standing(step)}{unfinished} {wording.repeats(step) or ''}".rstrip(),
        f"{wording.step_name(step, _NAME)} {step.short_id or ''}".rstrip(),
    ]


def _message(step: Step) -> str:
    return one_line(clean(step.newest.message or ""))


def _foot(answer: Answer, lookup: Lookup, shown: int) -> Iterator[str]:
    execution = answer.execution
    yield f"execution {execution.execution_id}"
    if execution.began:
        yield wording.extent(execution, figures.utc_time(execution.began))
    yield " · ".join(
        [
            wording.answered(answer.provenance, figures.utc_time(answer.as_of), ""),
            *wording.caveats(execution, lookup),
        ]
    )
    if which := wording.page_shown(1, shown, shown, execution, lookup):
        yield which
