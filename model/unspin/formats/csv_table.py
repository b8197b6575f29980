"""CSV: one row a document, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from unspin.formats.safe_text import without_surrogates
from unspin.report import Report, Restoration

REPORT_HEADER = ("id", "verdict", "probability", "swap_rate", "words", "threshold", "reason", "spans", "swapped")
_RESTORATION_HEADER = ("id", "edits", "changes", "text")

Cell = str | float | None


def render_reports(reports: Sequence[Report]) -> str:
    """A row a report; ``spans`` counts the swaps, ``swapped`` lists them: "settlement; cowl"."""
    return _table(REPORT_HEADER, (report_row(report) for report in reports))


def render_restorations(restorations: Sequence[Restoration]) -> str:
    """A row a restoration; ``changes`` lists the edits: "settlement -> agreement; cowl -> cover"."""
    return _table(_RESTORATION_HEADER, (_restoration_row(restoration) for restoration in restorations))


def report_row(report: Report) -> list[Cell]:
    fields = report.to_dict()
    swapped = "; ".join(span.text for span in report.spans)
    return [*(fields[name] for name in REPORT_HEADER[:-2]), len(report.spans), swapped]


def _restoration_row(restoration: Restoration) -> list[Cell]:
    changes = "; ".join(f"{edit.text} -> {edit.replacement}" for edit in restoration.edits)
    return [restoration.id, len(restoration.edits), changes, restoration.text]


def _table(header: Sequence[str], rows: Iterable[list[Cell]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue()


def guarded(cell: Cell) -> Cell:
    """Spreadsheets run a cell that begins with one of these as a formula; a leading apostrophe makes it text."""
    if not isinstance(cell, str):
        return cell
    return without_surrogates("'" + cell if cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")) else cell)
