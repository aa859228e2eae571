"""Figures: what the rounds measured, what it should be, and how both are printed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from math import isnan, nan
from statistics import median, quantiles
from typing import Any

_WIDTH = 46
_FOUR_DIGITS = 1_000


@dataclass(frozen=True, slots=True)
class Figure:
    """What the rounds measured of one subject, one value a round."""

    what: str
    subject: str
    unit: str
    rounds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The middle of the rounds; no number where nothing was measured, which meets no mark."""
        return median(self.rounds) if self.rounds else nan

    @property
    def spread(self) -> str:
        """The least and the most of the rounds."""
        return f"{_written(min(self.rounds))} – {_written(max(self.rounds))}" if len(self.rounds) > 1 else ""


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

    marks: list[Mark] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _figures: dict[str, dict[str, Figure]] = field(default_factory=dict)

    def take(self, what: str, subject: str, unit: str, *values: float) -> None:
        """Add what a round measured of a subject; no value where there was nothing to measure."""
        of_all = self._figures.setdefault(what, {})
        of_all.setdefault(subject, Figure(what, subject, unit)).rounds.extend(values)

    def figure(self, what: str, subject: str) -> Figure:
        """Give a figure. Raises KeyError where it was never taken."""
        return self._figures[what][subject]

    def of(self, what: str, subject: str) -> float:
        """Give the median of a figure. Raises KeyError where it was never taken."""
        return self.figure(what, subject).median

    def mark(self, what: str, wanted: str, measured: str, *, met: bool) -> None:
        """Hold a figure against its mark."""
        self.marks.append(Mark(what, wanted, measured, met))

    def lines(self) -> Iterator[str]:
        """Write figures as a table, with their ratios; then the notes and the marks."""
        for what, of_all in self._figures.items():
            yield f"  {', '.join(filter(None, [what, next(iter(of_all.values())).unit]))}"
            for figure, ratio in _compared(of_all):
                times = "" if isnan(ratio) else f"×{ratio:,.3g}"
                middle = _written(figure.median)
                yield f"    {figure.subject:<{_WIDTH - 4}}{middle:>12}  {times:>8}  {figure.spread}".rstrip()
        yield from (f"  {note}" for note in self.notes)
        yield from (f"  {'met   ' if mark.met else 'MISSED'} {_said(mark)}" for mark in self.marks)

    def as_json(self) -> dict[str, Any]:
        """Give all of it as JSON can hold it; null for what is no number."""
        figures = [
            asdict(figure) | {"median": _or_none(figure.median), "ratio": _or_none(ratio)}
            for of_all in self._figures.values()
            for figure, ratio in _compared(of_all)
        ]
        return {"figures": figures, "marks": list(map(asdict, self.marks)), "notes": self.notes}


def percentile(values: Sequence[float], percent: int) -> float:
    """Give a percentile of some values. Raises ValueError where there are none."""
    if not values:
        raise ValueError("nothing was measured, so there is no percentile of it")
    return quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else values[0]


def _compared(of_all: Mapping[str, Figure]) -> Iterator[tuple[Figure, float]]:
    """Give the figures of all subjects, each with its ratio to the first; no number where there is none."""
    first = next(iter(of_all.values())).median
    for figure in of_all.values():
        yield figure, figure.median / first if first and len(of_all) > 1 else nan


def _written(number: float) -> str:
    """Write a number with four digits that count, or all that it has before the point."""
    return f"{number:,.0f}" if abs(number) >= _FOUR_DIGITS else f"{number:.4g}"


def _or_none(number: float) -> float | None:
    return None if isnan(number) else number


def _said(mark: Mark) -> str:
    return f"{mark.what}: {mark.measured}, wanted {mark.wanted}"
