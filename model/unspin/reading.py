"""Texts to word scores: windows over words, the network, and back to words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from unspin.network import Floats, Network
from unspin.pieces import WordPieces, capital
from unspin.windows import cut_windows
from unspin.words import Words


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


class Reader:
    """Reads texts with the network. ``room`` is the longest window in pieces, without its two border marks.

    Windows are read one by one: the 8-bit network scales its numbers by what it is given together, so a text read in a batch would
    get answers that depend on its company. On a CPU large batches are not faster anyway.
    """

    def __init__(self, network: Network, pieces: WordPieces, *, room: int, overlap: int, query_from: float) -> None:
        self.network, self.pieces = network, pieces
        self.room, self.overlap, self.query_from = room, overlap, query_from

    def read(self, texts: Sequence[Words], *, wanted: Sequence[frozenset[int]] | None = None) -> list[Reading]:
        """Read every text. ``wanted`` names, for each, tokens that have a query whatever their score."""
        self.pieces.learn(token for words in texts for token in words.tokens)
        asked = wanted or [frozenset()] * len(texts)
        return [self._read_text(words, tokens) for words, tokens in zip(texts, asked, strict=True)]

    def _read_text(self, words: Words, asked: frozenset[int]) -> Reading:
        reading = Reading(np.zeros(len(words), np.float32), np.zeros(len(words), np.float32))
        of_token = self.pieces.of(words.tokens)
        is_word = np.asarray(words.is_word, np.float32)
        for window in cut_windows([len(ids) for ids in of_token], self.room, self.overlap):
            tags, queries = self._read_window(words.tokens[window.first : window.last], of_token[window.first : window.last])
            core = slice(window.core_first, window.core_last)
            inner = slice(window.core_first - window.first, window.core_last - window.first)
            reading.swapped[core] = (1 - tags[inner, 0]) * is_word[core]
            reading.continues[core] = tags[inner, 2] * is_word[core]
            kept = reading.swapped[core] >= self.query_from
            if asked:
                kept |= np.fromiter((i in asked for i in range(core.start, core.stop)), bool, core.stop - core.start)
            reading.keep_queries(core.start + np.flatnonzero(kept), queries[inner][kept])
        return reading

    def _read_window(self, tokens: Sequence[str], of_token: Sequence[tuple[int, ...]]) -> tuple[Floats, Floats]:
        """Tags and queries at the first piece of every token."""
        lengths = np.fromiter(map(len, of_token), np.int64, len(of_token))
        ids = np.fromiter((piece for group in of_token for piece in group), np.int64, int(lengths.sum()))
        kinds = np.repeat(np.fromiter(map(capital, tokens), np.int64, len(tokens)), lengths)
        pieces = np.concatenate(([self.pieces.start], ids, [self.pieces.end]))[None]
        output = self.network(pieces, np.pad(kinds, 1)[None], np.ones_like(pieces))
        places = 1 + np.concatenate(([0], np.cumsum(lengths)[:-1]))
        return output.tags[0, places], output.queries[0, places]
