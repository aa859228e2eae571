"""Figures: what the rounds measured, what it should be, and how both are printed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from math import nan
from statistics import median, quantiles
from typing import Any

_WIDTH = 46


@dataclass(frozen=True, slots=True)
class Figure:
    """What the rounds measured of one subject, one value a round."""

    what: str
    subject: str
    unit: str
    rounds: Sequence[float]

    @property
    def median(self) -> float:
        """The middle of the rounds."""
        return median(self.rounds)

    @property
    def spread(self) -> str:
        """The least and the most of the rounds."""
        return f"{min(self.rounds):,.4g} – {max(self.rounds):,.4g}" if len(self.rounds) > 1 else ""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a figure should be, and whether it was so in this run: something to read, which fails nothing."""

    what: str
    wanted: str
    measured: str
    met: bool


@dataclass(slots=True)
class Report:
    """What one benchmark found. notes: what is to be known beside the figures."""

    figures: list[Figure] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, what: str, subject: str, unit: str, rounds: Iterable[float]) -> None:
        """Add what the rounds measured, if they measured anything."""
        values = tuple(rounds)
        if values:
            self.figures.append(Figure(what, subject, unit, values))

    def of(self, what: str, subject: str) -> float:
        """Give the median of a figure; no number where nothing was measured, which meets no mark."""
        found = (figure.median for figure in self.figures if (figure.what, figure.subject) == (what, subject))
        return next(found, nan)

    def mark(self, what: str, wanted: str, measured: str, *, met: bool) -> None:
        """Hold a figure against its mark."""
        self.marks.append(Mark(what, wanted, measured, met))

    def lines(self) -> Iterator[str]:
        """Write figures as a table, each ratio against the first subject of the same figure; then the notes."""
        what, first = "", 0.0
        for figure in self.figures:
            if figure.what != what:
                what, first = figure.what, figure.median
                yield f"  {what}, {figure.unit}"
            ratio = f"×{figure.median / first:,.3g}" if first else ""
            yield f"    {figure.subject:<{_WIDTH - 4}}{figure.median:>12,.4g}  {ratio:>8}  {figure.spread}".rstrip()
        yield from (f"  {note}" for note in self.notes)
        yield from (f"  {'met   ' if mark.met else 'MISSED'} {_said(mark)}" for mark in self.marks)

    def as_json(self) -> dict[str, Any]:
        """Give all of it as JSON can hold it."""
        return asdict(self)


def percentile(values: Sequence[float], percent: int) -> float:
    """Give a percentile of some values, of which there is at least one."""
    return quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else values[0]


def _said(mark: Mark) -> str:
    return f"{mark.what}: {mark.measured}, wanted {mark.wanted}"
