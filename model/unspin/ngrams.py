"""How likely a run of words is: a compact n-gram language model that ranks candidate originals in their context.

The model keeps no words, only hashes. Every n-gram of an order stands in one table: the high bits of its 64-bit hash name a
bucket, 16 of the other bits stay as its fingerprint, one byte stands for its probability and one for its back-off weight (both
through a code book of 256 values). An n-gram that was never counted can so be taken for one that was, about once in 8,000 tries;
a found n-gram counts only if both shorter ones inside it are found too, which makes such a mistake rarer still.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import chain

import numpy as np

from unspin.errors import ModelError
from unspin.tensors import read_tensors
from unspin.words import Words

FORMAT = "unspin.ngrams/1"
BORDER = "<s>"
NUMBER = "<num>"
UNKNOWN = "<unk>"

_INVISIBLE = re.compile("[\u00ad\u200c\u200d]")
_DIGITS = re.compile(r"\d+")
_STOPS = frozenset(".!?…")
_TITLES = frozenset({"mr", "mrs", "ms", "dr", "st", "sen", "rep", "gov", "gen", "prof", "vs"})
_ARRAYS = {
    "bucket_sizes": "u1",
    "fingerprints": "u2",
    "codes": "u1",
    "probabilities": "f4",
    "backoff_codes": "u1",
    "backoffs": "f4",
}
# Windows are scored this many at a time, so that the arrays between stay in the processor's cache.
_AT_ONCE = 4096


# --- words ---


@lru_cache(maxsize=1 << 17)
def normal_form(word: str) -> str:
    """``word`` as the model knows it: lower case, straight apostrophes, digits as ``<num>``. Twice is the same as once."""
    if word.isascii():
        return _DIGITS.sub(NUMBER, word.lower())
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", word)).replace("’", "'").replace("ʼ", "'")
    # Lower case can leave a letter and its accent apart ("J̌"), so they are joined once more.
    return unicodedata.normalize("NFKC", _DIGITS.sub(NUMBER, plain.lower()))


def word_forms(words: Words) -> list[str]:
    """The word the model reads at each token of ``words``: a normal form, ``<s>`` at the end of a sentence, or ``""`` for none.

    Marks inside a sentence are not read, and of a number written in groups ("155,221", "2.5") only the first group is.
    """
    forms: list[str] = []
    last = BORDER
    for i, token in enumerate(words.tokens):
        if token[0].isalnum() or len(token) > 1:
            form = normal_form(token)
            if form == NUMBER == last:
                form = ""
        elif token in _STOPS and last != BORDER and _ends_sentence(words, i, last):
            form = BORDER
        else:
            form = ""
        last = form or last
        forms.append(form)
    return forms


def _ends_sentence(words: Words, i: int, last: str) -> bool:
    """Not so in "example.com", "U.S. Senate", "Mr. Brown": the next word touches the stop, or a short form stands before it."""
    touches = i + 1 < len(words.tokens) and words.starts[i + 1] == words.ends[i] and words.tokens[i + 1][0].isalnum()
    return not touches and not (words.tokens[i] == "." and (len(last) == 1 or last in _TITLES))


# --- hashes: training packs its tables with these same functions ---


@lru_cache(maxsize=1 << 17)
def word_hash(word: str) -> int:
    """A stable 64-bit hash of the normal form of ``word``."""
    return int.from_bytes(blake2b(normal_form(word).encode("utf-8", "replace"), digest_size=8).digest(), "little")


def join_hashes(gram: np.ndarray, word: np.ndarray) -> np.ndarray:
    """The hashes of n-grams, each made one word longer at its end. uint64 arrays of one shape."""
    mixed = gram * np.uint64(0x9E3779B97F4A7C15) + word
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)))


def split_hashes(hashes: np.ndarray, buckets: int) -> tuple[np.ndarray, np.ndarray]:
    """Bucket (int64, below ``buckets``, at most 2**32) and fingerprint (uint16) of each hash."""
    bucket = ((hashes >> np.uint64(32)) * np.uint64(buckets)) >> np.uint64(32)
    return bucket.astype(np.int64), hashes.astype(np.uint16)


# --- the model ---


@dataclass(frozen=True, eq=False)
class Table:
    """All n-grams of one order. Within a bucket fingerprints ascend, so a few halvings find one in all buckets at once."""

    starts: np.ndarray
    fingerprints: np.ndarray
    codes: np.ndarray
    probabilities: np.ndarray
    backoff_codes: np.ndarray
    backoffs: np.ndarray

    @classmethod
    def from_tensors(cls, tensors: dict[str, np.ndarray], order: int) -> Table:
        """The table of one order out of a file's arrays. Raises KeyError or ValueError if they do not fit together."""
        arrays = [tensors[f"{order}.{name}"] for name in _ARRAYS]
        sizes, fingerprints, codes, probabilities, backoff_codes, backoffs = arrays
        if any(array.dtype != kind or array.ndim != 1 for array, kind in zip(arrays, _ARRAYS.values(), strict=True)):
            raise ValueError(f"an array of order {order} has the wrong type")
        starts = np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))
        if not 0 < starts[-1] == len(fingerprints) == len(codes) or len(backoff_codes) not in (0, len(codes)):
            raise ValueError(f"the arrays of order {order} do not fit each other")
        if any(len(book) != 256 or not np.isfinite(book).all() for book in (probabilities, backoffs)):
            raise ValueError(f"a code book of order {order} is broken")
        return cls(starts, fingerprints, codes, probabilities, backoff_codes, backoffs)

    def probability(self, at: np.ndarray) -> np.ndarray:
        """log10 probability of the n-grams that stand at ``at``, the last word given the others. float64."""
        return np.asarray(self.probabilities[self.codes[at]], dtype=np.float64)

    def backoff(self, at: np.ndarray) -> np.ndarray:
        """log10 weight of the shorter history where the n-gram at ``at`` is the history. float64; 0 in the highest order."""
        if not len(self.backoff_codes):
            return np.zeros(len(at))
        return np.asarray(self.backoffs[self.backoff_codes[at]], dtype=np.float64)

    def find(self, hashes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where each n-gram stands, and whether it stands there at all."""
        bucket, wanted = split_hashes(hashes, len(self.starts) - 1)
        low, high = self.starts[bucket], self.starts[bucket + 1]
        end = high
        for _ in range(int((end - low).max(initial=0)).bit_length()):
            middle = (low + high) >> 1
            smaller = (self.fingerprints.take(middle, mode="clip") < wanted) & (low < high)
            low, high = np.where(smaller, middle + 1, low), np.where(smaller, high, middle)
        return low, (low < end) & (self.fingerprints.take(low, mode="clip") == wanted)


class NgramModel:
    """The look-up over all orders. Words may come in any case; sentence borders are ``"<s>"``."""

    def __init__(self, tables: Sequence[Table], unknown_penalty: float) -> None:
        """``tables`` by rising order. ``unknown_penalty``: log10 of the share that one unlisted word has of ``<unk>``.

        Raises ValueError if the tables do not make a model.
        """
        self._tables = tuple(tables)
        self._unknown_penalty = unknown_penalty
        self._unknown_hash = np.array([word_hash(UNKNOWN)], dtype=np.uint64)
        if not tables or not np.isfinite(unknown_penalty) or not all(len(table.backoff_codes) for table in tables[:-1]):
            raise ValueError("a part is missing")
        self._unknown_at, listed = tables[0].find(self._unknown_hash)
        if not listed[0]:
            raise ValueError("no entry for unlisted words")

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> NgramModel:
        """The model in the file ``path``. Raises ModelError if it is missing, damaged or of another format."""
        tensors, metadata = read_tensors(path)
        if metadata.get("format") != FORMAT:
            raise ModelError(f"{path}: format {metadata.get('format')!r}, not {FORMAT!r}; use the file of this version of unspin")
        try:
            orders = sum(name.endswith(".bucket_sizes") for name in tensors)
            tables = [Table.from_tensors(tensors, order) for order in range(1, orders + 1)]
            return cls(tables, float(tensors["unknown_penalty"].item()))
        except (KeyError, ValueError) as error:
            raise ModelError(f"{path}: damaged ({error}); export or install the model again") from error

    def known(self, words: Sequence[str]) -> np.ndarray:
        """Whether each word is in the vocabulary. bool, shape (words,)."""
        return self._tables[0].find(np.fromiter(map(word_hash, words), np.uint64, len(words)))[1]

    def score(self, windows: Sequence[Sequence[str]]) -> np.ndarray:
        """log10 probability of each window of words. float64, shape (windows,); an empty window has 0.

        Nothing stands before the first word of a window; give ``"<s>"`` where a sentence begins. An unlisted word has the
        probability of ``<unk>`` shared among all unlisted words.
        """
        lengths = np.fromiter(map(len, windows), np.int64, len(windows))
        words = np.fromiter(map(word_hash, chain.from_iterable(windows)), np.uint64, int(lengths.sum()))
        return self.score_hashes(words, lengths)

    def score_hashes(self, words: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        """The same for windows as the hashes of their words in a row (uint64) and their lengths."""
        ends = np.cumsum(lengths)
        parts, start = [], 0
        for i in range(0, len(lengths), _AT_ONCE):
            end = int(ends[min(i + _AT_ONCE, len(lengths)) - 1])
            parts.append(self._score(words[start:end], lengths[i : i + _AT_ONCE]))
            start = end
        return np.concatenate(parts) if parts else np.zeros(0)

    def _score(self, words: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        before = np.arange(len(words)) - np.repeat(np.cumsum(lengths) - lengths, lengths)  # words of its window before each word
        first = self._tables[0]
        at, listed = first.find(words)
        words, at = np.where(listed, words, self._unknown_hash), np.where(listed, at, self._unknown_at)
        scores, backoffs = first.probability(at), first.backoff(at)
        # Row i stands for the n-gram that ends at word i. It is looked for only if both shorter ones in it (rows i - 1, i) exist.
        grams, found = words, np.ones(len(words), dtype=bool)
        for order, table in enumerate(self._tables[1:], 2):
            reaches = before >= order - 1
            scores[1:] += np.where(reaches[1:], backoffs[:-1], 0.0)
            rows = np.flatnonzero(reaches[1:] & found[1:] & found[:-1]) + 1
            joined = join_hashes(grams[rows - 1], words[rows])
            at, hit = table.find(joined)
            rows, at, joined = rows[hit], at[hit], joined[hit]
            scores[rows] = table.probability(at)
            grams, found, backoffs = np.zeros_like(words), np.zeros_like(found), np.zeros_like(backoffs)
            grams[rows], found[rows], backoffs[rows] = joined, True, table.backoff(at)
        scores[~listed] += self._unknown_penalty
        return np.bincount(np.repeat(np.arange(len(lengths)), lengths), weights=scores, minlength=len(lengths))
