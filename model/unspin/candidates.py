"""Candidate originals of a marked swap, and what speaks for each: the features that the ranker weighs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from unspin.channel import SOURCES, Channel
from unspin.context import context_gains
from unspin.errors import ModelError
from unspin.marking import Mark, found_wording
from unspin.network import Floats
from unspin.ngrams import NgramModel
from unspin.reading import Reading
from unspin.tensors import read_tensors
from unspin.words import Words

FEATURES = (
    "head", "unnamed", "context", "words_more", "words_fewer", "observed", "unlisted", "many_sources",
    "commonness", "fan_out", *(f"from_{source}" for source in SOURCES),
)  # fmt: skip
_FIRST_SOURCE = len(FEATURES) - len(SOURCES)
_HEAD = FEATURES.index("head")
_CONTEXT = FEATURES.index("context")
_HEAD_BEST = 30  # candidates that the network proposes of its own
_MOST = 160  # candidates that are weighed in context
_FLOOR = -14.0  # log-probability given to an original that the head can't name
_AT_ONCE = 128  # marks whose probabilities over all named originals are held at once


@dataclass(frozen=True)
class Candidates:
    """Candidate originals of one mark: the found wording and the candidates in lower case, and features of shape (candidates, features)."""

    found: str
    texts: list[str]
    features: NDArray[np.float64]


class OriginalHead:
    """The second head: names originals from queries. Rows are 8-bit, with one scale a row."""

    def __init__(self, path: Path) -> None:
        tensors, _ = read_tensors(path)
        try:
            self._rows, self._scales, self._bias = tensors["rows"], tensors["scales"], tensors["bias"]
        except KeyError as error:
            raise ModelError(f"{path}: not an original-word head ({error} is missing)") from error
        if self._rows.ndim != 2 or not len(self._rows) == len(self._scales) == len(self._bias):
            raise ModelError(f"{path}: not an original-word head (its parts don't fit together)")

    def __len__(self) -> int:
        return len(self._rows)

    def log_probabilities(self, queries: Floats) -> Floats:
        """Log-probabilities over the named originals, shape (queries, originals)."""
        logits = queries @ self._float_columns
        logits += self._bias
        logits -= logits.max(axis=1, keepdims=True)
        # In parts that stay in the processor's cache.
        logits -= np.log(sum(np.exp(part).sum(axis=1, keepdims=True) for part in np.array_split(logits, 8, axis=1)))
        return np.asarray(logits, np.float32)

    @cached_property
    def _float_columns(self) -> Floats:
        # Made once, on the first swapped word: scoring clean text never needs it. Lying like this they multiply fastest.
        return np.asarray(np.ascontiguousarray(self._rows.T, np.float32) * self._scales, np.float32)


class CandidateFinder:
    """Gathers candidates for marks and measures their features."""

    def __init__(self, vocabulary: Sequence[str], head: OriginalHead, channel: Channel, ngrams: NgramModel) -> None:
        self.vocabulary, self.head, self.channel, self.ngrams = vocabulary, head, channel, ngrams
        self._rows = {entry: row for row, entry in enumerate(vocabulary)}
        self._word_counts = np.fromiter((entry.count(" ") + 1 for entry in vocabulary), np.int64, len(vocabulary))

    def find(self, words: Words, marks: Sequence[Mark], reading: Reading) -> list[Candidates]:
        """Candidates of every mark of one text. The marks' first tokens need queries in ``reading``."""
        if not marks:
            return []
        found = [found_wording(words, mark) for mark in marks]
        gathered = [
            pair
            for at in range(0, len(marks), _AT_ONCE)
            for pair in self._gather(found[at : at + _AT_ONCE], marks[at : at + _AT_ONCE], reading)
        ]
        wordings = [[self.vocabulary[row] for row in rows.tolist()] for rows, _ in gathered]
        results = []
        for wording, texts, (_, features), context in zip(found, wordings, gathered, self.context_gains(words, marks, wordings), strict=True):
            features[:, _CONTEXT] = context
            results.append(Candidates(wording, texts, features))
        return results

    def put_among(
        self, chosen: Sequence[tuple[Mark, str]], words: Words, marks: Sequence[Mark], found: Sequence[Candidates]
    ) -> None:
        """Measure the context of the candidates that were ``found`` anew, with the ``chosen`` originals of the other marks in place.

        Their features change where they are: of a long text they take hundreds of MB.
        """
        gains = context_gains(self.ngrams, words, marks, [candidates.texts for candidates in found], chosen)
        for candidates, context in zip(found, gains, strict=True):
            candidates.features[:, _CONTEXT] = context

    def ask(self, found: Sequence[Candidates], queries: Floats) -> Iterator[Floats]:
        """What the head says of the candidates of each mark, as log-probabilities, by one new query a mark."""
        for at in range(0, len(found), _AT_ONCE):
            named = self.head.log_probabilities(queries[at : at + _AT_ONCE])
            for candidates, line in zip(found[at : at + _AT_ONCE], named, strict=True):
                yield self._said(line[None], np.zeros(1, np.int64), np.asarray([self._rows[text] for text in candidates.texts]))

    def weigh_in(self, candidates: Candidates, said: Floats, share: float) -> None:
        """Make what the head ``said`` of each candidate that ``share`` of its feature; it changes where it is."""
        candidates.features[:, _HEAD] += share * (said - candidates.features[:, _HEAD])

    def context_gains(self, words: Words, marks: Sequence[Mark], wordings: Sequence[Sequence[str]]) -> Iterator[Floats]:
        """For the ``wordings`` of each mark, log10 of how much likelier the context is with them than with the found wording."""
        return context_gains(self.ngrams, words, marks, wordings)

    def _gather(
        self, found: Sequence[str], marks: Sequence[Mark], reading: Reading
    ) -> list[tuple[NDArray[np.int64], NDArray[np.float64]]]:
        """Of each mark: the vocabulary rows of its candidates, and their features but for the context."""
        named = self.head.log_probabilities(reading.queries([mark.first for mark in marks]))
        swaps, counts = self.channel.originals_of_each(found)
        of, rows, known = _together(counts, swaps.originals, _highest(named, _HEAD_BEST), len(self.vocabulary))
        itself = np.asarray([self._rows.get(wording, -1) for wording in found])
        kept = rows != itself[of]
        of, rows, known = of[kept], rows[kept], known[kept]

        features = np.zeros((len(rows), len(FEATURES)))
        features[:, _HEAD] = self._said(named, of, rows)
        features[:, 1] = rows >= len(self.head)
        more = self._word_counts[rows] - np.asarray([mark.last - mark.first for mark in marks])[of]
        features[:, 3], features[:, 4] = np.maximum(more, 0), np.maximum(-more, 0)
        listed = known >= 0
        features[listed, 5] = swaps.observed[known[listed]]
        features[:, 6] = ~listed
        bits = (swaps.sources[known[listed], None] >> np.arange(len(SOURCES))) & 1
        features[listed, 7] = np.maximum(bits.sum(axis=1) - 1, 0)
        features[listed, _FIRST_SOURCE:] = bits
        features[:, 8], features[:, 9] = self.channel.commonness[rows], self.channel.fan_out[rows]
        ends = np.cumsum(np.bincount(of, minlength=len(marks)))[:-1]
        return [_fewer(*of_mark) for of_mark in zip(np.split(rows, ends), np.split(features, ends), strict=True)]

    def _said(self, named: Floats, of: NDArray[np.int64], rows: NDArray[np.int64]) -> Floats:
        """The log-probability of each vocabulary row among those that its mark names; a floor for what the head can't name."""
        last = len(self.head) - 1
        return np.where(rows <= last, np.maximum(named[of, np.minimum(rows, last)], _FLOOR), np.float32(_FLOOR))


