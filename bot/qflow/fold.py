"""The fold: from the step events of one execution to its steps.

The API records events about nodes; the events of one node are one step. `eventOrder` 1 starts, 2 finishes, anything
else finishes when it has an end: so it is in every row of the two documented answers, and nothing else is documented.
A finish event's own start is not the step's: in those answers it is later than the start event's.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from operator import itemgetter

from bot.qflow.events import StepEvent, StepEvents
from bot.qflow.execution import Execution
from bot.qflow.slices import Sliced, at_once
from bot.qflow.step import Run, Step
from bot.qflow.times import datetime_of
from bot.qflow.verdict import sliced_verdict

_START, _FINISH = 1, 2
_LAST = 2**63

_SLICE = 1_000
"""How many nodes are folded at a time: a few milliseconds."""


def fold(execution_id: str, answer: StepEvents, *, dated: bool) -> Execution:
    """Fold the events of one answer into the steps of its execution. Any list of events can be folded."""
    return at_once(sliced_fold(execution_id, answer, dated=dated))


def sliced_fold(execution_id: str, answer: StepEvents, *, dated: bool) -> Sliced[Execution]:
    """Fold as `fold` does, in slices."""
    by_node: dict[str, list[StepEvent]] = {}
    for event in answer.events:
        by_node.setdefault(event.node_id, []).append(event)
    folded: list[_Folded] = []
    for number, of_node in enumerate(by_node.values(), start=1):
        folded.append(_folded(of_node))
        if number % _SLICE == 0:
            yield
    folded.sort(key=itemgetter(0))
    yield
    steps: list[Step] = []
    for number, (_, events, runs) in enumerate(folded, start=1):
        steps.append(Step(number, events[0].node_id, events, runs))
        if number % _SLICE == 0:
            yield
    whole = not dated and (answer.total is None or answer.rows >= answer.total)
    verdict = yield from sliced_verdict(steps, whole=whole, unreadable=answer.unreadable)
    times = _times(answer.events)
    return Execution(
        execution_id=execution_id,
        steps=tuple(steps),
        rows=answer.rows,
        total=answer.total,
        unreadable=answer.unreadable,
        redacted=answer.redacted,
        dated=dated,
        whole=whole,
        verdict=verdict,
        began=datetime_of(min(times, default=None)),
        ended=datetime_of(max(times, default=None)),
    )


_Place = tuple[int, int, int, str]
"""Where an event stands in time: when it happened, `eventOrder`, when it was recorded, its id."""
_Folded = tuple[_Place, tuple[StepEvent, ...], tuple[Run, ...]]


def _folded(events: Sequence[StepEvent]) -> _Folded:
    """Order a node's events by time, pair its starts and finishes first in, first out, and tell when that began.

    A step has its place by when its first run is known to have begun, and not by when its first event happened.
    """
    if len(events) == 1:  # as most are
        (event,) = events
        run = Run(event, None if _finishes(event) else event)
        return _place(run.began, event), (event,), (run,)
    once = dict.fromkeys(events)  # the same row sent twice is one event
    in_time = tuple(sorted(once, key=_happened))
    runs: list[Run] = []
    open_runs: deque[int] = deque()
    for event in in_time:
        if not _finishes(event):
            open_runs.append(len(runs))
            runs.append(Run(event, event))
        elif open_runs:
            place = open_runs.popleft()
            runs[place] = Run(event, runs[place].start)
        else:
            runs.append(Run(event, None))
    return _place(runs[0].began, in_time[0]), in_time, tuple(runs)


def _finishes(event: StepEvent) -> bool:
    order = event.event_order
    return order == _FINISH or (order != _START and event.end_date is not None)


def _happened(event: StepEvent) -> _Place:
    own = event.end_date if _finishes(event) else event.start_date
    return _place(event.created_at if own is None else own, event)


def _place(time: int | None, event: StepEvent) -> _Place:
    """Give the place of what happened at a time; what else is known of its event tells apart those of the same time."""
    order = event.event_order
    if order is None:
        order = _FINISH if _finishes(event) else _START
    return _LAST if time is None else time, order, event.created_at or 0, event.event_id or ""


def _times(events: Iterable[StepEvent]) -> Sequence[int]:
    """When they happened; when they were recorded, some 50 ms later, only where nothing else is known."""
    times: list[int | None] = []
    for event in events:
        if event.start_date is None and event.end_date is None:
            times.append(event.created_at)
        else:
            times += (event.start_date, event.end_date)
    return [time for time in times if time is not None]
