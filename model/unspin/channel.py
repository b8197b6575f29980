"""The channel: which originals could have become a found word or phrase, and in which sources that swap is known.

An inverted substitution lexicon, kept as numbers: found wordings by hash, originals by their row in the original-word vocabulary.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from unspin.errors import ModelError
from unspin.ngrams import word_hash
from unspin.ragged import ranges
from unspin.tensors import read_tensors

# The sources of swaps, one bit each. The order is part of the file format.
SOURCES = (
    "lexicon", "function", "compounds", "seo", "spinbot", "blog", "other", "tortured", "wordnet", "mythes", "pivot", "neighbours",
)  # fmt: skip
_NEIGHBOURS = 1 << SOURCES.index("neighbours")
LONGEST_FOUND = 5  # words of the longest found phrase


@dataclass(frozen=True)
class Swaps:
    """Known originals of one found wording: rows of the vocabulary, source bits, log(1 + times observed)."""

    originals: NDArray[np.int64]
    sources: NDArray[np.int64]
    observed: NDArray[np.float32]


class Channel:
    """Look-up of known swaps by the found wording."""

    def __init__(self, tensors: dict[str, np.ndarray]) -> None:
        self._keys, self._starts = tensors["keys"], tensors["starts"]
        self._originals, self._sources, self._counts = tensors["originals"], tensors["sources"], tensors["counts"]
        # How readily each original stands anywhere (log10, from the lowest order of the language model), and how many ways to swap it
        # are known (log): an original with many substitutes gives each of them a small part of its probability.
        self.commonness = tensors["commonness"]
        self.fan_out = np.log1p(np.bincount(self._originals, minlength=len(self.commonness))).astype(np.float32)

    @classmethod
    def load(cls, path: Path, rows: int) -> Channel:
        """Read a channel over a vocabulary of ``rows`` entries. Raises ModelError for a broken file."""
        tensors, _ = read_tensors(path)
        wanted = {"keys": "u8", "starts": "u4", "originals": "u2", "sources": "u2", "counts": "u1", "commonness": "f4"}
        for name, kind in wanted.items():
            if name not in tensors or tensors[name].dtype != np.dtype(f"<{kind}") or tensors[name].ndim != 1:
                raise ModelError(f"{path}: not a channel file ({name} is missing or of another kind)")
        starts, pairs = tensors["starts"], len(tensors["originals"])
        sound = (
            len(starts) == len(tensors["keys"]) + 1
            and starts[0] == 0
            and starts[-1] == pairs == len(tensors["sources"]) == len(tensors["counts"])
            and bool((np.diff(starts.astype(np.int64)) >= 0).all())
            and len(tensors["commonness"]) == rows
            and (pairs == 0 or int(tensors["originals"].max()) < rows)
        )
        if not sound:
            raise ModelError(f"{path}: not a channel file (its parts don't fit together)")
        return cls(tensors)

    def __contains__(self, found: str) -> bool:
        """Whether anything is known to have become this word or phrase (in lower case)."""
        key = np.uint64(word_hash(found))
        at = int(np.searchsorted(self._keys, key))
        return at < len(self._keys) and bool(self._keys[at] == key) and bool(self._starts[at] < self._starts[at + 1])

    def is_substitute(self, word: str) -> bool:
        """Whether spinners or thesauri are known to put this word (in lower case); that another is used alike does not count."""
        return bool((self.originals_of(word).sources & ~_NEIGHBOURS).any())

    def originals_of(self, found: str) -> Swaps:
        """Known originals of a found word or phrase in lower case; empty when there is none."""
        return self.originals_of_each([found])[0]

    def originals_of_each(self, found: Sequence[str]) -> tuple[Swaps, NDArray[np.int64]]:
        """Known originals of several, in a row, and how many each has."""
        wanted = np.fromiter(map(word_hash, found), np.uint64, len(found))
        at = np.searchsorted(self._keys, wanted)
        known = np.flatnonzero(at < len(self._keys))
        known = known[self._keys[at[known]] == wanted[known]]
        starts, counts = np.zeros(len(found), np.int64), np.zeros(len(found), np.int64)
        starts[known] = self._starts[at[known]]
        counts[known] = self._starts[at[known] + 1] - self._starts[at[known]]
        rows = ranges(starts, counts)
        swaps = Swaps(
            self._originals[rows].astype(np.int64),
            self._sources[rows].astype(np.int64),
            np.log1p(self._counts[rows].astype(np.float32)),
        )
        return swaps, counts
