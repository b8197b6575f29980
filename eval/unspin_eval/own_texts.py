"""Thresholds for somebody's own genuine texts: how many of them a model flags, and from which probability few enough are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count

from unspin.profile import Measured, Profile, Share
from unspin.report import ModelId, Report
from unspin.verdict import Band, Bands
from unspin_eval.metrics.intervals import wilson

# Whatever the texts say, nothing is called spun that is likelier not to be.
_LEAST_THRESHOLD = 0.5
_EDGE = 1e-9


@dataclass(frozen=True, slots=True)
class Judged:
    """A genuine text as the model sees it: its probability and how many of its words are judged."""

    probability: float
    words: int


def judged(reports: Iterable[Report]) -> list[Judged]:
    """The texts that can be judged; undecided ones have no part in a threshold."""
    return [Judged(r.probability, r.judged_words) for r in reports if r.reason is None and r.probability is not None]


def fit_profile(texts: Sequence[Judged], shipped: Bands, model: ModelId) -> Profile:
    """The profile for these texts, given the thresholds of the model.

    For each rate all thresholds of the model are moved by the same amount (on the logit scale), to the lowest at which the share of
    flagged texts lies under the rate with 95 % confidence. Where the texts are too few for that at any threshold, they can only
    raise it: until none of them is flagged.
    """
    rates = sorted({row.fpr for row in shipped.rows}, reverse=True)
    starts = sorted({row.min_words for row in shipped.rows})
    rows: list[Band] = []
    least = dict.fromkeys(starts, 0.0)  # a lower rate must not have a lower threshold
    for rate in rates:
        moved = _movement(texts, shipped, rate)
        for start in starts:
            own = shipped.threshold_for(start, rate)
            threshold = max(_moved(own, moved), min(own, _LEAST_THRESHOLD), least[start])
            least[start] = threshold
            rows.append(Band(start, rate, threshold))
    bands = Bands(tuple(sorted(rows, key=lambda row: (row.fpr, row.min_words))))
    measured = tuple(Measured(rate, _share(texts, shipped, rate), _share(texts, bands, rate)) for rate in reversed(rates))
    return Profile(model, bands, len(texts), measured)


def enough_for(rate: float) -> int:
    """How many texts it takes, none of them flagged, to be sure of a rate."""
    return next(n for n in count(1) if _upper_end(0, n) <= rate)


def _movement(texts: Sequence[Judged], shipped: Bands, rate: float) -> float:
    above = sorted((_logit(t.probability) - _logit(shipped.threshold_for(t.words, rate)) for t in texts), reverse=True)
    if _upper_end(0, len(texts)) > rate:
        return max(0.0, _just_over(above[0])) if above else 0.0
    allowed = 0
    while allowed + 1 < len(texts) and _upper_end(allowed + 1, len(texts)) <= rate:
        allowed += 1
    return _just_over(above[allowed])


def _upper_end(flagged: int, n: int) -> float:
    return wilson(flagged, n).high if n else 1.0


def _share(texts: Sequence[Judged], bands: Bands, rate: float) -> Share:
    flagged = sum(t.probability >= bands.threshold_for(t.words, rate) for t in texts)
    interval = wilson(flagged, len(texts))
    return Share(flagged, interval.low, interval.high)


def _just_over(movement: float) -> float:
    return movement + 1e-6


def _moved(threshold: float, movement: float) -> float:
    return 1 / (1 + math.exp(-(_logit(threshold) + movement)))


def _logit(probability: float) -> float:
    clipped = min(max(probability, _EDGE), 1 - _EDGE)
    return math.log(clipped / (1 - clipped))
