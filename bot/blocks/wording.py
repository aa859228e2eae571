"""The words for what happened: the headline, a step's title and line, what stands at a message's foot.

Blocks and the message's `text` say the same things, so they say them with these. All foreign text in them is cleaned
and cut; none is escaped, because only `text` needs it.
"""

from collections import Counter
from collections.abc import Sequence

from bot.blocks import figures
from bot.blocks.text import cut, length, one_line
from bot.qflow.execution import Execution
from bot.qflow.lookup import Lookup
from bot.qflow.service import Provenance
from bot.qflow.status import StatusGroup
from bot.qflow.step import Run, Step
from bot.qflow.verdict import Failed, NoFailure, OnlyTriggered, Partial, Tally, Unfinished

_SIGNS = {
    StatusGroup.SUCCEEDED: "✅",
    StatusGroup.RUNNING: "⏳",
    StatusGroup.FAILED: "❌",
    StatusGroup.SKIPPED: "⏭️",
    StatusGroup.OTHER: "❔",
}
_TRIGGER_SIGN = "▶️"
_NAME, _STATUS, _STATUSES = 40, 30, 40
_MOST_STATUSES, _STATUSES_LISTED = 5, 60


def headline(execution: Execution) -> str:
    """Say in one line what the verdict is."""
    match execution.verdict:
        case Failed(step, others, tally):
            more = f" and {others:,} more" if others else ""
            return f"❌ Failed at {step_name(step)}{more}{f' · {_tally(tally)}' if tally.steps else ''}"
        case Unfinished(step, others, tally):
            started = step.newest.started
            when = f" {figures.utc_clock(started)}" if started else ""
            more = f", nor for {others:,} more" if others else ""
            return f"⏳ {step_name(step)} started{when}, no finish recorded{more} · {_tally(tally)}"
        case NoFailure(unknown, tally):
            if execution.unreadable and not tally.steps:
                return f"❔ {_counted(execution.unreadable, 'row')} could not be read, and no step is known"
            if execution.unreadable:
                return f"❔ No failure in the rows that could be read · {_tally(tally)}"
            if unknown:
                return f"❔ No known failure · {_tally(tally)}, {unknown:,} with an unknown status"
            return f"✅ No failure · {_tally(tally)}"
        case OnlyTriggered():
            return "▶️ Started, no step has reported yet"
        case Partial():
            return f"🔎 {_rows(execution)}, not the whole execution"


def step_name(step: Step, most: int = _NAME) -> str:
    """Name a step by its node type: the API gives no other name."""
    return one_line(cut(step.node_type, most)) or "a step"


def numbered(step: Step, most: int = _NAME) -> str:
    """Name a step so that it can be told from others of its type when it is read out: `step 4, post-event e3a84822`."""
    return f"step {step.number:,}, {step_name(step, most)}{f' {step.short_id}' if step.short_id else ''}"


def step_title(step: Step, most: int = _NAME) -> str:
    """Name a step with its sign, its number and its short id: `✅ 4  post-event · e3a84822`."""
    parts = [f"{_sign(step)} {step.number:,}  {step_name(step, most)}"]
    if step.short_id:
        parts.append(step.short_id)
    return " · ".join(parts)


def step_line(execution: Execution, step: Step, *, message: int, status: int = _STATUS) -> str:
    """Say when a step began, how long it took, how it ended and what it said.

    message: how many graphemes of what it said. status: how many UTF-16 units of its status.
    """
    return " · ".join(part for part in _figures(execution, step, message, status) if part)


def status(run: Run, most: int = _STATUS) -> str:
    """Give a run's status as QFlow spells it."""
    return one_line(cut(run.status or "", most)) or "no status"


def standing(step: Step, most: int = _STATUS) -> str:
    """Say how a step stands: its status, but for a trigger, of which no more is ever recorded than that it started."""
    if _only_started(step):
        return "started the execution"
    return status(step.newest, most)


def repeats(step: Step) -> str | None:
    """Say how often a step ran, if more than once, and how many of its earlier runs failed: `×3, 1 failed`."""
    if len(step.runs) == 1:
        return None
    failed = f", {step.failed_earlier:,} failed" if step.failed_earlier else ""
    return f"×{len(step.runs):,}{failed}"


def said(run: Run, most: int, *, graphemes: int | None = None, lines: int | None = None) -> str | None:
    """Give what a run said, in at most so many UTF-16 units, graphemes and lines; None where that is nothing."""
    message = cut(run.message, most, graphemes=graphemes).strip() if run.message else ""
    kept = message.split("\n", lines)[:lines] if lines else [message]
    shown = "\n".join(kept)
    return shown + "\n…" if len(shown) < len(message) else shown or None


