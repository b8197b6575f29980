"""Rows are scored in groups and saved in parts. Where a group ends depends on the input alone, so a run that was interrupted
puts the same texts together as one that was not, and the numbers come out the same to the last digit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from unspin.batch.rows import Row

GROUP_CHARACTERS = 200_000


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many rows go into a group (one call of the model) and into a part (what a crash can cost)."""

    group: int = 64
    part: int = 512


@dataclass(frozen=True, slots=True)
class Group:
    """Rows to score together. ``digest``: where a part ends, the hash of all rows of the run so far; else None."""

    rows: tuple[Row, ...]
    digest: str | None


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


def make_groups(rows: Iterable[Row], seen: RowHash, sizes: Sizes) -> Iterator[Group]:
    """Cut ``rows`` into groups of at most ``sizes.group`` rows and about 200,000 characters. No group reaches into two parts."""
    group: list[Row] = []
    characters = in_part = 0
    for row in rows:
        size = len(row.text or "")
        if group and (len(group) == sizes.group or characters + size > GROUP_CHARACTERS or in_part == sizes.part):
            part_is_full = in_part == sizes.part
            yield Group(tuple(group), seen.digest() if part_is_full else None)
            in_part = 0 if part_is_full else in_part
            group, characters = [], 0
        seen.add(row)
        group.append(row)
        characters += size
        in_part += 1
    if group:
        yield Group(tuple(group), seen.digest())
