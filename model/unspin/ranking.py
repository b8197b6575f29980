"""Ranking of candidate originals: a conditional logit over their features."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unspin.candidates import FEATURES, Candidates

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
        weights = self._in_the_habit_of(of_text)
        scores = [_log_softmax(candidates.features @ weights) for candidates in of_text]
        alike: dict[str, list[int]] = {}
        for i, candidates in enumerate(of_text):
            alike.setdefault(candidates.found, []).append(i)
        ranked = []
        for i, candidates in enumerate(of_text):
            others = [(of_text[k], scores[k]) for k in alike[candidates.found] if k != i]
            ranked.append(_ordered(candidates, scores[i] + _VOTE * _opinion(candidates, others)))
        return ranked

    def _in_the_habit_of(self, of_text: Sequence[Candidates]) -> NDArray[np.float64]:
        """The weights, with those of the observed spinners raised or lowered by how much of this text each explains."""
        shares = [
            np.exp(_log_softmax(candidates.features @ self._weights)) @ candidates.features[:, _OBSERVED]
            for candidates in of_text
            if candidates.texts
        ]
        weights = self._weights.copy()
        if shares:
            weights[_OBSERVED] += _HABIT * (np.mean(shares, axis=0) - _USUAL_SHARE)
        return weights


def _log_softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    if not len(scores):
        return scores
    top = scores.max()
    return np.asarray(scores - top - np.log(np.exp(scores - top).sum()))


def _opinion(candidates: Candidates, others: Sequence[tuple[Candidates, NDArray[np.float64]]]) -> NDArray[np.float64]:
    """Mean log-probability that the other marks of the same wording give to each candidate; what they lack has their lowest."""
    total = np.zeros(len(candidates.texts))
    for other, scores in others:
        known = dict(zip(other.texts, scores.tolist(), strict=True))
        lowest = float(scores.min()) if len(scores) else 0.0
        total += [known.get(text, lowest) for text in candidates.texts]
    return np.maximum(total / max(1, len(others)), _VOTE_FLOOR)


def _ordered(candidates: Candidates, scores: NDArray[np.float64]) -> Ranked:
    """Best first; ties in the order of the alphabet, so that the order of look-ups never shows."""
    probabilities = np.exp(_log_softmax(scores))
    order = sorted(range(len(scores)), key=lambda i: (-probabilities[i], candidates.texts[i]))
    listed = candidates.features[:, _UNLISTED] == 0
    return Ranked(
        tuple(candidates.texts[i] for i in order), tuple(float(probabilities[i]) for i in order), tuple(bool(listed[i]) for i in order)
    )


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
