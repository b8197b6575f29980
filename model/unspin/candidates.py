"""Candidate originals of a marked swap, and what speaks for each: the features that the ranker weighs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from unspin.channel import SOURCES, Channel
from unspin.errors import ModelError
from unspin.marking import Mark, found_wording
from unspin.network import Floats
from unspin.ngrams import NgramModel, normal_form, word_forms
from unspin.reading import Reading
from unspin.tensors import read_tensors
from unspin.words import Words

FEATURES = (
    "head", "unnamed", "context", "words_more", "words_fewer", "observed", "unlisted", "many_sources",
    *(f"from_{source}" for source in SOURCES),
)  # fmt: skip
_FIRST_SOURCE = len(FEATURES) - len(SOURCES)
_HEAD_BEST = 30  # candidates that the network proposes of its own
_MOST = 160  # candidates that are weighed in context
_FLOOR = -14.0  # log-probability given to an original that the head can't name
_CONTEXT = 3  # words to each side that the language model reads


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
        logits = (queries @ self._float_rows.T) * self._scales + self._bias
        logits -= logits.max(axis=1, keepdims=True)
        return np.asarray(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)), np.float32)

    @property
    def _float_rows(self) -> Floats:
        # Made once, on the first restoration: scoring clean text never needs it.
        if not hasattr(self, "_rows32"):
            self._rows32 = self._rows.astype(np.float32)
        return self._rows32


class CandidateFinder:
    """Gathers candidates for marks and measures their features."""

    def __init__(self, vocabulary: Sequence[str], head: OriginalHead, channel: Channel, ngrams: NgramModel) -> None:
        self.vocabulary, self.head, self.channel, self.ngrams = vocabulary, head, channel, ngrams
        self._word_counts = np.fromiter((entry.count(" ") + 1 for entry in vocabulary), np.int64, len(vocabulary))

    def find(self, words: Words, marks: Sequence[Mark], reading: Reading) -> list[Candidates]:
        """Candidates of every mark of one text. The marks' first tokens need queries in ``reading``."""
        if not marks:
            return []
        firsts = [mark.first for mark in marks]
        named = self.head.log_probabilities(reading.queries(firsts))
        rows = [self._gather(words, mark, named[i]) for i, mark in enumerate(marks)]
        contexts = self._contexts(words, marks, [ids for ids, _ in rows])
        results = []
        for mark, (ids, features), context in zip(marks, rows, contexts, strict=True):
            texts = [self.vocabulary[i] for i in ids]
            features[:, FEATURES.index("context")] = context
            results.append(Candidates(found_wording(words, mark), texts, features))
        return results

    def _gather(self, words: Words, mark: Mark, named: Floats) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        found = found_wording(words, mark)
        swaps = self.channel.originals_of(found)
        own = np.setdiff1d(_highest(named, _HEAD_BEST), swaps.originals)
        ids = np.concatenate((swaps.originals, own)).astype(np.int64)
        features = np.zeros((len(ids), len(FEATURES)))
        in_head = ids < len(named)
        at = np.minimum(ids, len(named) - 1)
        features[:, 0] = np.where(in_head, np.maximum(named[at], _FLOOR), _FLOOR)
        features[:, 1] = ~in_head
        more = self._word_counts[ids] - (mark.last - mark.first)
        features[:, 3], features[:, 4] = np.maximum(more, 0), np.maximum(-more, 0)
        known = len(swaps.originals)
        features[:known, 5] = swaps.observed
        features[known:, 6] = 1
        bits = (swaps.sources[:, None] >> np.arange(len(SOURCES))) & 1
        features[:known, 7] = np.maximum(bits.sum(axis=1) - 1, 0)
        features[:known, _FIRST_SOURCE:] = bits
        keep = np.asarray([self.vocabulary[i] != found for i in ids])
        ids, features = ids[keep], features[keep]
        if len(ids) > _MOST:
            # Rough order before the costly look at the context; the weights only decide who is dropped from the far end.
            rough = features[:, 0] + 2 * features[:, 5] + features[:, 7] + features[:, _FIRST_SOURCE]
            kept = np.argsort(-rough, kind="stable")[:_MOST]
            ids, features = ids[kept], features[kept]
        return ids, features

    def _contexts(self, words: Words, marks: Sequence[Mark], ids: Sequence[NDArray[np.int64]]) -> list[Floats]:
        """log10 of how much likelier the context is with each candidate than with the found wording."""
        forms = word_forms(words)
        windows: list[list[str]] = []
        for mark, rows in zip(marks, ids, strict=True):
            left = _near(forms, range(mark.first - 1, -1, -1))[::-1]
            right = _near(forms, range(mark.last, len(forms)))
            found = [form for form in forms[mark.first : mark.last] if form]
            windows.append([*left, *found, *right])
            windows.extend([*left, *map(normal_form, self.vocabulary[i].split(" ")), *right] for i in rows)
        scores = self.ngrams.score(windows)
        results, at = [], 0
        for rows in ids:
            results.append(np.asarray(scores[at + 1 : at + 1 + len(rows)] - scores[at], np.float32))
            at += 1 + len(rows)
        return results


def _highest(values: Floats, count: int) -> NDArray[np.int64]:
    count = min(count, len(values))
    return np.argpartition(values, -count)[-count:]


def _near(forms: Sequence[str], places: range) -> list[str]:
    near: list[str] = []
    for i in places:
        if forms[i]:
            near.append(forms[i])
            if len(near) == _CONTEXT or forms[i] == "<s>":
                break
    return near
