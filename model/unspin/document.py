"""Word scores of a text to one calibrated probability that the text was spun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unspin.network import Floats
from unspin.verdict import MIN_WORDS

FEATURES = (
    "log_mean", "log_top_tenth", "log_top_quarter", "above_30", "above_50", "above_80", "above_95", "log_above_50", "weight_of_evidence",
    "densest_block", "continuing", "log_words", "log_mean_by_log_words",
)  # fmt: skip
_BLOCK = 60  # words; a spun part of a genuine text stands out in a block of its own


def document_features(swapped: Floats, continues: Floats) -> NDArray[np.float64]:
    """The numbers that the document model sees, in the order of ``FEATURES``.

    ``swapped`` and ``continues`` are the probabilities of the words of the text (no punctuation), in order; at least one word.
    """
    p = np.asarray(swapped, np.float64)
    n = len(p)
    ranked = np.sort(p)[::-1]
    log_mean = np.log(p.mean() + 1e-3)
    above = _shares_above(p, (0.3, 0.5, 0.8, 0.95))
    many = min(n, 1000)
    values = [
        log_mean,
        np.log(ranked[: max(1, n // 10)].mean() + 1e-3),
        np.log(ranked[: max(1, n // 4)].mean() + 1e-3),
        *above,
        np.log(above[1] + 0.5 / many),
        # The evidence grows with the number of suspected words, not only with their share.
        np.log1p(p.mean() * many),
        np.log(densest_block(p) + 1e-3),
        float(np.asarray(continues, np.float64).mean()),
        np.log(many),
        log_mean * np.log(many),
    ]
    return np.asarray(values)


def _shares_above(p: NDArray[np.float64], levels: Sequence[float], width: float = 0.3) -> list[float]:
    """The share of words above each level; a word near to a level counts in part, or its least change would move the whole text's answer."""
    clipped = np.clip(p, 1e-6, 1 - 1e-6)
    logits = np.log(clipped / (1 - clipped))
    return [float((1 / (1 + np.exp((np.log(level / (1 - level)) - logits) / width))).mean()) for level in levels]


def densest_block(swapped: NDArray[np.float64], size: int = _BLOCK) -> float:
    """The highest mean of ``size`` neighbouring words."""
    if len(swapped) <= size:
        return float(swapped.mean())
    sums = np.cumsum(np.concatenate(([0.0], swapped)))
    return float((sums[size:] - sums[:-size]).max() / size)


@dataclass(frozen=True)
class DocumentModel:
    """A logistic regression over ``document_features``, as plain numbers: fitted by scikit-learn, served without it."""

    centre: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def __post_init__(self) -> None:
        if not len(self.centre) == len(self.scale) == len(self.weights) == len(FEATURES):
            raise ValueError(f"the document model needs {len(FEATURES)} numbers of each kind")

    def probability(self, swapped: Floats, continues: Floats) -> float:
        """P(spun) of a text whose words have these probabilities; 0 for a text without words."""
        if not len(swapped):
            return 0.0
        standard = (document_features(swapped, continues) - np.asarray(self.centre)) / np.asarray(self.scale)
        score = float(standard @ np.asarray(self.weights) + self.bias)
        return float(1 / (1 + np.exp(-np.clip(score, -30, 30))))


def cut_blocks(ends_sentence: list[bool], size: int = 3 * MIN_WORDS) -> list[tuple[int, int]]:
    """Part words into blocks of about ``size`` that end where a sentence does; ``ends_sentence[i]`` is for word i.

    A rest of less than half a block joins the block before.
    """
    blocks, first = [], 0
    for i, ends in enumerate(ends_sentence):
        if (ends and i + 1 - first >= size) or i + 1 - first >= 2 * size:
            blocks.append((first, i + 1))
            first = i + 1
    if first < len(ends_sentence):
        if blocks and len(ends_sentence) - first < size // 2:
            blocks[-1] = (blocks[-1][0], len(ends_sentence))
        else:
            blocks.append((first, len(ends_sentence)))
    return blocks
