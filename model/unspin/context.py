"""How well wordings fit between the words around a mark, by the n-gram model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain

import numpy as np

from unspin.marking import Mark
from unspin.network import Floats, Integers
from unspin.ngrams import BORDER, NgramModel, word_forms, word_hash
from unspin.ragged import ranges
from unspin.words import Words

_REACH = 3  # words to each side that the n-gram model reads
_AT_ONCE = 256  # marks; what lies between fits in a few MB, whatever the length of the text


def context_gains(
    ngrams: NgramModel,
    words: Words,
    marks: Sequence[Mark],
    wordings: Sequence[Sequence[str]],
    chosen: Sequence[tuple[Mark, str]] = (),
) -> Iterator[Floats]:
    """For the ``wordings`` of each mark, log10 of how much likelier the context is with them than with what stands there.

    ``chosen`` wordings stand in the text in place of what was found at their marks, which do not overlap.
    """
    text = _Text(words, chosen)
    for at in range(0, len(marks), _AT_ONCE):
        some = slice(at, at + _AT_ONCE)
        yield from _gains(ngrams, text, marks[some], wordings[some])


class _Text:
    """The words that the n-gram model reads, as hashes, and where they stand between the tokens."""

    def __init__(self, words: Words, chosen: Sequence[tuple[Mark, str]]) -> None:
        read: list[tuple[int, ...]] = [(word_hash(form),) if form else () for form in word_forms(words)]
        for mark, wording in chosen:
            read[mark.first : mark.last] = [wording_hashes(wording), *[()] * (mark.last - mark.first - 1)]
        self.before = np.concatenate(([0], np.cumsum(np.fromiter(map(len, read), np.int64, len(read)))))  # before each token, and in all
        self.hashes = np.fromiter(chain.from_iterable(read), np.uint64, int(self.before[-1]))
        self.borders = np.flatnonzero(self.hashes == np.uint64(word_hash(BORDER)))

    def around(self, marks: Sequence[Mark]) -> tuple[Integers, Integers, Integers, Integers]:
        """Of each mark: where its left context begins, its own words, its right context, and where that ends.

        A context reaches over ``_REACH`` words, or to the end of the sentence.
        """
        first = self.before[[mark.first for mark in marks]]
        last = self.before[[mark.last for mark in marks]]
        ends = np.concatenate(([-1], self.borders, [len(self.hashes)]))
        sentence = ends[np.searchsorted(self.borders, first)]
        following = ends[np.searchsorted(self.borders, last) + 1]
        left = np.maximum(np.maximum(first - _REACH, sentence), 0)
        right = np.minimum(np.minimum(last + _REACH, following + 1), len(self.hashes))
        return left, first, last, right


def _gains(ngrams: NgramModel, text: _Text, marks: Sequence[Mark], wordings: Sequence[Sequence[str]]) -> list[Floats]:
    left, first, last, right = text.around(marks)
    # One window as it stands for each mark, and one for each candidate: left context, wording, right context.
    counts = np.fromiter(map(len, wordings), np.int64, len(wordings))
    groups = [wording_hashes(wording) for of_mark in wordings for wording in of_mark]
    sizes = np.fromiter(map(len, groups), np.int64, len(groups))
    proposed = np.fromiter(chain.from_iterable(groups), np.uint64, int(sizes.sum()))
    source = np.concatenate((text.hashes, proposed))
    of = np.concatenate((np.arange(len(marks)), np.repeat(np.arange(len(marks)), counts)))
    starts = np.concatenate((first, len(text.hashes) + np.cumsum(sizes) - sizes))
    lengths = np.concatenate((last - first, sizes))
    parts = np.stack((left[of], starts, last[of]), axis=1)
    reach = np.stack(((first - left)[of], lengths, (right - last)[of]), axis=1)
    scores = ngrams.score_hashes(source[ranges(parts.ravel(), reach.ravel())], reach.sum(axis=1))
    gains = np.asarray(scores[len(marks) :] - np.repeat(scores[: len(marks)], counts), np.float32)
    return np.split(gains, np.cumsum(counts)[:-1])


@lru_cache(maxsize=1 << 17)
def wording_hashes(wording: str) -> tuple[int, ...]:
    """The hashes of the words of a candidate."""
    return tuple(map(word_hash, wording.split(" ")))
