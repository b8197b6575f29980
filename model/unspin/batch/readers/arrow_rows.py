"""Parquet, and Arrow files and streams: read a few dozen rows at a time, and only the columns that were asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from unspin.batch.addresses import is_address, open_binary
from unspin.batch.extra import parquet, pyarrow
from unspin.batch.readers.csv_rows import require_columns
from unspin.batch.rows import Columns, RawRow, pick
from unspin.batch.sources import Source, naming
from unspin.errors import InputError
from unspin.formats.safe_text import one_line

_ROWS = 64


def read_arrow(source: Source, columns: Columns) -> Iterator[RawRow]:
    """A row for every row of the table."""
    number = 0
    names = read_schema(source).names
    wanted = [name for name in names if name in {columns.text, columns.id or "id", *columns.keep}]
    batches = _parquet_batches(source, wanted) if source.kind == "parquet" else _arrow_batches(source, wanted)
    for position, batch in batches:
        for start in range(0, batch.num_rows, _ROWS):
            for fields in _values(batch.slice(start, _ROWS)):
                number += 1
                where = f"{one_line(source.name)} row {number}"
                if isinstance(fields, dict):
                    yield pick(fields, columns, where, position)
                else:
                    yield RawRow(where, position, error=f"not readable ({fields})")


def check_header(source: Source, columns: Columns) -> None:
    """Raise InputError if the file is no table or lacks a column that was asked for."""
    require_columns(source.name, read_schema(source).names, columns)


def read_schema(source: Source) -> Any:
    """The ``pyarrow.Schema`` of the file. Raises InputError if it has none."""
    pa = pyarrow()
    with naming(source.name), open_binary(source.path) as raw:
        try:
            return parquet().read_schema(raw) if source.kind == "parquet" else _open_arrow(raw).schema
        except pa.ArrowException as error:
            raise InputError(f"{one_line(source.name)}: not a {source.kind} file ({one_line(str(error))})") from None


def kept_types(sources: Iterable[Source], columns: Columns) -> list[Any]:
    """The ``pyarrow.DataType`` of each kept column: as in the input, text where the input has no types.

    Raises InputError if the inputs do not agree.
    """
    text = pyarrow().string()
    types: dict[str, Any] = {}
    for source in sources if columns.keep else ():
        if source.kind == "text":
            continue
        schema = read_schema(source) if source.kind in ("parquet", "arrow") else None
        for name in columns.keep:
            kind = schema.field(name).type if schema is not None else text
            if types.setdefault(name, kind) != kind:
                shown = one_line(f"{source.name}: column {name!r} is {kind} here but {types[name]} before")
                raise InputError(f"{shown}; give it one type, or write jsonl")
    return [types.get(name, text) for name in columns.keep]


def _values(batch: Any) -> Iterator[dict[str, Any] | Exception]:
    """Each row as a dict, or why Python cannot hold it (bytes that are not UTF-8, a date beyond its calendar)."""
    try:
        yield from batch.to_pylist()
    except Exception as error:
        if batch.num_rows == 1:
            yield error
        else:
            for row in range(batch.num_rows):
                yield from _values(batch.slice(row, 1))


def _parquet_batches(source: Source, names: list[str]) -> Iterator[tuple[int, Any]]:
    raw = open_binary(source.path) if is_address(source.path) else source.path
    with parquet().ParquetFile(raw, pre_buffer=False, buffer_size=1 << 20) as file:
        rows = 0
        for batch in file.iter_batches(batch_size=_ROWS, columns=names, use_threads=False):
            rows += batch.num_rows
            yield source.size * rows // file.metadata.num_rows, batch


def _arrow_batches(source: Source, names: list[str]) -> Iterator[tuple[int, Any]]:
    with open_binary(source.path) if is_address(source.path) else pyarrow().memory_map(source.path) as raw:
        file = _open_arrow(raw)
        if hasattr(file, "num_record_batches"):
            for number in range(file.num_record_batches):
                yield source.size * (number + 1) // file.num_record_batches, file.get_batch(number).select(names)
        else:
            for batch in file:
                yield raw.tell(), batch.select(names)


def _open_arrow(raw: Any) -> Any:
    """The file format, which ends in an index; or the stream format, which has none."""
    pa = pyarrow()
    try:
        return pa.ipc.open_file(raw)
    except pa.ArrowInvalid:
        raw.seek(0)
        return pa.ipc.open_stream(raw)
