"""Long texts to windows that the network can read, with overlap, so that every word is read with context on both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Window:
    """Tokens ``first`` to ``last`` (half-open) are read together; answers count for ``core_first`` to ``core_last`` only."""

    first: int
    last: int
    core_first: int
    core_last: int


def cut_windows(sizes: Sequence[int], room: int, overlap: int) -> list[Window]:
    """Windows over tokens of the given sizes (pieces a token), each of at most ``room`` pieces.

    Neighbours share about ``overlap`` pieces, and the border of their cores lies in the middle of what they share. The cores
    part the text: every token lies in exactly one.
    """
    windows: list[Window] = []
    first = 0
    while first < len(sizes):
        last, filled = first, 0
        while last < len(sizes) and (filled + sizes[last] <= room or last == first):
            filled += sizes[last]
            last += 1
        windows.append(Window(first, last, first, last))
        if last == len(sizes):
            break
        following, shared = last, 0
        while following - 1 > first and shared + sizes[following - 1] <= overlap:
            following -= 1
            shared += sizes[following]
        first = following
    return _part_cores(windows)


def _part_cores(windows: list[Window]) -> list[Window]:
    borders = [0] + [(left.last + right.first) // 2 for left, right in zip(windows, windows[1:], strict=False)]
    borders.append(windows[-1].last if windows else 0)
    return [
        Window(window.first, window.last, start, end)
        for window, start, end in zip(windows, borders, borders[1:], strict=False)
    ]
