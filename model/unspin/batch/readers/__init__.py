"""From files to rows: one reader for each kind of input, all alike from outside.

A row that cannot be read is a row with an ``error``. So is a file that breaks off: the rows before that
stand, and the next file follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from unspin.batch.extra import pyarrow
from unspin.batch.rows import Columns, RawRow, Row, checked
from unspin.batch.sources import Source
from unspin.errors import UnspinError
from unspin.formats.safe_text import one_line


class Rows(Iterator[Row]):
    """Every row of every source, in order. Holds one row (or a few dozen, for column files) in memory."""

    def __init__(self, sources: Iterable[Source], columns: Columns, stdin: BinaryIO) -> None:
        self.columns = columns
        self._stdin = stdin
        self._coming = iter(sources)
        self._source: Source | None = None
        self._current: Iterator[Row] = iter(())
        self._number = self._in_source = self._before = 0

    def __next__(self) -> Row:
        while (row := next(self._current, None)) is None:
            self._before += self._source.size if self._source else 0
            self._source, self._in_source = next(self._coming), 0
            self._current = read_source(self._source, self.columns, self._stdin)
        self._number += 1
        self._in_source += 1
        return placed(row, self._number, self._before)

    def rest(self) -> Rest:
        """What is left to read, for readers elsewhere; nothing is to be read here after that."""
        begun = () if self._source is None else ((self._source, self._in_source),)
        return Rest(self._number, self._before, (*begun, *((source, 0) for source in self._coming)))


@dataclass(frozen=True, slots=True)
class Rest:
    """``sources`` left to read, with how many rows of each were read; ``number`` rows and ``before`` bytes came before them."""

    number: int
    before: int
    sources: tuple[tuple[Source, int], ...]


def read_source(source: Source, columns: Columns, stdin: BinaryIO) -> Iterator[Row]:
    """The rows of one source, as if it were alone: an id is empty where it is to be the row's number. See ``placed``."""
    for raw in _unbroken(source, columns, stdin):
        yield checked(raw, columns, min(raw.position, source.size))


def placed(row: Row, number: int, before: int) -> Row:
    """The row of one source as the ``number``-th of all, with ``before`` bytes in the sources before its own."""
    return replace(row, id=row.id or str(number), position=before + row.position)


def check_header(source: Source, columns: Columns) -> None:
    """Raise InputError if a table says at its head that it lacks a column, or that it is no table of its kind.

    UnspinError if an extra is missing to read it.
    """
    if source.name.lower().endswith(".zst"):
        pyarrow()
    if source.kind in ("csv", "tsv"):
        from unspin.batch.readers.csv_rows import check_header as check_csv

        check_csv(source, columns)
    elif source.kind in ("parquet", "arrow"):
        from unspin.batch.readers.arrow_rows import check_header as check_arrow

        check_arrow(source, columns)


def _unbroken(source: Source, columns: Columns, stdin: BinaryIO) -> Iterator[RawRow]:
    position = 0
    try:
        for raw in _reader(source, columns, stdin):
            position = raw.position
            yield raw
    except UnspinError:
        raise
    except Exception as error:  # damaged compressed data, a broken page: whatever a decoder throws
        yield RawRow(one_line(source.name), position, id=source.name, error=f"cannot be read on from here ({error})")


def _reader(source: Source, columns: Columns, stdin: BinaryIO) -> Iterator[RawRow]:
    if source.kind == "jsonl":
        from unspin.batch.readers.json_rows import read_json

        return read_json(source, columns, stdin)
    if source.kind in ("csv", "tsv"):
        from unspin.batch.readers.csv_rows import read_csv

        return read_csv(source, columns)
    if source.kind in ("parquet", "arrow"):
        from unspin.batch.readers.arrow_rows import read_arrow

        return read_arrow(source, columns)
    from unspin.batch.readers.text_rows import read_text

    return read_text(source, columns)
