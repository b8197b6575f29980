"""Long texts to windows that the network can read, with overlap, so that every word is read with context on both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Window:
    """Tokens ``first`` to ``last`` (half-open) are read together; answers count for ``core_first`` to ``core_last`` only."""

    first: int
    last: int
    core_first: int
    core_last: int


def cut_windows(sizes: Sequence[int] | NDArray[np.int64], room: int, overlap: int) -> list[Window]:
    """Windows over tokens of the given sizes (pieces a token, at least 1), each of at most ``room`` pieces.

    Neighbours share about ``overlap`` pieces, and the border of their cores lies in the middle of what they share. The cores
    part the text: every token lies in exactly one.
    """
    windows: list[Window] = []
    before = np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))  # pieces before each token, and in all
    first, count = 0, len(sizes)
    while first < count:
        last = max(first + 1, int(before.searchsorted(before[first] + room, side="right")) - 1)
        windows.append(Window(first, last, first, last))
        if last == count:
            break
        first = max(first + 1, int(before.searchsorted(before[last] - overlap)))
    return _part_cores(windows)


def _part_cores(windows: list[Window]) -> list[Window]:
    borders = [0] + [(left.last + right.first) // 2 for left, right in zip(windows, windows[1:], strict=False)]
    borders.append(windows[-1].last if windows else 0)
    return [
        Window(window.first, window.last, start, end)
        for window, start, end in zip(windows, borders, borders[1:], strict=False)
    ]
