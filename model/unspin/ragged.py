"""Groups of different sizes, kept one after another in flat arrays, so that numpy works on all of them at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Sizes = NDArray[np.int64]


def ranges(starts: Sizes, sizes: Sizes) -> Sizes:
    """The numbers ``starts[i]`` to ``starts[i] + sizes[i]`` (half-open) of every group, in a row."""
    ends = np.cumsum(sizes)
    return np.asarray(np.repeat(starts - ends + sizes, sizes) + np.arange(ends[-1] if len(ends) else 0))


def log_softmax(scores: NDArray[np.float64], sizes: Sizes) -> NDArray[np.float64]:
    """Log-probabilities within each group; no group may be empty."""
    if not len(sizes):
        return scores
    starts = np.cumsum(sizes) - sizes
    shifted = scores - np.repeat(np.maximum.reduceat(scores, starts), sizes)
    return np.asarray(shifted - np.repeat(np.log(np.add.reduceat(np.exp(shifted), starts)), sizes))
