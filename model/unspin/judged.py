"""A text as it is judged: what was read, without the stretches that are left out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from unspin.document import cut_blocks
from unspin.layout import Layout, find_layout
from unspin.reading import Reading
from unspin.report import Unjudged
from unspin.unjudged import find_unjudged
from unspin.words import Words


@dataclass(frozen=True)
class Judged:
    """``reading`` says 0 for what is not judged, so that it is never marked; ``places`` are the tokens that are judged words.

    ``layout`` is the one ``given`` for a document, else found by rules.
    """

    words: Words
    reading: Reading
    layout: Layout
    given: Layout | None
    not_judged: tuple[Unjudged, ...]
    places: NDArray[np.int64]

    @classmethod
    def of(cls, words: Words, reading: Reading, given: Layout | None, is_substitute: Callable[[str], bool] | None) -> Judged:
        """What to judge of a text that was read: with ``is_substitute``, what ``find_unjudged`` leaves, else all of it.

        Raises ValueError if the layout given is not that of the text.
        """
        if given is not None and not given.fits(words.text):
            raise ValueError("the layout is not that of this text: it reaches beyond, or leaves some of it out")
        layout = find_layout(words.text) if given is None else given
        not_judged = find_unjudged(words, layout, is_substitute) if is_substitute else ()
        judged = np.asarray(words.is_word, bool)
        for first, last in _tokens(words, not_judged):
            judged[first:last] = False
        places = np.flatnonzero(judged)
        if not_judged:
            reading = replace(reading, swapped=np.where(judged, reading.swapped, np.float32(0)))
        return cls(words, reading, layout, given, not_judged, places)


    def passages(self) -> list[NDArray[np.int64]]:
        """The places in parts that end where sentences do."""
        tokens = self.words.tokens
        ends = [i + 1 < len(tokens) and tokens[i + 1] in ".!?" for i in self.places.tolist()]
        return [self.places[first:last] for first, last in cut_blocks(ends)]


def _tokens(words: Words, stretches: Sequence[Unjudged]) -> list[tuple[int, int]]:
    """The tokens of stretches, which begin and end with one."""
    return [(bisect_left(words.starts, s.start), bisect_left(words.starts, s.end)) for s in stretches]
