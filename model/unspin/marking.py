"""Word scores to marked stretches: which tokens make up one swap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from unspin.channel import LONGEST_FOUND
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
    for i in np.flatnonzero(reading.swapped >= level).tolist():
        probability = float(reading.swapped[i])
        joined = bool(marks) and marks[-1].last == i and reading.continues[i] > probability / 2
        if joined and words.text[words.ends[i - 1] : words.starts[i]].isspace():
            before = marks[-1]
            marks[-1] = Mark(before.first, i + 1, max(before.probability, probability))
        else:
            marks.append(Mark(i, i + 1, probability))
    return marks


def join_phrases(words: Words, reading: Reading, marks: Sequence[Mark], is_listed: Callable[[str], bool], near: float = 0.1) -> list[Mark]:
    """Widen marks over neighbouring words to phrases that are known to stand for something: "international [locations]".

    A word joins only when it is at least a little suspect itself (P(swapped) of ``near``); the longest known phrase wins.
    """
    joined: list[Mark] = []
    for mark in marks:
        if joined and mark.last <= joined[-1].last:
            continue  # already inside a phrase
        best = mark
        lowest, highest = _run_around(words, reading, mark, near)
        after = max(lowest, joined[-1].last) if joined else lowest
        for first in range(after, mark.first + 1):
            for last in range(mark.last, min(first + LONGEST_FOUND, highest) + 1):
                if last - first > best.last - best.first and is_listed(found_wording(words, Mark(first, last, 1.0))):
                    best = Mark(first, last, mark.probability)
        joined.append(best)
    return joined


def _run_around(words: Words, reading: Reading, mark: Mark, near: float) -> tuple[int, int]:
    """How far a phrase around ``mark`` may reach: over tokens of P(swapped) ``near`` and more with single spaces between."""

    def follows(i: int) -> bool:
        """Whether token i may stand in one phrase with the one before."""
        both = reading.swapped[i - 1] >= near and reading.swapped[i] >= near
        return bool(both) and words.text[words.ends[i - 1] : words.starts[i]] == " "

    if not all(follows(i) for i in range(mark.first + 1, mark.last)):
        return mark.first, mark.last
    first, last = mark.first, mark.last
    while first > max(0, mark.last - LONGEST_FOUND) and follows(first):
        first -= 1
    while last < min(len(words), mark.first + LONGEST_FOUND) and follows(last):
        last += 1
    return first, last


def found_wording(words: Words, mark: Mark) -> str:
    """The marked words in lower case, with single spaces and straight apostrophes."""
    return " ".join(words.tokens[mark.first : mark.last]).lower().replace("’", "'")


def part_stretch(words: Words, reading: Reading, first: int, last: int) -> list[Mark]:
    """Part a stretch that the caller names into possible swaps, one for every word that does not continue the one before.

    That the stretch is named speaks for every word in it, so probabilities are raised; at least one word is sure.
    """
    marks: list[Mark] = []
    for i in range(first, last):
        if not words.is_word[i]:
            continue
        raised = _raised(float(reading.swapped[i]))
        if marks and marks[-1].last == i and reading.continues[i] > reading.swapped[i] / 2 and reading.swapped[i] > 0.3:
            marks[-1] = Mark(marks[-1].first, i + 1, max(marks[-1].probability, raised))
        else:
            marks.append(Mark(i, i + 1, raised))
    top = max((mark.probability for mark in marks), default=1.0)
    return [Mark(mark.first, mark.last, min(1.0, mark.probability / top)) for mark in marks]


def _raised(probability: float, odds: float = 30.0) -> float:
    return odds * probability / (1 + (odds - 1) * probability) + 1e-3
