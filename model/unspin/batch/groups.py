"""Rows are scored in groups. Where a group ends depends on its own rows alone, so a run that was interrupted puts the same texts
together as one that was not, and the numbers come out the same to the last digit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from unspin.batch.rows import Row

GROUP_CHARACTERS = 200_000


@dataclass(frozen=True, slots=True)
class Group:
    """Rows to score together. ``digest``: the hash of all rows of the run up to the last one here."""

    rows: tuple[Row, ...]
    digest: str


class RowHash:
    """A hash of all rows so far, which tells whether the input is still what it was."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add(self, row: Row) -> None:
        """Take in the next row."""
        self._hash.update(json.dumps((row.id, row.text, row.error, row.kept), default=str).encode())

    def digest(self) -> str:
        """The hash so far."""
        return self._hash.hexdigest()


def make_groups(rows: Iterable[Row], seen: RowHash, most_rows: int) -> Iterator[Group]:
    """``rows`` in groups, with the hash of all rows up to each group's end."""
    for group in cut_rows(rows, most_rows):
        for row in group:
            seen.add(row)
        yield Group(group, seen.digest())


def cut_rows(rows: Iterable[Row], most_rows: int) -> Iterator[tuple[Row, ...]]:
    """Cut ``rows`` after at most ``most_rows`` rows and 200,000 characters (a longer text is a group of its own)."""
    group: list[Row] = []
    characters = 0
    for row in rows:
        size = len(row.text or "")
        if group and (len(group) == most_rows or characters + size > GROUP_CHARACTERS):
            yield tuple(group)
            group, characters = [], 0
        group.append(row)
        characters += size
    if group:
        yield tuple(group)
