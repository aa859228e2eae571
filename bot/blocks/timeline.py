"""The timeline: a waterfall of the steps in fixed width, one line a step, to scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from unicodedata import east_asian_width

from bot.blocks import figures, wording
from bot.blocks.text import cut
from bot.qflow.execution import Execution, Run, Step

COLUMNS = 36
_NAME = 11
_BAR, _END, _OPEN = "█", "┃", "▸"


def timeline(execution: Execution, steps: Sequence[Step]) -> str:
    """Draw steps at most 36 columns wide.

    `█` is from a start event to its finish event, `┃` a finish whose start is not recorded, `▸` a start without a
    finish. The scale runs over these steps; the last line says where it begins and ends in the execution.
    """
    digits = len(str(max((step.number for step in steps), default=0)))
    scale = scale_over(steps, COLUMNS - digits - _NAME - 2)
    if execution.began is None or scale is None:
        return "no times are recorded"
    lines = [
        f"{step.number:>{digits}} {_padded(wording.step_name(step, _NAME), _NAME)} {scale.drawn(step.newest)}"
        for step in steps
    ]
    begins, ends = (f"+{figures.span(moment - execution.began)}" for moment in (scale.begin, scale.end))
    return "\n".join([*map(str.rstrip, lines), f"{begins} to {ends}".rjust(COLUMNS)])


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


def _padded(name: str, columns: int) -> str:
    """Cut and fill a name to a number of columns: a wide character, such as a Chinese one, takes two."""
    while _columns(name) > columns:
        name = cut(name, len(name) - 1 - name.endswith("…"))
    return name + " " * (columns - _columns(name))


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
