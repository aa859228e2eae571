"""The answer as JSON, in a shape that scripts can rely on.

    version       1; raised when something below changes its meaning or goes
    execution     id, began, ended, rows, total, unreadable, whole
    verdict       kind (failed, unfinished, no_failure, only_triggered, partial), headline, step (its number),
                  finished and steps (how many of how many, null where that is not known)
    steps         in the order asked for, those of the statuses asked for: number, node_id, node_type, short_id,
                  status, group (succeeded, running, failed, skipped, other), trigger, finished, started, ended,
                  offset and duration ({"seconds", "exact"}; what is not exact is a bound: the step began at most so
                  late, and took at least so long), runs, failed_earlier, message, data (a
                  list: what the newest run's rows carry beside the documented fields)
    provenance    source (qflow, cache, cache_without_qflow, cache_while_busy), as_of
    redacted      how many values were hidden

Times are ISO 8601 in UTC. What is not known is null.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.blocks import wording
from bot.qflow.execution import Execution
from bot.qflow.lookup import Lookup
from bot.qflow.order import arranged
from bot.qflow.service import Answer
from bot.qflow.step import Step
from bot.qflow.times import Measure
from bot.qflow.verdict import Failed, NoFailure, OnlyTriggered, Partial, Tally, Unfinished, Verdict

VERSION = 1


def as_json(answer: Answer, lookup: Lookup) -> str:
    """Write the answer; in ASCII, so that no terminal acts on what stands in it."""
    execution = answer.execution
    document = {
        "version": VERSION,
        "execution": {
            "id": execution.execution_id,
            "began": _time(execution.began),
            "ended": _time(execution.ended),
            "rows": execution.rows,
            "total": execution.total,
            "unreadable": execution.unreadable,
            "whole": execution.whole,
        },
        "verdict": _verdict(execution),
        "steps": [_step(execution, step) for step in arranged(execution.steps, lookup.order, lookup.statuses)],
        "provenance": {"source": answer.provenance.name.lower(), "as_of": _time(answer.as_of)},
        "redacted": execution.redacted,
    }
    return json.dumps(document, indent=2)


def _verdict(execution: Execution) -> dict[str, Any]:
    kind, step, tally = _parts(execution.verdict)
    return {
        "kind": kind,
        "headline": wording.headline(execution),
        "step": step.number if step else None,
        "finished": tally.finished if tally else None,
        "steps": tally.steps if tally else None,
    }


def _parts(verdict: Verdict) -> tuple[str, Step | None, Tally | None]:
    match verdict:
        case Failed(step, _, tally):
            return "failed", step, tally
        case Unfinished(step, _, tally):
            return "unfinished", step, tally
        case NoFailure(_, tally):
            return "no_failure", None, tally
        case OnlyTriggered():
            return "only_triggered", None, None
        case Partial(failed):
            return "partial", failed, None


def _step(execution: Execution, step: Step) -> dict[str, Any]:
    run = step.newest
    return {
        "number": step.number,
        "node_id": step.node_id,
        "node_type": step.node_type,
        "short_id": step.short_id,
        "status": run.status,
        "group": run.group.value,
        "trigger": step.is_trigger,
        "finished": run.finished,
        "started": _time(run.started),
        "ended": _time(run.ended),
        "offset": _measure(execution.offset(step)),
        "duration": _measure(run.duration),
        "runs": len(step.runs),
        "failed_earlier": step.failed_earlier,
        "message": run.message,
        "data": [json.loads(text) for text in run.data],
    }


def _time(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds") if moment else None


def _measure(measure: Measure | None) -> dict[str, Any] | None:
    return {"seconds": measure.length / timedelta(seconds=1), "exact": measure.exact} if measure else None