def _together(
    counts: NDArray[np.int64], listed: NDArray[np.int64], proposed: NDArray[np.int64], size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The candidates of all marks in a row: their marks, their vocabulary rows, and their places in ``listed`` (-1: proposed only).

    ``counts`` says how many of ``listed`` belong to each mark, and ``proposed`` has one line a mark; there are ``size`` rows.
    """
    marks = np.arange(len(counts))
    of_listed, of_proposed = np.repeat(marks, counts), np.repeat(marks, proposed.shape[1])
    new = ~np.isin(of_proposed * size + proposed.ravel(), of_listed * size + listed)
    of = np.concatenate((of_listed, of_proposed[new]))
    rows = np.concatenate((listed, proposed.ravel()[new]))
    known = np.concatenate((np.arange(len(listed)), np.full(int(new.sum()), -1)))
    order = np.argsort(of, kind="stable")
    return of[order], rows[order], known[order]


def _fewer(rows: NDArray[np.int64], features: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    if len(rows) > _MOST:
        # Rough order before the costly look at the context; the weights only decide who is dropped from the far end.
        rough = features[:, 0] + 2 * features[:, 5] + features[:, 7] + features[:, _FIRST_SOURCE]
        kept = np.argsort(-rough, kind="stable")[:_MOST]
        rows, features = rows[kept], features[kept]
    return rows, features


def _highest(values: Floats, count: int) -> NDArray[np.int64]:
    """The columns of the ``count`` highest values of every line, in rising order of the columns."""
    count = min(count, values.shape[1])
    return np.sort(np.argpartition(values, -count, axis=1)[:, -count:], axis=1)
