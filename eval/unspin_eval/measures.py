"""What an evaluation says: numbers with their intervals, tables and plots. One shape for every kind of suite."""

from __future__ import annotations

import math
from dataclasses import dataclass

from unspin_eval.metrics.intervals import Interval

SCHEMA = "unspin.evaluation/1"


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
        i = self.interval
        numbers = {"value": _number(i.value), "low": _number(i.low), "high": _number(i.high), "n": i.n}
        return {"system": self.system, "section": self.section, "part": self.part, "name": self.name, **numbers}


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
class SuiteResult:
    """Everything that one suite found."""

    name: str
    kind: str
    description: str
    measures: tuple[Measure, ...]
    tables: tuple[Table, ...] = ()
    plots: tuple[LinePlot | HeatMap, ...] = ()
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """JSON-ready, without the plots."""
        return {
            "name": self.name,
            "kind": self.kind,
            "description": self.description,
            "notes": list(self.notes),
            "measures": [m.to_dict() for m in self.measures],
            "tables": [{"title": t.title, "columns": list(t.columns), "rows": [list(r) for r in t.rows]} for t in self.tables],
        }


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The whole run."""

    model: str
    model_sha256: str
    seed: int
    suites: tuple[SuiteResult, ...]

    def to_dict(self) -> dict[str, object]:
        """JSON-ready, the same for the same model, data and seed."""
        model = {"name": self.model, "sha256": self.model_sha256}
        return {"schema": SCHEMA, "model": model, "seed": self.seed, "suites": [s.to_dict() for s in self.suites]}


def exact(value: float, n: int) -> Interval:
    """A number without an interval."""
    return Interval(value, math.nan, math.nan, n)


def _number(value: float) -> float | None:
    return round(value, 4) if math.isfinite(value) else None
