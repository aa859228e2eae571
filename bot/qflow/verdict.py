"""The verdict: what can honestly be said of an execution as a whole.

The steps endpoint gives no status of the execution, so the verdict is derived from its steps, and every case says no
more than they prove: a lone start event does not prove that the step still runs, and a part of the execution proves
nothing about the rest.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.qflow.slices import Sliced
from bot.qflow.status import StatusGroup
from bot.qflow.step import Step


@dataclass(frozen=True, slots=True)
class Tally:
    """How many steps have finished, out of how many; the trigger, whose finish is never recorded, is not one.

    skipped: how many of the finished were not run at all.
    """

    finished: int
    steps: int
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Failed:
    """`step` is the first that failed as run, and `others` failed after it."""

    step: Step
    others: int
    tally: Tally


@dataclass(frozen=True, slots=True)
class Unfinished:
    """`step` is the last that started without a finish recorded, and there are `others`."""

    step: Step
    others: int
    tally: Tally


@dataclass(frozen=True, slots=True)
class NoFailure:
    """Every step finished and none failed; `unknown` of them with a status that is neither success nor failure."""

    unknown: int
    tally: Tally


@dataclass(frozen=True, slots=True)
class OnlyTriggered:
    """The trigger fired and no step has reported yet."""


@dataclass(frozen=True, slots=True)
class Partial:
    """The rows are not the whole execution, so there is no verdict on it; `failed` is a failure that they hold."""

    failed: Step | None


Verdict = Failed | Unfinished | NoFailure | OnlyTriggered | Partial


_SLICE = 2_000
"""How many steps are looked at at a time: a few milliseconds."""


def sliced_verdict(steps: Iterable[Step], *, whole: bool, unreadable: int) -> Sliced[Verdict]:
    """Derive the verdict on an execution from its steps, in slices.

    steps: as run. whole: whether the rows are all there are. unreadable: how many of them could not be read.
    """
    failed: list[Step] = []
    unfinished: list[Step] = []
    groups: list[StatusGroup] = []
    failure = StatusGroup.FAILED  # looked up once: of an enum that takes Python 3.11 as long as a call
    for number, step in enumerate(steps, start=1):
        run = step.newest
        group = run.group
        if group is failure:
            failed.append(step)
        if not step.is_trigger:
            groups.append(group)
            if not run.finished:
                unfinished.append(step)
        if number % _SLICE == 0:
            yield
    if not whole:
        return Partial(failed[0] if failed else None)
    tally = Tally(len(groups) - len(unfinished), len(groups), groups.count(StatusGroup.SKIPPED))
    if failed:
        return Failed(failed[0], len(failed) - 1, tally)
    if unfinished:
        return Unfinished(max(unfinished, key=_newest_start), len(unfinished) - 1, tally)
    if not groups and not unreadable:
        return OnlyTriggered()
    return NoFailure(groups.count(StatusGroup.OTHER), tally)


def failing_step(verdict: Verdict) -> Step | None:
    """Give the step whose failure a verdict tells, if it tells one."""
    match verdict:
        case Failed(step) | Partial(Step() as step):
            return step
        case _:
            return None


def _newest_start(step: Step) -> int:
    return step.newest.began or 0
