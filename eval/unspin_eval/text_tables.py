"""Measures and tables as plain text, for the terminal."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from unspin.formats.safe_text import one_line
from unspin_eval.comparing import Comparison
from unspin_eval.measures import Measure, SuiteResult, Table

_CELL = 60


def as_text(results: Sequence[SuiteResult], comparison: Comparison | None = None) -> str:
    """Every suite as a headline with its tables, then what moved."""
    blocks = [block for result in results for block in _suite(result)]
    if comparison is not None:
        blocks += [f"== compared with {one_line(comparison.model)} (sha256 {one_line(comparison.sha256[:12])})", ""]
        blocks += [*comparison.sentences(), ""]
        blocks += [*_aligned(comparison.table()), ""] if comparison.moved else []
    return "\n".join(blocks)


def grids(result: SuiteResult) -> list[Table]:
    """The measures of a suite as tables, one a section: a row for every part and system, a column for every measure.

    That of the whole suite lies on its side, for measures have long names and systems are few.
    """
    tables = []
    for section in dict.fromkeys(m.section for m in result.measures):
        here = [m for m in result.measures if m.section == section]
        names = tuple(dict.fromkeys(m.name for m in here))
        cells = {(m.part, m.system, m.name): m for m in here}
        systems = dict.fromkeys(m.system for m in here)
        rows = [
            (part, system, *(_cell(cells.get((part, system, name))) for name in names))
            for part in dict.fromkeys(m.part for m in here)
            for system in systems
            if any((part, system, name) in cells for name in names)
        ]
        if section == "all":
            tables.append(_on_its_side(result.name, names, rows))
        else:
            tables.append(Table(f"{result.name} by {section}", (section, "system", *names), tuple(rows)))
    return tables


def _suite(result: SuiteResult) -> Iterator[str]:
    yield f"== {result.name} ({result.kind})\n{result.description}\n"
    for table in grids(result):
        yield from (table.title, *_aligned(table), "")
    for table in result.tables:
        yield from (table.title, *_aligned(table), "")
    for note in result.notes:
        yield f"{note}\n"


def _on_its_side(title: str, names: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Table:
    """A row for every measure, a column for every system."""
    return Table(
        title, ("", *(row[1] for row in rows)), tuple((name, *(row[i + 2] for row in rows)) for i, name in enumerate(names))
    )


def _aligned(table: Table) -> list[str]:
    rows = [tuple(_short(cell, last=i == len(row) - 1) for i, cell in enumerate(row)) for row in (table.columns, *table.rows)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(table.columns))]
    return ["  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _short(cell: str, *, last: bool) -> str:
    limit = 2 * _CELL if last else _CELL
    cell = one_line(cell)
    return cell if len(cell) <= limit else cell[: limit - 1] + "…"


def _cell(measure: Measure | None) -> str:
    if measure is None or math.isnan(measure.interval.value):
        return "-"
    i = measure.interval
    if math.isnan(i.low):
        return f"{_number(i.value)} (n {i.n})"
    return f"{_number(i.value)} [{_number(i.low)} {_number(i.high)}] (n {i.n})"


def _number(value: float) -> str:
    return f"{value:.3f}" if abs(value) < 10 else f"{value:.1f}"
