"""The timeline: a waterfall of the steps in fixed width, one line a step, to scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from unicodedata import east_asian_width

from bot.blocks import figures, wording
from bot.blocks.text import cut
from bot.qflow.execution import Execution
from bot.qflow.status import StatusGroup
from bot.qflow.step import Run, Step

COLUMNS = 36
_NAME = 10
_BAR, _END, _OPEN = "█", "┃", "▸"
_SIGNS = {
    StatusGroup.FAILED: ("✗", "failed"),
    StatusGroup.RUNNING: ("…", "running"),
    StatusGroup.SKIPPED: ("-", "skipped"),
    StatusGroup.OTHER: ("?", "other"),
}
"""Each as wide as a letter in a fixed-width font, which an emoji is not."""


def timeline(execution: Execution, steps: Sequence[Step]) -> str:
    """Draw steps at most 36 columns wide.

    `█` is from a start event to its finish event, `┃` a finish whose start is not recorded, `▸` a start without a
    finish. Before its name stands the sign of a step that did not simply succeed. The scale runs over these steps; the
    last lines say where it begins and ends in the execution, and what the signs mean.
    """
    digits = len(str(max((step.number for step in steps), default=0)))
    scale = scale_over(steps, COLUMNS - digits - _NAME - 4)
    if execution.began is None or scale is None:
        return "no times are recorded"
    lines = [f"{step.number:>{digits}} {_sign(step)} {_padded(step)} {scale.drawn(step.newest)}" for step in steps]
    begins, ends = (f"+{figures.span(moment - execution.began)}" for moment in (scale.begin, scale.end))
    return "\n".join([*map(str.rstrip, lines), f"{begins} to {ends}".rjust(COLUMNS), *_legend(steps)])


def _sign(step: Step) -> str:
    if step.is_trigger and step.newest.group is StatusGroup.RUNNING:
        return " "
    return _SIGNS.get(step.newest.group, (" ", ""))[0]


def _legend(steps: Sequence[Step]) -> Sequence[str]:
    """Say what the signs mean that stand before these steps."""
    seen = {_sign(step) for step in steps}
    meant = [f"{sign} {meaning}" for sign, meaning in _SIGNS.values() if sign in seen]
    wide, narrow = "  ".join(meant), " ".join(meant)
    return [wide if len(wide) <= COLUMNS else narrow] if meant else []


def scale_over(steps: Sequence[Step], width: int) -> "Scale | None":
    """Give the scale on which these steps' newest runs are drawn; None where no times are recorded."""
    times = [time for step in steps for time in (step.newest.started, step.newest.ended) if time is not None]
    return Scale(min(times), max(times), width) if times else None


@dataclass(frozen=True, slots=True)
class Scale:
    """A stretch of time over a number of columns."""

    begin: datetime
    end: datetime
    width: int

    def drawn(self, run: Run) -> str:
        """Draw one run on the scale."""
        match run.started, run.ended:
            case datetime() as started, datetime() as ended if ended >= started:
                first, last = self._column(started), self._column(ended)
                return " " * first + _BAR * (last - first + 1)
            case _, datetime() as ended:
                return " " * self._column(ended) + _END
            case datetime() as started, _:
                return " " * self._column(started) + _OPEN
            case _:
                return ""

    def _column(self, moment: datetime) -> int:
        span = self.end - self.begin
        return min(int((moment - self.begin) / span * self.width), self.width - 1) if span else 0


def _padded(step: Step) -> str:
    """Cut and fill a name to its columns: a wide character, such as a Chinese one, takes two."""
    name = wording.step_name(step, _NAME)
    while _columns(name) > _NAME:
        name = cut(name, len(name) - 1 - name.endswith("…"))
    return name + " " * (_NAME - _columns(name))


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
