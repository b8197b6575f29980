"""Fit the ranker of candidate originals: a conditional logit over real contexts of observed swaps and held-out spun texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from unspin.candidates import FEATURES, Candidates
from unspin.channel import SOURCES
from unspin.marking import Mark
from unspin.model import Model
from unspin.words import Words, split_words
from unspin_training.spinners.answer_key import Spun
from unspin_training.spinners.families import OBSERVED

_OBSERVED_AT = FEATURES.index("observed")
_UNLISTED_AT = FEATURES.index("unlisted")
_UNNAMED_AT = FEATURES.index("unnamed")
_MANY_AT = FEATURES.index("many_sources")
_FIRST_SOURCE = len(FEATURES) - len(SOURCES)
_OBSERVED_BITS = [_FIRST_SOURCE + SOURCES.index(name) for name in OBSERVED]


@dataclass(frozen=True)
class RankingTask:
    """Candidates of one swap and the place of the true original among them; None when it is not among them."""

    features: NDArray[np.float64]
    right: int | None


def gather_tasks(model: Model, spuns: Sequence[Spun], elsewhere: Sequence[int] | None = None) -> list[RankingTask]:
    """One task for every swap of ``spuns``.

    For texts whose swaps are themselves in the observed lexicons, ``elsewhere`` says how often the swap of each was seen on other
    pages: only that counts, so that the ranker learns what such evidence is worth on a page that the lexicons have not seen.
    """
    tasks = []
    for at in range(0, len(spuns), 64):
        group = spuns[at : at + 64]
        counts = elsewhere[at : at + 64] if elsewhere is not None else [None] * len(group)
        texts = [split_words(spun.text) for spun in group]
        marks = [_marks(words, spun) for words, spun in zip(texts, group, strict=True)]
        wanted = [frozenset(mark.first for mark, _ in of_text) for of_text in marks]
        readings = model.reader.read(texts, wanted=wanted)
        for words, of_text, reading, count in zip(texts, marks, readings, counts, strict=True):
            found = model.finder.find(words, [mark for mark, _ in of_text], reading)
            tasks += [_task(candidates, original, count) for candidates, (_, original) in zip(found, of_text, strict=True)]
    return [task for task in tasks if len(task.features)]


def _marks(words: Words, spun: Spun) -> list[tuple[Mark, str]]:
    marks = []
    for swap in spun.swaps:
        inside = [i for i in range(len(words)) if words.starts[i] >= swap.start and words.ends[i] <= swap.end and words.is_word[i]]
        if inside and swap.family != "article" and inside[-1] - inside[0] + 1 == len(inside):
            marks.append((Mark(inside[0], inside[-1] + 1, 1.0), " ".join(swap.original.lower().replace("’", "'").split())))
    return marks


def _task(candidates: Candidates, original: str, elsewhere: int | None) -> RankingTask:
    features = candidates.features.copy()
    right = candidates.texts.index(original) if original in candidates.texts else None
    if elsewhere is not None and right is not None:
        row = features[right]
        row[_OBSERVED_AT] = np.log1p(elsewhere)
        if not elsewhere:
            row[_OBSERVED_BITS] = 0
            left = row[_FIRST_SOURCE:].sum()
            row[_MANY_AT] = max(0.0, left - 1)
            row[_UNLISTED_AT] = float(left == 0)
            if not left and row[_UNNAMED_AT]:
                right = None  # neither listed nor named: on another page it would not have been proposed at all
    return RankingTask(features, right)


def fit_ranker(tasks: Sequence[RankingTask], weights: Sequence[float] | None = None, penalty: float = 1.0) -> dict[str, float]:
    """Weights of the features that make the right originals likeliest; ``weights`` says how much each task counts."""
    usable = [(task, w) for task, w in zip(tasks, weights or [1.0] * len(tasks), strict=True) if task.right is not None]
    stacked = np.concatenate([task.features for task, _ in usable])
    sizes = np.asarray([len(task.features) for task, _ in usable])
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    right = starts + np.asarray([task.right for task, _ in usable])
    counts = np.asarray([w for _, w in usable])

    def loss(theta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = stacked @ theta
        top = np.maximum.reduceat(scores, starts)
        weights = np.exp(scores - np.repeat(top, sizes))
        totals = np.add.reduceat(weights, starts)
        share = weights / np.repeat(totals, sizes)
        value = -(counts * (scores[right] - top - np.log(totals))).sum() + penalty * theta @ theta / 2
        gradient = (np.repeat(counts, sizes) * share) @ stacked - counts @ stacked[right] + penalty * theta
        return float(value), gradient

    start = np.zeros(stacked.shape[1])
    start[0] = 0.5
    result = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return dict(zip(FEATURES, result.x.tolist(), strict=True))


def measure_ranker(tasks: Sequence[RankingTask], ranker: dict[str, float]) -> dict[str, float]:
    """How often the right original comes first and in the first five, over all tasks; and how often it is a candidate at all."""
    theta = np.asarray([ranker[name] for name in FEATURES])
    ranks = [_rank(t.features @ theta, t.right) if t.right is not None else 10**6 for t in tasks]
    return {
        "tasks": float(len(tasks)),
        "covered": float(np.mean([t.right is not None for t in tasks])),
        "first": float(np.mean([rank < 1 for rank in ranks])),
        "first_five": float(np.mean([rank < 5 for rank in ranks])),
    }


def _rank(scores: NDArray[np.float64], right: int) -> int:
    return int((scores > scores[right]).sum())
