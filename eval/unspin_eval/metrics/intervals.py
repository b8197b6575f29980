"""Intervals: a value with the range it may as well have been, at 95 %."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.95
ROUNDS = 1000
FEWEST_GROUPS = 5  # of fewer, no interval can be told


@dataclass(frozen=True, slots=True)
class Interval:
    """A point estimate with its interval, NaN where nothing was counted; ``n`` is how many documents, words or edits were."""

    value: float
    low: float
    high: float
    n: int


def wilson(successes: float, n: int, *, independent: int | None = None) -> Interval:
    """Share with its Wilson interval.

    ``independent`` is the number of independent groups among the ``n`` (copies of one page say little more than one): the
    interval is then as wide as if only that many had been looked at.
    """
    if n == 0:
        return Interval(math.nan, math.nan, math.nan, 0)
    share = successes / n
    size = min(n, independent) if independent else n
    z = NormalDist().inv_cdf(0.5 + LEVEL / 2)
    middle = (share + z * z / (2 * size)) / (1 + z * z / size)
    half = z / (1 + z * z / size) * math.sqrt(share * (1 - share) / size + z * z / (4 * size * size))
    return Interval(share, max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half)), n)


def grouped_bootstrap(
    statistic: Callable[[NDArray[np.intp]], float],
    groups: Sequence[str],
    *,
    strata: Sequence[object] | None = None,
    n: int | None = None,
    seed: int = 0,
    rounds: int = ROUNDS,
) -> Interval:
    """Percentile bootstrap that draws whole groups.

    ``statistic`` gets row numbers (0 .. len(groups) - 1, with repeats) and gives the value on those rows. Rows of one group
    (copies of one page) are drawn together; within each of ``strata`` (spun, genuine) as many groups are drawn as there are.
    The interval always holds the point; with fewer than five groups in a stratum there is none.
    """
    everything = np.arange(len(groups))
    if n is None:
        n = len(groups)
    value = statistic(everything) if len(groups) else math.nan
    if math.isnan(value):
        return Interval(value, math.nan, math.nan, n)
    strata = [""] * len(groups) if strata is None else strata
    blocks = _Blocks([(str(stratum), group) for stratum, group in zip(strata, groups, strict=True)])
    if min(map(len, blocks.strata)) < FEWEST_GROUPS:
        return Interval(value, math.nan, math.nan, n)
    rng = np.random.default_rng(seed)
    drawn = np.array([statistic(blocks.draw(rng)) for _ in range(rounds)])
    drawn = drawn[~np.isnan(drawn)]
    if not len(drawn):
        return Interval(value, math.nan, math.nan, n)
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(value, min(float(low), value), max(float(high), value), n)


class _Blocks:
    """Rows sorted by (stratum, group), so that drawing groups is a few array operations."""

    def __init__(self, keys: Sequence[tuple[str, str]]) -> None:
        self.rows = np.array(sorted(range(len(keys)), key=lambda i: keys[i]), dtype=np.intp)
        ordered = [keys[i] for i in self.rows]
        first = [i for i, key in enumerate(ordered) if i == 0 or key != ordered[i - 1]]
        self.starts = np.array(first, dtype=np.intp)
        self.sizes = np.diff(np.array([*first, len(ordered)], dtype=np.intp))
        strata = np.array([ordered[i][0] for i in first])
        self.strata = [np.flatnonzero(strata == name) for name in sorted(set(strata.tolist()))]

    def draw(self, rng: np.random.Generator) -> NDArray[np.intp]:
        blocks = np.concatenate([rng.choice(members, len(members)) for members in self.strata])
        sizes = self.sizes[blocks]
        inside = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        rows: NDArray[np.intp] = self.rows[np.repeat(self.starts[blocks], sizes) + inside]
        return rows
