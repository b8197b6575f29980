"""Whether the probabilities mean what they say. Both kinds of document weigh the same, whatever their numbers in the suite."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from unspin_eval.metrics.ranking import Flags, Floats


@dataclass(frozen=True, slots=True)
class Bin:
    """Documents whose probability lies in one tenth: mean probability, weighed share spun, share of all weight, how many."""

    probability: float
    spun: float
    weight: float
    documents: int


def balanced_weights(spun: Flags) -> Floats:
    """Weights that sum to one, half on the spun and half on the genuine (all on the one kind there is, if only one)."""
    weights = np.zeros(len(spun))
    kinds = [mask for mask in (spun, ~spun) if mask.any()]
    for mask in kinds:
        weights[mask] = 1 / (len(kinds) * mask.sum())
    return weights


def brier(spun: Flags, probabilities: Floats) -> float:
    """Mean squared error of the probabilities, 0 (best) to 1; NaN without documents."""
    if not len(spun):
        return math.nan
    return float((balanced_weights(spun) * (probabilities - spun) ** 2).sum())


def reliability(spun: Flags, probabilities: Floats, bins: int = 10) -> tuple[Bin, ...]:
    """The probabilities in ``bins`` equal steps; empty steps are left out."""
    weights = balanced_weights(spun)
    step = np.minimum((probabilities * bins).astype(int), bins - 1)
    found = []
    for i in range(bins):
        here = step == i
        weight = weights[here].sum()
        if weight > 0:
            mean = (weights * probabilities)[here].sum() / weight
            share = (weights * spun)[here].sum() / weight
            found.append(Bin(float(mean), float(share), float(weight), int(here.sum())))
    return tuple(found)


def expected_calibration_error(spun: Flags, probabilities: Floats) -> float:
    """Mean gap between what the probabilities say and what is so, over ten steps; NaN without documents."""
    if not len(spun):
        return math.nan
    return sum(b.weight * abs(b.probability - b.spun) for b in reliability(spun, probabilities))
