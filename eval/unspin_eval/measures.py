"""What an evaluation says: numbers with their intervals, tables and plots. One shape for every kind of suite."""

from __future__ import annotations

import math
from dataclasses import dataclass

from unspin_eval.metrics.intervals import Interval


@dataclass(frozen=True, slots=True)
class Measure:
    """One number: of which system, on which part of the data (``section`` "register", ``part`` "news"), measuring what."""

    system: str
    section: str
    part: str
    name: str
    interval: Interval

    def to_dict(self) -> dict[str, object]:
        """JSON-ready; numbers to 4 places, those that do not exist as null."""
        about = {"system": self.system, "section": self.section, "part": self.part, "name": self.name}
        return about | interval_to_dict(self.interval)


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is no grid of measures (worst cases, say). Cells are ready to be shown."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """A line of a plot, named after its system."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class LinePlot:
    """Curves over one pair of axes; ``diagonal`` draws the line that means chance or perfect calibration."""

    title: str
    x_label: str
    y_label: str
    curves: tuple[Curve, ...]
    diagonal: bool = True


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Values 0 to 1 by row and column; NaN cells stay empty."""

    title: str
    x_label: str
    y_label: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class BarPlot:
    """A share (0 to 1) with its interval for each part, as horizontal bars; ``line`` marks the share that was aimed at."""

    title: str
    x_label: str
    names: tuple[str, ...]
    intervals: tuple[Interval, ...]
    line: float


Plot = LinePlot | HeatMap | BarPlot


@dataclass(frozen=True, slots=True)
class Highlight:
    """A stretch of a text to look at; ``original`` is what probably stood there, or empty."""

    start: int
    end: int
    original: str


@dataclass(frozen=True, slots=True)
class Case:
    """One text to read, under a line that says what it is."""

    line: str
    text: str
    highlights: tuple[Highlight, ...]


@dataclass(frozen=True, slots=True)
class Cases:
    """Texts to read, the worst first. Only the page shows them: the other formats have their table."""

    title: str
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class SuiteResult:
    """Everything that one suite found."""

    name: str
    kind: str
    description: str
    measures: tuple[Measure, ...]
    tables: tuple[Table, ...] = ()
    plots: tuple[Plot, ...] = ()
    notes: tuple[str, ...] = ()
    cases: tuple[Cases, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """JSON-ready, without the plots and the texts."""
        return {
            "name": self.name,
            "kind": self.kind,
            "description": self.description,
            "notes": list(self.notes),
            "measures": [m.to_dict() for m in self.measures],
            "tables": [{"title": t.title, "columns": list(t.columns), "rows": [list(r) for r in t.rows]} for t in self.tables],
        }


def exact(value: float, n: int) -> Interval:
    """A number without an interval."""
    return Interval(value, math.nan, math.nan, n)


def interval_to_dict(interval: Interval) -> dict[str, object]:
    """JSON-ready; numbers to 4 places, those that do not exist as null."""
    numbers = {"value": interval.value, "low": interval.low, "high": interval.high}
    return {name: _number(value) for name, value in numbers.items()} | {"n": interval.n}


def _number(value: float) -> float | None:
    return round(value, 4) if math.isfinite(value) else None
