"""Word scores to marked stretches: which tokens make up one swap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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


def join_phrases(words: Words, reading: Reading, marks: Sequence[Mark], is_listed: Callable[[str], bool], near: float = 0.1) -> list[Mark]:
    """Widen marks over neighbouring words to phrases that are known to stand for something: "international [locations]".

    A word joins only when it is at least a little suspect itself (P(swapped) of ``near``); the longest known phrase wins.
    """
    joined: list[Mark] = []
    for mark in marks:
        if joined and mark.last <= joined[-1].last:
            continue  # already inside a phrase
        best = mark
        after = joined[-1].last if joined else 0
        for first in range(max(after, mark.last - LONGEST_FOUND, 0), mark.first + 1):
            for last in range(mark.last, min(first + LONGEST_FOUND, len(words)) + 1):
                wider = last - first > best.last - best.first
                if wider and _is_run(words, reading, first, last, near) and is_listed(found_wording(words, Mark(first, last, 1.0))):
                    best = Mark(first, last, mark.probability)
        joined.append(best)
    return joined


def _is_run(words: Words, reading: Reading, first: int, last: int, near: float) -> bool:
    return all(reading.swapped[i] >= near for i in range(first, last)) and all(
        words.text[words.ends[i - 1] : words.starts[i]] == " " for i in range(first + 1, last)
    )


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


def _raised(probability: float, odds: float = 12.0) -> float:
    return odds * probability / (1 + (odds - 1) * probability) + 1e-3
