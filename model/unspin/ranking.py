"""Ranking of candidate originals: a conditional logit over their features."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from unspin.candidates import FEATURES, Candidates


@dataclass(frozen=True)
class Ranked:
    """Wordings, best first, with their probabilities (given that the mark is a swap)."""

    texts: tuple[str, ...]
    probabilities: tuple[float, ...]


class Ranker:
    """Weighs features linearly and turns the sums into probabilities over the candidates of one mark."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        missing = set(FEATURES) - set(weights)
        if missing:
            raise ValueError(f"the ranker has no weight for {min(missing)}")
        self._weights = np.asarray([weights[name] for name in FEATURES])

    def rank(self, candidates: Candidates) -> Ranked:
        """Candidates best first; ties in the order of the alphabet, so that the order of look-ups never shows."""
        if not candidates.texts:
            return Ranked((), ())
        scores = candidates.features @ self._weights
        scores = np.exp(scores - scores.max())
        scores /= scores.sum()
        order = sorted(range(len(scores)), key=lambda i: (-scores[i], candidates.texts[i]))
        return Ranked(tuple(candidates.texts[i] for i in order), tuple(float(scores[i]) for i in order))


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
