"""Texts to word scores: windows over words, the network, and back to words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from unspin.network import Floats, Integers, Network
from unspin.pieces import WordPieces, capital
from unspin.windows import Window, cut_windows
from unspin.words import Words

# Windows laid out ahead for each thread of the network: enough that none idles while the caller uses a reading.
_AHEAD = 16


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
class _LaidOut:
    """A text as the network reads it. ``pieces`` and ``kinds`` are those of all tokens in a row; token i has ``starts[i]`` to
    ``starts[i + 1]`` of them."""

    words: Words
    reading: Reading
    pieces: Integers
    kinds: Integers
    starts: Integers
    is_word: Floats
    asked: NDArray[np.bool_]

    def take(self, window: Window, tags: Floats, queries: Floats, query_from: float) -> None:
        """Write down what the network said of one window; ``tags`` and ``queries`` are those of its pieces, borders included."""
        core = slice(window.core_first, window.core_last)
        at = self.starts[core] - self.starts[window.first] + 1  # the first piece of every token
        reading, is_word = self.reading, self.is_word[core]
        reading.swapped[core] = (1 - tags[at, 0]) * is_word
        reading.continues[core] = tags[at, 2] * is_word
        kept = np.flatnonzero((reading.swapped[core] >= query_from) | self.asked[core])
        reading.keep_queries(core.start + kept, queries[at[kept]])


class Reader:
    """Reads texts with the network. ``room`` is the longest window in pieces, without its two border marks.

    On a CPU windows are read one by one, as many at once as the network has threads: that is faster than to share out the work
    inside a window, and the 8-bit network scales its numbers by what it is given together, so that a text read in a batch would
    get answers that depend on its company.
    """

    def __init__(self, network: Network, pieces: WordPieces, *, room: int, overlap: int, query_from: float) -> None:
        self.network, self.pieces = network, pieces
        self.room, self.overlap, self.query_from = room, overlap, query_from
        self._threads = ThreadPoolExecutor(network.threads, "unspin-reader")

    def read(self, texts: Sequence[Words], *, wanted: Sequence[frozenset[int]] | None = None) -> list[Reading]:
        """Read every text. ``wanted`` names, for each, tokens that have a query whatever their score."""
        asked = wanted or [frozenset()] * len(texts)
        return [reading for _, reading in self._stream(zip(texts, asked, strict=True))]

    def stream(self, texts: Iterable[Words]) -> Iterator[tuple[Words, Reading]]:
        """Each text with its reading, in order. The network reads on while the caller uses what it has."""
        return self._stream((words, frozenset()) for words in texts)

    def _stream(self, texts: Iterable[tuple[Words, frozenset[int]]]) -> Iterator[tuple[Words, Reading]]:
        before: list[tuple[_LaidOut, list[Future[None]]]] = []
        for some in self._some_at_a_time(texts):
            begun = self._begin(some)
            yield from _finished(before)
            before = begun
        yield from _finished(before)

    def _some_at_a_time(self, texts: Iterable[tuple[Words, frozenset[int]]]) -> Iterator[list[_LaidOut]]:
        """Texts with pieces for about ``_AHEAD`` windows a thread; a longer text stands alone."""
        enough = _AHEAD * self.network.threads * self.network.batch * self.room
        some: list[_LaidOut] = []
        pieces = 0
        for words, asked in texts:
            some.append(self._lay_out(words, asked))
            pieces += len(some[-1].pieces)
            if pieces >= enough:
                yield some
                some, pieces = [], 0
        yield some

    def _lay_out(self, words: Words, asked: frozenset[int]) -> _LaidOut:
        count = len(words)
        of_token = self.pieces.of(words.tokens)
        lengths = np.fromiter(map(len, of_token), np.int64, count)
        starts = np.concatenate(([0], np.cumsum(lengths)))
        pieces = np.fromiter(chain.from_iterable(of_token), np.int64, int(starts[-1]))
        kinds = np.repeat(np.fromiter(map(capital, words.tokens), np.int64, count), lengths)
        named = np.zeros(count, bool)
        named[list(asked)] = True
        reading = Reading(np.zeros(count, np.float32), np.zeros(count, np.float32))
        return _LaidOut(words, reading, pieces, kinds, starts, np.asarray(words.is_word, np.float32), named)

    def _begin(self, texts: Sequence[_LaidOut]) -> list[tuple[_LaidOut, list[Future[None]]]]:
        """Hand the windows of these texts to the threads: each text with what must be done before its reading stands."""
        windows = [(text, window) for text in texts for window in cut_windows(np.diff(text.starts), self.room, self.overlap)]
        size = self.network.batch
        if size > 1:  # windows of like length make the least padding
            windows.sort(key=lambda pair: pair[0].starts[pair[1].last] - pair[0].starts[pair[1].first])
        jobs: dict[int, list[Future[None]]] = {id(text): [] for text in texts}
        for at in range(0, len(windows), size):
            group = windows[at : at + size]
            job = self._threads.submit(self._read_windows, group)
            for text, _ in group:
                jobs[id(text)].append(job)
        return [(text, jobs[id(text)]) for text in texts]

    def _read_windows(self, windows: Sequence[tuple[_LaidOut, Window]]) -> None:
        parts = [slice(text.starts[window.first], text.starts[window.last]) for text, window in windows]
        shape = (len(windows), 2 + max(int(part.stop - part.start) for part in parts))
        pieces, kinds, attention = np.full(shape, self.pieces.pad), np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        for row, ((text, _), part) in enumerate(zip(windows, parts, strict=True)):
            end = 1 + part.stop - part.start
            pieces[row, 0], pieces[row, 1:end], pieces[row, end] = self.pieces.start, text.pieces[part], self.pieces.end
            kinds[row, 1:end] = text.kinds[part]
            attention[row, : end + 1] = 1
        output = self.network(pieces, kinds, attention)
        for row, (text, window) in enumerate(windows):
            text.take(window, output.tags[row], output.queries[row], self.query_from)


def _finished(begun: Sequence[tuple[_LaidOut, list[Future[None]]]]) -> Iterator[tuple[Words, Reading]]:
    for text, jobs in begun:
        for job in jobs:
            job.result()
        yield text.words, text.reading
