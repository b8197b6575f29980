"""Ranking of candidate originals: a conditional logit over their features."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unspin.candidates import FEATURES, Candidates
from unspin.marking import Mark
from unspin.ragged import Sizes, log_softmax

_UNLISTED = FEATURES.index("unlisted")
_OBSERVED = [FEATURES.index(f"from_{source}") for source in ("seo", "spinbot", "blog", "other")]
_HABIT = 4.0  # weight of the share of a text's marks that one observed spinner explains
_USUAL_SHARE = 0.15  # share that changes nothing
_VOTE = 0.5  # weight of what the other marks of the same wording say
_VOTE_FLOOR = -6.0


@dataclass(frozen=True)
class Ranked:
    """Wordings, best first, with their probabilities (given that the mark is a swap), and which of them the channel lists."""

    texts: tuple[str, ...]
    probabilities: tuple[float, ...]
    listed: tuple[bool, ...]


_NOTHING = Ranked((), (), ())


class Ranker:
    """Weighs features linearly and turns the sums into probabilities over the candidates of one mark."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        missing = set(FEATURES) - set(weights)
        if missing:
            raise ValueError(f"the ranker has no weight for {min(missing)}")
        self._weights = np.asarray([weights[name] for name in FEATURES])

    def rank(self, of_text: Sequence[Candidates]) -> list[Ranked]:
        """The candidates of every mark of one text, best first.

        Two habits of spinners show only in the text as a whole. A spinner draws on one dictionary, so sources that explain many
        marks count for more in all of them. And it mostly makes the same swap of the same word, so marks with the same found
        wording vote on each other's originals.
        """
        some = [candidates for candidates in of_text if candidates.texts]
        if not some:
            return [_NOTHING for _ in of_text]
        sizes = np.asarray([len(candidates.texts) for candidates in some])
        scores = log_softmax(_weighed(some, self._in_the_habit_of(some, sizes)), sizes)
        probabilities = np.exp(log_softmax(scores + _VOTE * _opinions(some, scores, sizes), sizes))
        listed = np.concatenate([candidates.features[:, _UNLISTED] == 0 for candidates in some])
        ranked = iter(_ordered(some, probabilities, listed, sizes))
        return [next(ranked) if candidates.texts else _NOTHING for candidates in of_text]

    def _in_the_habit_of(self, some: Sequence[Candidates], sizes: Sizes) -> NDArray[np.float64]:
        """The weights, with those of the observed spinners raised or lowered by how much of this text each explains."""
        observed = np.concatenate([candidates.features[:, _OBSERVED] for candidates in some])
        explained = np.exp(log_softmax(_weighed(some, self._weights), sizes)) @ observed
        weights = self._weights.copy()
        weights[_OBSERVED] += _HABIT * (explained / len(sizes) - _USUAL_SHARE)
        return weights


def _weighed(some: Sequence[Candidates], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weighed sum of the features of every candidate, mark by mark: all features of a long text at once would take hundreds of MB more."""
    return np.concatenate([candidates.features @ weights for candidates in some])


def _opinions(some: Sequence[Candidates], scores: NDArray[np.float64], sizes: Sizes) -> NDArray[np.float64]:
    """Mean log-probability that the other marks of the same wording give to each candidate; what they lack has their lowest."""
    parts = np.split(scores, np.cumsum(sizes)[:-1])
    alike: dict[str, list[int]] = {}
    for i, candidates in enumerate(some):
        alike.setdefault(candidates.found, []).append(i)
    opinions = [np.zeros(len(part)) for part in parts]
    for group in alike.values():
        if len(group) == 1:
            continue
        lowest = {i: float(parts[i].min()) for i in group}
        over: dict[str, float] = {}  # how much more than their lowest all marks together give to each wording
        for i in group:
            for text, score in zip(some[i].texts, parts[i].tolist(), strict=True):
                over[text] = over.get(text, 0.0) + score - lowest[i]
        floor = sum(lowest.values())
        for i in group:
            total = floor + np.asarray([over[text] for text in some[i].texts]) - parts[i]
            opinions[i] = np.maximum(total / (len(group) - 1), _VOTE_FLOOR)
    return np.concatenate(opinions)


def _ordered(
    some: Sequence[Candidates], probabilities: NDArray[np.float64], listed: NDArray[np.bool_], sizes: Sizes
) -> list[Ranked]:
    """Best first; ties in the order of the alphabet, so that the order of look-ups never shows."""
    texts = [text for candidates in some for text in candidates.texts]
    of = np.repeat(np.arange(len(sizes)), sizes)
    order = np.lexsort((-probabilities, of))
    likeness = probabilities[order]
    if (np.diff(likeness)[np.diff(of) == 0] == 0).any():
        order = np.asarray(sorted(order.tolist(), key=lambda i: (of[i], -probabilities[i], texts[i])))
    columns = [texts[i] for i in order.tolist()], probabilities[order].tolist(), listed[order].tolist()
    ends = np.cumsum(sizes).tolist()
    return [Ranked(*(tuple(column[start:end]) for column in columns)) for start, end in zip([0, *ends], ends, strict=False)]


def likeliest_originals(marks: Sequence[Mark], ranked: Sequence[Ranked]) -> list[tuple[Mark, str]]:
    """The likeliest original of each mark that has one; of marks that overlap, only that of the first."""
    chosen: list[tuple[Mark, str]] = []
    taken: set[int] = set()
    for mark, ranking in zip(marks, ranked, strict=True):
        tokens = range(mark.first, mark.last)
        if ranking.texts and taken.isdisjoint(tokens):
            chosen.append((mark, ranking.texts[0]))
            taken.update(tokens)
    return chosen


def best_combinations(parts: Sequence[Ranked], k: int) -> list[tuple[tuple[str, ...], float]]:
    """The ``k`` likeliest ways to choose one wording for each part, the parts being independent."""
    if any(not part.texts for part in parts):
        return []
    start = tuple(0 for _ in parts)

    def probability(choice: tuple[int, ...]) -> float:
        product = 1.0
        for part, at in zip(parts, choice, strict=True):
            product *= part.probabilities[at]
        return product

    heap, seen = [(-probability(start), start)], {start}
    found: list[tuple[tuple[str, ...], float]] = []
    while heap and len(found) < k:
        negative, choice = heapq.heappop(heap)
        found.append((tuple(part.texts[at] for part, at in zip(parts, choice, strict=True)), -negative))
        for place, at in enumerate(choice):
            following = (*choice[:place], at + 1, *choice[place + 1 :])
            if at + 1 < len(parts[place].texts) and following not in seen:
                seen.add(following)
                heapq.heappush(heap, (-probability(following), following))
    return found
