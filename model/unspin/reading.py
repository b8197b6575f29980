"""Texts to word scores: windows over words, batches of windows of like length, the network, and back to words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from unspin.network import Floats, Network
from unspin.pieces import WordPieces, capital
from unspin.windows import Window, cut_windows
from unspin.words import Words

# One batch holds about this many pieces, padding included: enough to keep the cores busy, little enough to stay in their caches.
_BATCH_PIECES = 4096


@dataclass(frozen=True)
class Reading:
    """What the network says about the tokens of one text; arrays as long as the tokens.

    ``swapped``: P(swapped), be it the start of a swap or its continuation, 0 for punctuation. ``continues``: P(continues a swap).
    Queries (rows in the original-word space) are kept only for tokens that may need them, or a long text would take gigabytes.
    """

    swapped: Floats
    continues: Floats
    _queries: dict[int, Floats] = field(default_factory=dict, repr=False)

    def queries(self, tokens: Sequence[int]) -> Floats:
        """The rows of these tokens, shape (tokens, width). Raises KeyError for a token whose query was not kept."""
        return np.stack([self._queries[i] for i in tokens])

    def keep_queries(self, tokens: NDArray[np.int64], rows: Floats) -> None:
        """Remember the rows of these tokens."""
        self._queries.update(zip(tokens.tolist(), rows, strict=True))


@dataclass(frozen=True)
class _Placed:
    text: int
    window: Window
    pieces: NDArray[np.int64]
    kinds: NDArray[np.int64]
    places: NDArray[np.int64]  # of the first piece of every token, in the window


class Reader:
    """Reads texts with the network. ``room`` is the longest window in pieces, without its two border marks."""

    def __init__(self, network: Network, pieces: WordPieces, *, room: int, overlap: int, query_from: float) -> None:
        self.network, self.pieces = network, pieces
        self.room, self.overlap, self.query_from = room, overlap, query_from

    def read(
        self,
        texts: Sequence[Words],
        *,
        wanted: Sequence[frozenset[int]] | None = None,
    ) -> list[Reading]:
        """Read every text. ``wanted`` names, for each, tokens that have a query whatever their score."""
        asked = wanted or [frozenset()] * len(texts)
        readings = [Reading(np.zeros(len(t), np.float32), np.zeros(len(t), np.float32)) for t in texts]
        for batch in self._batches(texts):
            self._read_batch(batch, texts, asked, readings)
        return readings

    def _batches(self, texts: Sequence[Words]) -> Iterator[list[_Placed]]:
        placed = [window for i, words in enumerate(texts) for window in self._place(i, words)]
        placed.sort(key=lambda p: len(p.pieces))
        batch: list[_Placed] = []
        for window in placed:
            if batch and (len(batch) + 1) * len(window.pieces) > _BATCH_PIECES:
                yield batch
                batch = []
            batch.append(window)
        if batch:
            yield batch

    def _place(self, text: int, words: Words) -> Iterator[_Placed]:
        of_token = self.pieces.of(words.tokens)
        sizes = [len(ids) for ids in of_token]
        kinds = [capital(token) for token in words.tokens]
        for window in cut_windows(sizes, self.room, self.overlap):
            inside = of_token[window.first : window.last]
            lengths = np.fromiter(map(len, inside), np.int64, len(inside))
            ids = np.fromiter((piece for group in inside for piece in group), np.int64, int(lengths.sum()))
            yield _Placed(
                text,
                window,
                np.concatenate(([self.pieces.start], ids, [self.pieces.end])),
                np.concatenate(([0], np.repeat(kinds[window.first : window.last], lengths), [0])).astype(np.int64),
                1 + np.concatenate(([0], np.cumsum(lengths)[:-1])),
            )

    def _read_batch(
        self, batch: list[_Placed], texts: Sequence[Words], asked: Sequence[frozenset[int]], readings: list[Reading]
    ) -> None:
        longest = max(len(p.pieces) for p in batch)
        pieces = np.full((len(batch), longest), self.pieces.pad, np.int64)
        kinds = np.zeros_like(pieces)
        attention = np.zeros_like(pieces)
        for row, placed in enumerate(batch):
            pieces[row, : len(placed.pieces)] = placed.pieces
            kinds[row, : len(placed.kinds)] = placed.kinds
            attention[row, : len(placed.pieces)] = 1
        output = self.network(pieces, kinds, attention)
        for row, placed in enumerate(batch):
            window, reading = placed.window, readings[placed.text]
            core = slice(window.core_first, window.core_last)
            places = placed.places[window.core_first - window.first : window.core_last - window.first]
            tags = output.tags[row, places]
            is_word = np.asarray(texts[placed.text].is_word[core], np.float32)
            reading.swapped[core] = (1 - tags[:, 0]) * is_word
            reading.continues[core] = tags[:, 2] * is_word
            kept = reading.swapped[core] >= self.query_from
            if asked[placed.text]:
                kept |= np.fromiter((i in asked[placed.text] for i in range(core.start, core.stop)), bool, core.stop - core.start)
            reading.keep_queries(core.start + np.flatnonzero(kept), output.queries[row, places[kept]])
