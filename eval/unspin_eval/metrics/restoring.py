"""How well the original wording is put back.

The rule for an edit. Widen the place of the edit until it holds every gold swap that it touches whole; call what the original
had in that place the *expected* wording.

1. If nothing had to be widened, the edit is right when its replacement is the expected wording.
2. Else the edit changes a part of a swap of several words. It is right when its replacement stands in the expected wording as
   whole words in a row, and the words it replaces do not.

Wordings are compared without regard to case and to the width of white space. An edit that touches no swap is therefore wrong,
unless it changes nothing.

A swap counts as put back when the place widened over every edit and swap that it touches reads as the original once restored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from unspin.words import split_words
from unspin_eval.metrics.marking import Extent


@dataclass(frozen=True, slots=True)
class Change:
    """``text[start:end]`` is to become ``replacement``. Gold swaps (replacement: the original) and edits of a restorer alike."""

    start: int
    end: int
    replacement: str


def normal(wording: str) -> str:
    """The form in which wordings are compared."""
    return " ".join(wording.casefold().replace("’", "'").split())


def apply_changes(text: str, changes: Sequence[Change], within: Extent | None = None) -> str:
    """``text`` (or the part ``within``) with the changes made; they must not overlap, and lie within it whole."""
    at, stop = within or (0, len(text))
    parts = []
    for change in sorted(changes, key=lambda c: (c.start, c.end)):
        parts += [text[at : change.start], change.replacement]
        at = change.end
    return "".join([*parts, text[at:stop]])


def real_edits(text: str, edits: Sequence[Change]) -> list[Change]:
    """The edits that change the wording, not only its case."""
    return [e for e in edits if normal(text[e.start : e.end]) != normal(e.replacement)]


def is_right(text: str, edit: Change, gold: Sequence[Change]) -> bool:
    """Whether the edit leads back to the original, by the rule at the head of this module."""
    place = _widen((edit.start, edit.end), gold)
    expected = apply_changes(text, _inside(gold, place), place)
    if place == (edit.start, edit.end):
        return normal(edit.replacement) == normal(expected)
    return _stands_in(edit.replacement, expected) and not _stands_in(text[edit.start : edit.end], expected)


def is_put_back(text: str, swap: Change, edits: Sequence[Change], gold: Sequence[Change]) -> bool:
    """Whether the original wording stands again where ``swap`` was made."""
    place = _widen((swap.start, swap.end), [*edits, *gold])
    return normal(apply_changes(text, _inside(edits, place), place)) == normal(apply_changes(text, _inside(gold, place), place))


def changed_words(text: str, edits: Sequence[Change]) -> int:
    """Words that edits change: those they replace, or those they put in where they replace none."""
    return sum(_count(text[e.start : e.end]) or _count(e.replacement) for e in real_edits(text, edits))


def word_distance(text: str, original: str) -> tuple[int, int]:
    """Fewest words to change, put in or take out to get from one text to the other, case aside; and how many the original has."""
    ours, theirs = (
        [word for word, is_word in zip(cut.tokens, cut.is_word, strict=True) if is_word]
        for cut in (split_words(normal(text)), split_words(normal(original)))
    )
    numbers = {word: i for i, word in enumerate(dict.fromkeys(ours + theirs))}
    goal = np.array([numbers[w] for w in theirs], dtype=int)
    columns = np.arange(len(goal) + 1)
    row = columns.copy()
    for i, word in enumerate(ours, start=1):
        new = np.empty_like(row)
        new[0] = i
        new[1:] = np.minimum(row[:-1] + (goal != numbers[word]), row[1:] + 1)
        row = np.minimum.accumulate(new - columns) + columns  # words put in: the best of all cells to the left
    return int(row[-1]), len(theirs)


def _count(wording: str) -> int:
    return split_words(wording).word_count


def _touches(change: Change, place: Extent) -> bool:
    """Overlaps; something put in where nothing stood belongs to a place that reaches over it or ends at it."""
    if change.start == change.end or place[0] == place[1]:
        return change.start <= place[1] and change.end >= place[0]
    return change.start < place[1] and change.end > place[0]


def _widen(place: Extent, changes: Sequence[Change]) -> Extent:
    while True:
        wider = place
        for change in changes:
            if _touches(change, wider):
                wider = (min(wider[0], change.start), max(wider[1], change.end))
        if wider == place:
            return place
        place = wider


def _inside(changes: Sequence[Change], place: Extent) -> list[Change]:
    return [c for c in changes if _touches(c, place)]


def _stands_in(wording: str, expected: str) -> bool:
    small, large = (split_words(normal(w)).tokens for w in (wording, expected))
    return any(large[i : i + len(small)] == small for i in range(len(large) - len(small) + 1))
