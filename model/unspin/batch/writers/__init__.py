"""From records to the output file, by its ending. All are written alike: in parts, which are joined at the end.

The bytes depend on the records alone: no times, no names, and not on how often the run was interrupted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from unspin.batch.records import Layout, Record
from unspin.batch.rows import Columns
from unspin.batch.sources import Source
from unspin.errors import InputError
from unspin.formats.safe_text import one_line

ENDINGS = (".jsonl", ".jsonl.gz", ".jsonl.zst", ".csv", ".parquet")

Write = Callable[[Sequence[Record]], None]


class Output(Protocol):
    """How one format is written."""

    def part(self, path: Path) -> AbstractContextManager[Write]:
        """Open a part; what the context gives writes records to it."""

    def join(self, parts: Iterable[Path], place: Path) -> None:
        """Write all parts, in order, to one file of the format."""


def check_output(output: Path) -> None:
    """Raise InputError unless ``output`` is a file that can be written in a format known here."""
    name = one_line(str(output))
    if _ending(output) is None:
        raise InputError(f"{name}: the ending picks the format; end it in one of {', '.join(ENDINGS)}")
    if output.exists() and not output.is_file():
        raise InputError(f"{name}: is not a file; name a file")
    if not output.parent.is_dir():
        raise InputError(f"{name}: folder {one_line(str(output.parent))} does not exist; make it first")
    if _ending(output) in (".jsonl.zst", ".parquet"):
        from unspin.batch.extra import pyarrow

        pyarrow()


def open_output(output: Path, layout: Layout, sources: Iterable[Source], columns: Columns) -> Output:
    """The writer for ``output``. ``sources`` are asked for the types of kept columns, if the format has types."""
    ending = _ending(output)
    if ending == ".parquet":
        from unspin.batch.readers.arrow_rows import kept_types
        from unspin.batch.writers.parquet_output import ParquetOutput

        return ParquetOutput(layout, kept_types(sources, columns))
    if ending == ".csv":
        from unspin.batch.writers.csv_output import CsvOutput

        return CsvOutput(layout)
    from unspin.batch.writers.json_output import JsonOutput

    return JsonOutput(layout, compression=str(ending).removeprefix(".jsonl"))


def _ending(output: Path) -> str | None:
    return next((ending for ending in ENDINGS if output.name.lower().endswith(ending)), None)
