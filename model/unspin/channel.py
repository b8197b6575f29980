"""The channel: which originals could have become a found word or phrase, and in which sources that swap is known.

An inverted substitution lexicon, kept as numbers: found wordings by hash, originals by their row in the original-word vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from unspin.errors import ModelError
from unspin.ngrams import word_hash
from unspin.tensors import read_tensors

# The sources of swaps, one bit each. The order is part of the file format.
SOURCES = (
    "lexicon", "function", "compounds", "seo", "spinbot", "blog", "other", "tortured", "wordnet", "mythes", "pivot", "neighbours",
)  # fmt: skip
LONGEST_FOUND = 5  # words of the longest found phrase


@dataclass(frozen=True)
class Swaps:
    """Known originals of one found wording: rows of the vocabulary, source bits, log(1 + times observed)."""

    originals: NDArray[np.int64]
    sources: NDArray[np.int64]
    observed: NDArray[np.float32]


_NONE = Swaps(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))


class Channel:
    """Look-up of known swaps by the found wording."""

    def __init__(self, tensors: dict[str, np.ndarray]) -> None:
        self._keys, self._starts = tensors["keys"], tensors["starts"]
        self._originals, self._sources, self._counts = tensors["originals"], tensors["sources"], tensors["counts"]

    @classmethod
    def load(cls, path: Path, rows: int) -> Channel:
        """Read a channel over a vocabulary of ``rows`` entries. Raises ModelError for a broken file."""
        tensors, _ = read_tensors(path)
        wanted = {"keys": "u8", "starts": "u4", "originals": "u2", "sources": "u2", "counts": "u1"}
        for name, kind in wanted.items():
            if name not in tensors or tensors[name].dtype != np.dtype(f"<{kind}") or tensors[name].ndim != 1:
                raise ModelError(f"{path}: not a channel file ({name} is missing or of another kind)")
        starts, pairs = tensors["starts"], len(tensors["originals"])
        sound = (
            len(starts) == len(tensors["keys"]) + 1
            and starts[0] == 0
            and starts[-1] == pairs == len(tensors["sources"]) == len(tensors["counts"])
            and bool((np.diff(starts.astype(np.int64)) >= 0).all())
            and (pairs == 0 or int(tensors["originals"].max()) < rows)
        )
        if not sound:
            raise ModelError(f"{path}: not a channel file (its parts don't fit together)")
        return cls(tensors)

    def originals_of(self, found: str) -> Swaps:
        """Known originals of a found word or phrase in lower case; empty when there is none."""
        key = np.uint64(word_hash(found))
        at = int(np.searchsorted(self._keys, key))
        if at == len(self._keys) or self._keys[at] != key:
            return _NONE
        part = slice(int(self._starts[at]), int(self._starts[at + 1]))
        return Swaps(
            self._originals[part].astype(np.int64),
            self._sources[part].astype(np.int64),
            np.log1p(self._counts[part].astype(np.float32)),
        )
