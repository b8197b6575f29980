"""How well swapped words are found: counts over words."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unspin.words import Words

Extent = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Counts:
    """Words of one text: marked and swapped, marked only, swapped only."""

    right: int
    false: int
    missed: int


def touched_words(words: Words, extents: Iterable[Extent]) -> set[int]:
    """Numbers of the words that any of ``extents`` (character offsets, half-open) overlaps. An empty extent overlaps none."""
    touched: set[int] = set()
    starts, ends = np.array(words.starts, dtype=int), np.array(words.ends, dtype=int)
    for start, end in extents:
        if start < end:
            touched.update(np.flatnonzero((starts < end) & (ends > start)).tolist())
    return {i for i in touched if words.is_word[i]}


def count_marks(words: Words, gold: Iterable[Extent], marked: Iterable[Extent]) -> Counts:
    """Compare the words that were swapped with those that were marked."""
    swapped, found = touched_words(words, gold), touched_words(words, marked)
    return Counts(len(swapped & found), len(found - swapped), len(swapped - found))


def as_array(counts: Iterable[Counts]) -> NDArray[np.int64]:
    """One row a text: right, false, missed."""
    return np.array([(c.right, c.false, c.missed) for c in counts], dtype=np.int64).reshape(-1, 3)


def precision(rows: NDArray[np.int64]) -> float:
    """Share of the marked words that were swapped; NaN when none is marked."""
    right, false, _ = rows.sum(axis=0)
    return float(right / (right + false)) if right + false else math.nan


def recall(rows: NDArray[np.int64]) -> float:
    """Share of the swapped words that are marked; NaN when none was swapped."""
    right, _, missed = rows.sum(axis=0)
    return float(right / (right + missed)) if right + missed else math.nan


def f_score(rows: NDArray[np.int64], beta: float) -> float:
    """F measure; ``beta`` below 1 leans to precision. NaN when nothing is swapped or marked."""
    right, false, missed = rows.sum(axis=0)
    below = (1 + beta**2) * right + beta**2 * missed + false
    return float((1 + beta**2) * right / below) if below else math.nan