def is_longer(run: Run, units: int, lines: int) -> bool:
    """Tell whether what a run said is longer than so many UTF-16 units or lines."""
    return run.message is not None and (length(run.message) > units or run.message.strip().count("\n") >= lines)


def extent(execution: Execution, began: str) -> str:
    """Say when the execution began, as the surface writes it, and over how long its events were seen."""
    if execution.began is None or execution.ended is None or execution.ended == execution.began:
        return f"first event {began}"
    return f"first event {began} · last one {figures.span(execution.ended - execution.began)} later"


def page_shown(first: int, last: int, arranged: int, execution: Execution, lookup: Lookup) -> str | None:
    """Say which of the steps are shown, from the `first` to the `last` of `arranged`, unless it is all of them."""
    found = []
    if lookup.statuses:
        wanted = one_line(cut(", ".join(lookup.statuses), _STATUSES))
        found.append(f"{arranged:,} of {_counted(len(execution.steps), 'step')} with status {wanted}")
        if not arranged:
            found.append(_statuses(execution))
    if last - first + 1 < arranged:
        found.append(f"steps {first:,}–{last:,} of {arranged:,}")
    if lookup.order:
        found.append(f"ordered by {lookup.order}")
    return " · ".join(found) or None


def answered(provenance: Provenance, of: str, silent_since: str) -> str:
    """Say when QFlow answered, and from where that was taken; times as the surface writes them."""
    match provenance:
        case Provenance.QFLOW:
            return f"QFlow's answer of {of}"
        case Provenance.CACHE:
            return f"QFlow's answer of {of}, from cache"
        case Provenance.CACHE_WITHOUT_QFLOW:
            return f"QFlow has not answered since {silent_since}: its answer of {of}, from cache"
        case Provenance.CACHE_WHILE_BUSY:
            return f"QFlow has more questions than it can answer in time: its answer of {of}, from cache"


def caveats(execution: Execution, lookup: Lookup) -> Sequence[str]:
    """Say what the answer was limited to, what is missing from it, and what is odd about it."""
    found = []
    if lookup.start_at:
        found.append(f"since {figures.utc_time(lookup.start_at)}")
    if lookup.end_at:
        found.append(f"until {figures.utc_time(lookup.end_at)}")
    if execution.unreadable:
        found.append(f"{_counted(execution.unreadable, 'row')} could not be read")
    if execution.redacted:
        found.append(f"{_counted(execution.redacted, 'value')} redacted")
    if execution.total is not None and execution.total != execution.rows:
        found.append(f"{execution.rows:,} of {_counted(execution.total, 'row')} by QFlow's count")
    return found


def _statuses(execution: Execution) -> str:
    """List the statuses that there are, the most frequent first; a trigger that only started has none that counts."""
    counts = Counter(status(step.newest) for step in execution.steps if not _only_started(step))
    if not counts:
        return "there is only the trigger"
    listed = ", ".join(f"{count:,} {name}" for name, count in counts.most_common(_MOST_STATUSES))
    trigger = " and the trigger" if any(map(_only_started, execution.steps)) else ""
    return f"there are {cut(listed, _STATUSES_LISTED)}{trigger}"


def _figures(execution: Execution, step: Step, most: int, most_of_status: int) -> list[str | None]:
    run = step.newest
    began, took = execution.offset(step), run.duration
    message = said(run, 3 * most, graphemes=most) if most else None
    message = one_line(message) if message else None
    standing_of = standing(step, most_of_status)
    return [
        figures.offset(began) if began else None,
        figures.duration(took) if took else None,
        standing_of,
        None if run.finished or step.is_trigger else "no finish recorded",
        repeats(step),
        message if message != standing_of else None,
    ]


def _sign(step: Step) -> str:
    if _only_started(step):
        return _TRIGGER_SIGN
    return _SIGNS[step.newest.group]


def _only_started(step: Step) -> bool:
    """Tell whether it is a trigger as it mostly stands: its start is recorded, which does not mean that it runs."""
    return step.is_trigger and step.newest.group is StatusGroup.RUNNING


def _tally(tally: Tally) -> str:
    skipped = f", {tally.skipped:,} skipped" if tally.skipped else ""
    return f"{tally.finished:,} of {_counted(tally.steps, 'step')} finished{skipped}"


def _rows(execution: Execution) -> str:
    if execution.dated:
        return f"{_counted(execution.rows, 'row')} in this range"
    return f"{execution.rows:,} of {_counted(execution.total or 0, 'row')}"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
