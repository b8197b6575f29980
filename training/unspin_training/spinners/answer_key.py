"""What a spinner changed: the answer key that leads from the spun text back to the original, byte for byte."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Swap:
    """One swap: ``spun.text[start:end]`` stands where the original had ``original``.

    ``family`` names the table that the substitute came from; ``"article"`` marks an a/an that only followed its noun.
    """

    start: int
    end: int
    swapped: str
    original: str
    family: str


@dataclass(frozen=True)
class Spun:
    """A spun text with its answer key, the swaps in order and without overlap."""

    text: str
    swaps: tuple[Swap, ...]


def apply_key(text: str, swaps: Sequence[Swap]) -> str:
    """Put every original back.

    Raises ValueError when the key does not belong to the text.
    """
    parts, at = [], 0
    for swap in swaps:
        if swap.start < at or text[swap.start : swap.end] != swap.swapped:
            raise ValueError(f"the key does not fit the text at character {swap.start}")
        parts += [text[at : swap.start], swap.original]
        at = swap.end
    parts.append(text[at:])
    return "".join(parts)
