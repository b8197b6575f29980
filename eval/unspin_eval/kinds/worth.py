"""What a flag is worth where a given share of the articles is spun."""

from __future__ import annotations

import math

from unspin.formats.base_rate import chance_right
from unspin_eval.metrics.intervals import Interval


def accusations_at(prior: float) -> str:
    """The name of the measure ``false_accusations``."""
    return f"false accusations per 1,000 ({100 * prior:g} % spun)"


def right_at(prior: float) -> str:
    """The name of the measure ``worth_of_a_flag``."""
    return f"chance that a flag is right ({100 * prior:g} % spun)"


def false_accusations(prior: float, false_positives: Interval) -> Interval:
    """Genuine articles flagged, of 1,000 articles."""
    per = 1000 * (1 - prior)
    return Interval(per * false_positives.value, per * false_positives.low, per * false_positives.high, false_positives.n)


def worth_of_a_flag(prior: float, recall: Interval, false_positives: Interval) -> Interval:
    """The chance that a flag is right; NaN where nothing is flagged. Its interval takes both shares at their worst and at their best."""
    if not recall.value + false_positives.value > 0:
        return Interval(math.nan, math.nan, math.nan, recall.n + false_positives.n)
    return Interval(
        chance_right(prior, false_positives.value, recall.value),
        chance_right(prior, false_positives.high, recall.low),
        chance_right(prior, false_positives.low, recall.high),
        recall.n + false_positives.n,
    )
