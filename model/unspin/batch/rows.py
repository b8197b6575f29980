"""A row of the input: one document, or one line that says why it could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from unspin.formats.safe_text import one_line
from unspin.layout import Layout

_LONGEST_MESSAGE = 300


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns to read: ``id`` None means the column "id" where a row has it, else the row's number."""

    text: str = "text"
    id: str | None = None
    keep: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RawRow:
    """What a reader found, unchecked. ``where`` names the place for messages; ``position``: bytes of its file read so far."""

    where: str
    position: int
    id: Any = None
    text: Any = None
    kept: tuple[Any, ...] = ()
    error: str | None = None
    layout: Layout | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One input row: it has a ``text``, or an ``error`` of one line. ``position``: bytes of all inputs read so far.

    ``layout``: that of a document, None for plain text.
    """

    id: str
    text: str | None
    kept: tuple[Any, ...]
    error: str | None
    position: int
    layout: Layout | None = None


def pick(fields: Mapping[str, Any], columns: Columns, where: str, position: int) -> RawRow:
    """The columns that were asked for, out of one row of a table."""
    kept = tuple(fields.get(name) for name in columns.keep)
    error = None
    for wanted in (columns.text, columns.id):
        if wanted is not None and wanted not in fields:
            error = f"no column {wanted!r} here (found: {', '.join(map(str, fields)) or 'none'})"
            break
    return RawRow(where, position, fields.get(columns.id or "id"), fields.get(columns.text), kept, error)


def checked(raw: RawRow, columns: Columns, position: int) -> Row:
    """The row that goes on: its id as text (empty if it has none), and an error if there is no text to score."""
    row_id = _id_text(raw.id)
    error = raw.error
    if error is None and row_id is None and columns.id is not None:
        error = f"{columns.id!r} is {_kind(raw.id)}, not text or a number"
    if error is None and not isinstance(raw.text, str):
        error = f"{columns.text!r} is {_kind(raw.text)}, not text"
    text = raw.text if error is None else None
    kept = raw.kept or (None,) * len(columns.keep)
    return Row(row_id or "", text, kept, error and short_message(f"{raw.where}: {error}"), position, raw.layout)


def short_message(message: str) -> str:
    """``message`` as one line of bearable length, safe to show."""
    line = one_line(message)
    return line if len(line) <= _LONGEST_MESSAGE else line[: _LONGEST_MESSAGE - 1] + "…"


def _id_text(value: Any) -> str | None:
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) and value != "" else None


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    return "empty" if value == "" else f"of type {type(value).__name__}"
