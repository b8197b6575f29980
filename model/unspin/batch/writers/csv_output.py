"""CSV: the columns of ``unspin score --format csv``, then ``error``, the restoration, and the kept columns."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unspin.batch.records import Layout, Record
from unspin.batch.writers import Write
from unspin.batch.writers.json_output import json_text
from unspin.formats.csv_table import REPORT_HEADER, Cell, guarded, report_row

_CHUNK = 1 << 20


@dataclass(frozen=True)
class CsvOutput:
    """Parts have no header line; the whole has one."""

    layout: Layout

    @contextmanager
    def part(self, path: Path) -> Iterator[Write]:
        """Open a part."""
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")

            def write(records: Sequence[Record]) -> None:
                writer.writerows(self._cells(record) for record in records)

            yield write

    def join(self, parts: Iterable[Path], place: Path) -> None:
        """A header line, then the parts."""
        header = io.StringIO(newline="")
        csv.writer(header, lineterminator="\n").writerow(self._header())
        with place.open("wb") as whole:
            whole.write(header.getvalue().encode())
            for path in parts:
                with path.open("rb") as part:
                    shutil.copyfileobj(part, whole, _CHUNK)

    def _header(self) -> list[str]:
        restoration = ("changes", "restored") if self.layout.restore else ()
        return [*REPORT_HEADER, "error", *restoration, *self.layout.keep]

    def _cells(self, record: Record) -> list[Cell]:
        report, restoration = record.outcome.report, record.outcome.restoration
        cells: list[Cell] = [None] * len(REPORT_HEADER) if report is None else report_row(report)
        cells[0] = record.row.id
        cells.append(record.error)
        if restoration:
            cells += ["; ".join(f"{edit.text} -> {edit.replacement}" for edit in restoration.edits), restoration.text]
        elif self.layout.restore:
            cells += [None, None]
        return [guarded(cell) for cell in cells] + [_kept_cell(value) for value in record.row.kept]


def _kept_cell(value: Any) -> Cell:
    text = value if isinstance(value, str) or value is None else json_text(value)
    return text if _is_number(text) else guarded(text)


def _is_number(text: str | None) -> bool:
    """Numbers are no formulas: "-3.5" stays as it is."""
    try:
        float(text or "")
    except ValueError:
        return False
    return True
