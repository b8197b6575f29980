"""How well scores part spun from genuine documents, whatever the scale of the scores."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def auroc(spun: Flags, scores: Floats) -> float:
    """Chance that a spun document scores above a genuine one, ties counting half; NaN when one kind is missing."""
    positives = int(spun.sum())
    negatives = len(spun) - positives
    if not positives or not negatives:
        return math.nan
    return float((rankdata(scores)[spun].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def threshold_at(genuine: Floats, fpr: float) -> float:
    """The score that at most a share ``fpr`` of the genuine scores lie *above*; NaN when there are none."""
    if not len(genuine):
        return math.nan
    allowed = math.floor(fpr * len(genuine) + 1e-9)
    return -math.inf if allowed >= len(genuine) else float(np.sort(genuine)[len(genuine) - 1 - allowed])


def recall_at(spun: Flags, scores: Floats, fpr: float) -> float:
    """Share of the spun documents above the threshold that ``fpr`` sets on the genuine ones; NaN when one kind is missing."""
    if not spun.any() or spun.all():
        return math.nan
    return float((scores[spun] > threshold_at(scores[~spun], fpr)).mean())
