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
    """``reading`` is ``read`` with 0 for what is not judged, so that it is never marked; ``places`` are the tokens that are judged words.

    ``layout`` is the one ``given`` for a document, else found by rules.
    """

    words: Words
    read: Reading
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
        return cls._without(words, reading, layout, given, not_judged)

    @classmethod
    def _without(
        cls, words: Words, read: Reading, layout: Layout, given: Layout | None, not_judged: tuple[Unjudged, ...]
    ) -> Judged:
        judged = np.asarray(words.is_word, bool)
        for first, last in _tokens(words, not_judged):
            judged[first:last] = False
        reading = replace(read, swapped=np.where(judged, read.swapped, np.float32(0))) if not_judged else read
        return cls(words, read, reading, layout, given, not_judged, np.flatnonzero(judged))

    def with_quotations(self) -> Judged:
        """The same with quotations and headings: for a text whose other words say that it was spun.

        Spinners swap words in them as everywhere. An altered quotation is worth knowing, but a quoted text must never make a verdict.
        """
        kept = tuple(stretch for stretch in self.not_judged if stretch.kind not in ("quotation", "heading"))
        return self if kept == self.not_judged else self._without(self.words, self.read, self.layout, self.given, kept)

    def passages(self) -> list[NDArray[np.int64]]:
        """The places in parts that end where sentences do."""
        tokens = self.words.tokens
        ends = [i + 1 < len(tokens) and tokens[i + 1] in ".!?" for i in self.places.tolist()]
        return [self.places[first:last] for first, last in cut_blocks(ends)]


def _tokens(words: Words, stretches: Sequence[Unjudged]) -> list[tuple[int, int]]:
    """The tokens of stretches, which begin and end with one."""
    return [(bisect_left(words.starts, s.start), bisect_left(words.starts, s.end)) for s in stretches]
