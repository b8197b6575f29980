"""Parquet: the fields of the JSON record as typed columns; spans and edits are lists of structs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from unspin.batch.extra import parquet, pyarrow
from unspin.batch.records import Layout, Record, batch_schema
from unspin.batch.writers import Write
from unspin.batch.writers.json_output import json_text
from unspin.formats.safe_text import without_surrogates

_ROW_GROUP_BYTES = 16_000_000


class ParquetOutput:
    """``kept_types``: the ``pyarrow.DataType`` of each kept column."""

    def __init__(self, layout: Layout, kept_types: Sequence[Any]) -> None:
        pa = pyarrow()
        self._layout = layout
        self._text_columns = {name for name, kind in zip(layout.keep, kept_types, strict=True) if kind == pa.string()}
        answers = batch_schema()["properties"]
        names = [name for name in answers if layout.restore or name not in ("restored", "edits")]
        columns = [(name, _arrow_type(answers[name])) for name in names]
        self._schema = pa.schema([*columns, *zip(layout.keep, kept_types, strict=True)])

    @contextmanager
    def part(self, path: Path) -> Iterator[Write]:
        """Open a part; each group of records becomes a row group."""
        with parquet().ParquetWriter(path, self._schema) as writer:

            def write(records: Sequence[Record]) -> None:
                rows = [self._fields(record) for record in records]
                writer.write_table(pyarrow().Table.from_pylist(rows, self._schema))

            yield write

    def join(self, parts: Iterable[Path], place: Path) -> None:
        """Read the parts group by group and write them again in row groups of a good size. Where parts end leaves no trace."""
        with parquet().ParquetWriter(place, self._schema, compression="zstd") as writer:
            tables, size = [], 0
            for table in chain.from_iterable(map(_row_groups, parts)):
                tables.append(table)
                size += table.nbytes
                if size >= _ROW_GROUP_BYTES:
                    writer.write_table(pyarrow().concat_tables(tables))
                    tables, size = [], 0
            if tables:
                writer.write_table(pyarrow().concat_tables(tables))

    def _fields(self, record: Record) -> dict[str, Any]:
        fields = self._layout.to_dict(record)
        for name in self._text_columns:
            if not isinstance(fields[name], str | None):
                fields[name] = json_text(fields[name])
        return {name: _encodable(value) for name, value in fields.items()}


def _row_groups(path: Path) -> Iterator[Any]:
    with parquet().ParquetFile(path, pre_buffer=False) as part:
        for number in range(part.num_row_groups):
            yield part.read_row_group(number, use_threads=False)


def _arrow_type(schema: dict[str, Any]) -> Any:
    """The column type for a JSON Schema; null is allowed everywhere."""
    pa = pyarrow()
    if "anyOf" in schema:
        return _arrow_type(schema["anyOf"][0])
    kinds = schema.get("type", "string")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    if kind == "array":
        return pa.list_(_arrow_type(schema["items"]))
    if kind == "object":
        return pa.struct([(name, _arrow_type(field)) for name, field in schema["properties"].items()])
    return {"string": pa.string(), "integer": pa.int64(), "number": pa.float64()}[kind]


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return without_surrogates(value)
    if isinstance(value, list):
        return [_encodable(item) for item in value]
    if isinstance(value, dict):
        return {key: _encodable(item) for key, item in value.items()}
    return value
