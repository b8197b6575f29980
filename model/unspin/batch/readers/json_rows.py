"""JSON Lines: one object a line; blank lines are no rows."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import BinaryIO

from unspin.batch.readers.lines import TOO_LONG, open_lines
from unspin.batch.rows import Columns, RawRow, pick
from unspin.batch.sources import Source
from unspin.formats.safe_text import one_line


def read_json(source: Source, columns: Columns, stdin: BinaryIO) -> Iterator[RawRow]:
    """A row for every line that is not blank."""
    with open_lines(source, stdin) as file:
        for number, line in enumerate(file.lines(), start=1):
            if line is None or line.strip():
                yield _row(line, columns, f"{one_line(source.name)} line {number}", file.position())


def _row(line: bytes | None, columns: Columns, where: str, position: int) -> RawRow:
    if line is None:
        return RawRow(where, position, error=TOO_LONG)
    try:
        fields = json.loads(line.removeprefix(codecs.BOM_UTF8).decode("utf-8"))
    except UnicodeDecodeError as error:
        return RawRow(where, position, error=f"not UTF-8 text (byte 0x{line[error.start]:02x})")
    except (ValueError, RecursionError) as error:
        return RawRow(where, position, error=f"not JSON ({error})")
    if not isinstance(fields, dict):
        return RawRow(where, position, error=f"not a JSON object but {type(fields).__name__}")
    return pick(fields, columns, where, position)
