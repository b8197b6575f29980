"""Three levels of confidence for a swapped word, in words, so that no reader depends on a colour or a percentage alone."""

from __future__ import annotations

from typing import Literal

ConfidenceLevel = Literal["high", "medium", "low"]

HIGH = 0.9
MEDIUM = 0.7


def confidence_level(probability: float) -> ConfidenceLevel:
    """The level of a probability in 0..1: "high" from 90 %, "medium" from 70 %, else "low"."""
    if probability >= HIGH:
        return "high"
    return "medium" if probability >= MEDIUM else "low"
