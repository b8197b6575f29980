"""The originals of all marks of one text, ranked together: what stood at one mark shows better with its neighbours restored."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from unspin.candidates import CandidateFinder, Candidates
from unspin.marking import Mark
from unspin.network import Floats
from unspin.ranking import Ranked, Ranker, likeliest_originals
from unspin.reading import Reader, Reading
from unspin.report import apply_edits
from unspin.restoring import edit_of
from unspin.words import Words, split_words

# How sure an original must be, P(swapped) times P(original), to stand in the text while it is read again.
_SURE = 0.3
# Share of the network's opinion of a candidate that comes from reading again; the rest is what it said of the text as it was found.
_SAID_AGAIN = 0.67


def rank_originals(
    words: Words, marks: Sequence[Mark], reading: Reading, finder: CandidateFinder, ranker: Ranker, again: Reader | None = None
) -> list[Ranked]:
    """The candidate originals of every mark, best first.

    ``again`` reads the text twice more, each time with one half of the sure originals put back, every other one, and says what it
    thinks of the rest. A spinner leaves hardly a sentence whole, and the network names a word better among words that stood there.
    """
    candidates = finder.find(words, marks, reading)
    ranked = _rank_among(words, marks, candidates, finder, ranker)
    sure = _sure_originals(marks, ranked) if again else []
    if again is None or len(sure) < 2:
        return ranked
    opinions: list[list[Floats]] = [[] for _ in marks]
    for put_back in (sure[::2], sure[1::2]):
        _ask_again(words, marks, put_back, candidates, opinions, finder, again)
    for of_mark, heard in zip(candidates, opinions, strict=True):
        if heard:
            finder.weigh_in(of_mark, np.mean(heard, axis=0), _SAID_AGAIN)
    return _rank_among(words, marks, candidates, finder, ranker)


def _rank_among(
    words: Words, marks: Sequence[Mark], candidates: Sequence[Candidates], finder: CandidateFinder, ranker: Ranker
) -> list[Ranked]:
    # Next to a mark stand other swaps, which hide how well a candidate fits. With their likeliest originals in place it shows.
    chosen = likeliest_originals(marks, ranker.rank(candidates))
    if len(chosen) > 1:
        finder.put_among(chosen, words, marks, candidates)
    return ranker.rank(candidates)


def _sure_originals(marks: Sequence[Mark], ranked: Sequence[Ranked]) -> list[tuple[Mark, str]]:
    """The originals that are sure enough, in order of the text; of marks that overlap, only that of the surest."""
    sureness = [mark.probability * max(ranking.probabilities, default=0.0) for mark, ranking in zip(marks, ranked, strict=True)]
    order = sorted((i for i in range(len(marks)) if sureness[i] >= _SURE), key=lambda i: -sureness[i])
    chosen = likeliest_originals([marks[i] for i in order], [ranked[i] for i in order])
    return sorted(chosen, key=lambda pair: pair[0].first)


def _ask_again(
    words: Words,
    marks: Sequence[Mark],
    put_back: Sequence[tuple[Mark, str]],
    candidates: Sequence[Candidates],
    opinions: Sequence[list[Floats]],
    finder: CandidateFinder,
    reader: Reader,
) -> None:
    """Read the text with ``put_back`` in place, and note what the network says of the candidates of every mark outside."""
    edits = [edit_of(words, mark, original) for mark, original in put_back]
    restored = split_words(apply_edits(words.text, edits))
    ends = [edit.end for edit in edits]
    shifts = [0, *accumulate(len(edit.replacement) - len(edit.text) for edit in edits)]
    covered = {token for mark, _ in put_back for token in range(mark.first, mark.last)}
    asked: dict[int, int] = {}  # marks, and the tokens of the restored text that they begin at
    for i, mark in enumerate(marks):
        start = words.starts[mark.first]
        if candidates[i].texts and covered.isdisjoint(range(mark.first, mark.last)):
            asked[i] = bisect_left(restored.starts, start + shifts[bisect_right(ends, start)])
    if not asked:
        return
    (reading,) = reader.read([restored], wanted=[frozenset(asked.values())])
    said = finder.ask([candidates[i] for i in asked], reading.queries(list(asked.values())))
    for i, opinion in zip(asked, said, strict=True):
        opinions[i].append(opinion)
