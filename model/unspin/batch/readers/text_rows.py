"""A text file is one document; its id is its path."""

from __future__ import annotations

import io
from collections.abc import Iterator

from unspin.batch.rows import Columns, RawRow
from unspin.batch.sources import Source
from unspin.cli.inputs import Failure, read_documents
from unspin.formats.safe_text import one_line


def read_text(source: Source, columns: Columns) -> Iterator[RawRow]:
    """The one row of a text file."""
    for document in read_documents([source.path], io.BytesIO()):
        where = one_line(source.path)
        if isinstance(document, Failure):
            yield RawRow(where, source.size, id=source.path, error=document.message.removeprefix(f"{where}: "))
        else:
            kept = (None,) * len(columns.keep)
            yield RawRow(where, source.size, id=source.path, text=document.text, kept=kept, layout=document.layout)
