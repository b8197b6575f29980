"""CSV and TSV with a header line, quoted as spreadsheets do."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from unspin.batch.readers.lines import TOO_LONG, OpenFile, open_lines
from unspin.batch.rows import Columns, RawRow, pick
from unspin.batch.sources import Source, naming
from unspin.cli.inputs import MAX_BYTES
from unspin.errors import InputError
from unspin.formats.safe_text import one_line

_NO_STDIN = io.BytesIO()


class _Lines:
    """Decoded lines for the csv module. A line too long to hold becomes a blank one, and ``was_too_long`` says so."""

    def __init__(self, file: OpenFile) -> None:
        self._lines = file.lines()
        self._too_long = False
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.number += 1
            if line is None:
                self._too_long = True
                yield "\n"
            else:
                # Bytes that are not UTF-8 go through as surrogates, so that only their own row is lost.
                yield line.removeprefix(codecs.BOM_UTF8 if self.number == 1 else b"").decode("utf-8", "surrogateescape")

    def was_too_long(self) -> bool:
        """Whether a line since the last question was too long."""
        was, self._too_long = self._too_long, False
        return was


def read_csv(source: Source, columns: Columns) -> Iterator[RawRow]:
    """A row for every record after the header; blank lines are no rows."""
    csv.field_size_limit(MAX_BYTES)
    with open_lines(source, _NO_STDIN) as file:
        lines = _Lines(file)
        records = csv.reader(lines, _dialect(source))
        header = next(records, [])
        while True:
            where = f"{one_line(source.name)} line {lines.number + 1}"
            try:
                cells = next(records, None)
                error = None
            except csv.Error as broken:
                cells, error = [], str(broken)
            if lines.was_too_long():
                error = TOO_LONG
            if cells is None:
                return
            if cells or error:
                yield _row(header, cells, error, columns, where, file.position())


def check_header(source: Source, columns: Columns) -> None:
    """Raise InputError if the header lacks a column that was asked for or names it twice."""
    csv.field_size_limit(MAX_BYTES)
    with naming(source.name), open_lines(source, _NO_STDIN) as file:
        if source.name.lower().endswith((".csv", ".tsv")) and file.data.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            raise InputError(f"{one_line(source.name)}: UTF-16; convert it, e.g. iconv -f UTF-16 -t UTF-8")
    with naming(source.name), open_lines(source, _NO_STDIN) as file:
        try:
            header = next(csv.reader(_Lines(file), _dialect(source)), None)
        except (csv.Error, EOFError) as error:
            raise InputError(f"{one_line(source.name)}: no header line ({error})") from None
    if header is not None:
        require_columns(source.name, header, columns)


def require_columns(path: str, names: list[str], columns: Columns) -> None:
    """Raise InputError unless every column that was asked for is there, once."""
    for option, name in [
        ("--text-column", columns.text),
        ("--id-column", columns.id),
        *(("--keep", name) for name in columns.keep),
    ]:
        if name is not None and names.count(name) != 1:
            what = "no" if name not in names else "more than one"
            raise InputError(
                one_line(f"{path}: {what} column {name!r} (found: {', '.join(names) or 'none'}); choose with {option}")
            )


def _row(header: list[str], cells: list[str], error: str | None, columns: Columns, where: str, position: int) -> RawRow:
    if error is None and len(cells) != len(header):
        error = f"{len(cells)} cells, but the header has {len(header)}"
    if error is None and any("\udc80" <= character <= "\udcff" for cell in cells if not cell.isascii() for character in cell):
        error = "not UTF-8 text"
    if error is not None:
        return RawRow(where, position, error=error)
    return pick(dict(zip(header, cells, strict=True)), columns, where, position)


class _Csv(csv.excel):
    # A quote that is never closed would swallow the rows after it without a word.
    strict = True


class _Tsv(_Csv):
    delimiter = "\t"


def _dialect(source: Source) -> type[csv.Dialect]:
    return _Tsv if source.kind == "tsv" else _Csv
