"""From files to rows: one reader for each kind of input, all alike from outside.

A row that cannot be read is a row with an ``error``. So is a file that breaks off: the rows before that
stand, and the next file follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from unspin.batch.extra import pyarrow
from unspin.batch.rows import Columns, RawRow, Row, checked
from unspin.batch.sources import Source
from unspin.errors import UnspinError
from unspin.formats.safe_text import one_line


def read_rows(sources: Iterable[Source], columns: Columns, stdin: BinaryIO) -> Iterator[Row]:
    """Every row of every source, in order. Holds one row (or a few dozen, for column files) in memory."""
    number = before = 0
    for source in sources:
        for raw in _unbroken(source, columns, stdin):
            number += 1
            yield checked(raw, columns, number, before + min(raw.position, source.size))
        before += source.size


def check_header(source: Source, columns: Columns) -> None:
    """Raise InputError if a table says at its head that it lacks a column, or that it is no table of its kind.

    UnspinError if an extra is missing to read it.
    """
    if source.path.lower().endswith(".zst"):
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
        yield RawRow(one_line(source.path), position, id=source.path, error=f"cannot be read on from here ({error})")


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
