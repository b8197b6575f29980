"""Word scores to marked stretches: which tokens make up one swap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from unspin.reading import Reading
from unspin.words import Words


@dataclass(frozen=True)
class Mark:
    """Tokens ``first`` to ``last`` (half-open) stand where one word or phrase stood; ``probability`` that they were swapped."""

    first: int
    last: int
    probability: float


def mark_swaps(words: Words, reading: Reading, level: float) -> list[Mark]:
    """Marks of all words whose P(swapped) is at least ``level``; words that continue a swap join the one before.

    A higher level never marks a word that a lower one leaves alone.
    """
    marks: list[Mark] = []
    for i in range(len(words)):
        if reading.swapped[i] < level:
            continue
        joined = bool(marks) and marks[-1].last == i and reading.continues[i] > reading.swapped[i] / 2
        if joined and words.text[words.ends[i - 1] : words.starts[i]].isspace():
            before = marks[-1]
            marks[-1] = Mark(before.first, i + 1, max(before.probability, float(reading.swapped[i])))
        else:
            marks.append(Mark(i, i + 1, float(reading.swapped[i])))
    return marks


def part_stretch(words: Words, reading: Reading, first: int, last: int, level: float = 0.2) -> list[Mark]:
    """Part a stretch that the caller names into the swaps in it; when nothing looks swapped, the whole stretch is one."""
    inside = [i for i in range(first, last) if words.is_word[i]]
    scores: Sequence[float] = reading.swapped.tolist()
    marks: list[Mark] = []
    for i in inside:
        if scores[i] < level:
            continue
        if marks and marks[-1].last == i and reading.continues[i] > scores[i] / 2:
            marks[-1] = Mark(marks[-1].first, i + 1, max(marks[-1].probability, scores[i]))
        else:
            marks.append(Mark(i, i + 1, scores[i]))
    if not marks and inside:
        marks = [Mark(inside[0], inside[-1] + 1, max(scores[i] for i in inside))]
    return marks
