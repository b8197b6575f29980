"""Counts n-grams, estimates a modified Kneser-Ney model and packs it into the tables that ``unspin.ngrams`` serves.

A vocabulary has at most 2**16 words, so up to four words fit one 64-bit key: the first word in the highest bits, each next one 16
bits lower. Sorting such keys groups n-grams by history; cutting the high bits off leaves the shorter n-gram.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from unspin.ngrams import BORDER, FORMAT, UNKNOWN, NgramModel, join_hashes, split_hashes, word_forms, word_hash
from unspin.words import split_words

MOST_WORDS = 2**16
LEAST_COUNTS = (1, 2, 3, 3)
"""How often an n-gram of each order must be met to be kept. 30 million words make 15 MB, and rank words as well as with all n-grams."""

_UNKNOWN_ID, _BORDER_ID = 0, 1
_BITS = np.uint64(16)
_LAST = np.uint64(0xFFFF)
_PER_BUCKET = 8


def build(texts: Iterable[str]) -> dict[str, np.ndarray]:
    """The arrays of the language model of a corpus, ready for ``save``. Takes about 80 bytes of memory a word."""
    stream = read_stream(texts)
    counts = [count_ngrams(stream.ids, order) for order in range(1, len(LEAST_COUNTS) + 1)]
    return pack(estimate(counts, LEAST_COUNTS), stream)


# --- words to numbers ---


@dataclass(frozen=True)
class Stream:
    """A corpus as one row of word ids (uint16), sentences parted by ``<s>``; id 0 is ``<unk>``, 1 is ``<s>``."""

    vocabulary: list[str]
    ids: np.ndarray
    unlisted: int
    """How many different words are not in the vocabulary."""


def sentences(text: str) -> list[list[str]]:
    """The words of each sentence of ``text`` as the model reads them, between its two borders."""
    found: list[list[str]] = []
    sentence = [BORDER]
    for form in [*word_forms(split_words(text)), BORDER]:
        if form:
            sentence.append(form)
        if form == BORDER:
            if len(sentence) > 2:
                found.append(sentence)
            sentence = [BORDER]
    return found


def read_stream(texts: Iterable[str], vocabulary_size: int = MOST_WORDS) -> Stream:
    """Read a corpus once; its most frequent words become the vocabulary. Takes about 4 bytes of memory a word."""
    if not 2 < vocabulary_size <= MOST_WORDS:
        raise ValueError(f"vocabulary_size must be 3 to {MOST_WORDS}")
    numbers = {UNKNOWN: _UNKNOWN_ID, BORDER: _BORDER_ID}
    chunks = [np.array([_BORDER_ID], dtype=np.uint32)]
    for text in texts:
        forms = [form for sentence in sentences(text) for form in sentence[1:]]
        chunks.append(np.array([numbers.setdefault(form, len(numbers)) for form in forms], dtype=np.uint32))
    met = np.concatenate(chunks)
    counts = np.bincount(met, minlength=len(numbers))
    counts[:2] = counts.max() + 1  # the two special words always keep their numbers
    ranked = np.argsort(-counts, kind="stable")[:vocabulary_size]
    renumber = np.zeros(len(numbers), dtype=np.uint16)
    renumber[ranked] = np.arange(len(ranked))
    names = list(numbers)
    return Stream([names[i] for i in ranked], renumber[met], len(numbers) - len(ranked))


# --- counting ---


@dataclass(frozen=True)
class Counts:
    """The n-grams of one order: keys (uint64, ascending, all different) and how often each was met."""

    keys: np.ndarray
    counts: np.ndarray


def count_ngrams(ids: np.ndarray, order: int) -> Counts:
    """All n-grams of ``order`` words in a row of ids, but for those that reach over a sentence border. Order 1 has every word."""
    if order == 1:
        counts = np.bincount(ids, minlength=2)
        return Counts(np.arange(len(counts), dtype=np.uint64), counts)
    size = len(ids) - order + 1
    keys = np.zeros(max(size, 0), dtype=np.uint64)
    inside = np.ones(len(keys), dtype=bool)
    for k in range(order):
        word = ids[k : k + len(keys)]
        keys <<= _BITS
        keys |= word
        if 0 < k < order - 1:
            inside &= word != _BORDER_ID
    keys = keys[inside]
    keys.sort()
    return _grouped(keys)


def _grouped(ascending: np.ndarray) -> Counts:
    starts = np.flatnonzero(np.concatenate(([True], ascending[1:] != ascending[:-1]))[: len(ascending)])
    return Counts(ascending[starts], np.diff(np.append(starts, len(ascending))))


# --- estimating ---


@dataclass(frozen=True)
class Order:
    """The kept n-grams of one order, keys ascending; log10 probabilities and log10 back-off weights (none in the highest)."""

    keys: np.ndarray
    probabilities: np.ndarray
    backoffs: np.ndarray


def estimate(counts: Sequence[Counts], least: Sequence[int]) -> list[Order]:
    """Modified Kneser-Ney over ``counts`` (orders 1, 2, ...); n-grams met fewer than ``least`` times are dropped.

    What a dropped n-gram had goes to the back-off weight of its history, so after every history the words still sum to 1.
    ``least`` must not fall with the order (then every part of a kept n-gram is kept too); the first is ignored, all words stay.
    An order of which nothing is left is left out.
    """
    if len(least) != len(counts) or any(a > b for a, b in pairwise(least[1:])):
        raise ValueError("least must have one number an order and must not fall")
    orders: list[Order] = []
    for n, (level, floor) in enumerate(zip(counts, (0, *least[1:]), strict=True), 1):
        keep = level.counts >= floor
        if not keep.any():
            break
        adjusted = level.counts if n == len(counts) else _continuations(level, counts[n], n)
        discounted = adjusted - _discounts(adjusted)[np.minimum(adjusted, 3)]
        histories = _grouped(level.keys >> _BITS)
        starts = np.cumsum(histories.counts) - histories.counts
        totals = np.add.reduceat(adjusted, starts)
        rest = 1 - np.add.reduceat(np.where(keep, discounted, 0.0), starts) / totals  # what is left for the shorter history
        owner = np.repeat(np.arange(len(starts)), histories.counts)[keep]
        keys = level.keys[keep]
        if n == 1:
            shorter = np.full(len(keys), 1 / len(keys))
        else:
            at = np.searchsorted(orders[-1].keys, keys & _low_words(n - 1))
            shorter = 10 ** orders[-1].probabilities[at]
            backoffs = np.zeros(len(orders[-1].keys))
            at = np.searchsorted(orders[-1].keys, histories.keys)
            listed = orders[-1].keys[np.minimum(at, len(backoffs) - 1)] == histories.keys
            backoffs[at[listed]] = np.log10(np.maximum(rest[listed], 1e-9))
            orders[-1] = Order(orders[-1].keys, orders[-1].probabilities, backoffs)
        probabilities = np.log10(discounted[keep] / totals[owner] + rest[owner] * shorter)
        orders.append(Order(keys, probabilities, np.zeros(0)))
    return orders


def _low_words(n: int) -> np.uint64:
    return np.uint64((1 << (16 * n)) - 1)


def _continuations(level: Counts, longer: Counts, order: int) -> np.ndarray:
    """Kneser-Ney counts: how many different words stand before an n-gram; its plain count where it begins a sentence."""
    ends = longer.keys & _low_words(order)
    ends.sort()
    groups = _grouped(ends)
    adjusted = np.zeros(len(level.keys), dtype=np.int64)
    adjusted[np.searchsorted(level.keys, groups.keys)] = groups.counts
    initial = level.keys >> np.uint64(16 * (order - 1)) == _BORDER_ID
    return np.where(initial & (order > 1) | (adjusted == 0), level.counts, adjusted)


def _discounts(adjusted: np.ndarray) -> np.ndarray:
    """What is taken off a count of 0, 1, 2 and 3 or more (Chen and Goodman 1998); fixed where a corpus is too small to tell."""
    n = [int(np.count_nonzero(adjusted == k)) for k in range(5)]
    fixed = np.array([0.0, 0.5, 1.0, 1.5])
    if not all(n[1:]):
        return fixed
    y = n[1] / (n[1] + 2 * n[2])
    found = np.array([0.0, *(k - (k + 1) * y * n[k + 1] / n[k] for k in (1, 2, 3))])
    return np.where((found >= 0) & (found <= np.arange(4)), found, fixed)


# --- packing ---


def pack(orders: Sequence[Order], stream: Stream) -> dict[str, np.ndarray]:
    """The arrays of the served file."""
    words = np.array([word_hash(word) for word in stream.vocabulary], dtype=np.uint64)
    tensors: dict[str, np.ndarray] = {"unknown_penalty": np.array(-np.log10(max(stream.unlisted, 1)), dtype=np.float32)}
    for n, order in enumerate(orders, 1):
        hashes = words[order.keys >> np.uint64(16 * (n - 1))]
        for k in range(n - 2, -1, -1):
            hashes = join_hashes(hashes, words[(order.keys >> np.uint64(16 * k)) & _LAST])
        buckets = len(hashes) // _PER_BUCKET + 1
        bucket, fingerprint = split_hashes(hashes, buckets)
        place, first = np.unique((bucket.astype(np.uint64) << _BITS) | fingerprint, return_index=True)
        sizes = np.bincount((place >> _BITS).astype(np.int64), minlength=buckets)
        codes, probabilities = _quantise(order.probabilities[first])
        backoff_codes, backoffs = _quantise(order.backoffs[first] if len(order.backoffs) else order.backoffs)
        arrays: dict[str, np.ndarray] = {
            "bucket_sizes": sizes.astype(np.uint8),
            "fingerprints": (place & _LAST).astype(np.uint16),
            "codes": codes,
            "probabilities": probabilities,
            "backoff_codes": backoff_codes,
            "backoffs": backoffs,
        }
        tensors.update({f"{n}.{name}": array for name, array in arrays.items()})
    return tensors


def _quantise(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """One byte a value, and the 256 values that the bytes stand for: means of equally filled bins."""
    if not len(values):
        return np.zeros(0, np.uint8), np.zeros(256, np.float32)
    ordered, repeats = np.unique(values, return_counts=True)
    if len(ordered) > 256:
        edges = np.unique(np.searchsorted(np.cumsum(repeats), np.arange(1, 256) * (len(values) / 256)))
        starts = np.concatenate(([0], edges[edges > 0]))
        ordered = np.add.reduceat(ordered * repeats, starts) / np.add.reduceat(repeats, starts)
    codes = np.searchsorted((ordered[1:] + ordered[:-1]) / 2, values)
    book = np.full(256, ordered[-1])
    book[: len(ordered)] = ordered
    return codes.astype(np.uint8), book.astype(np.float32)


def save(tensors: dict[str, np.ndarray], path: str | os.PathLike[str]) -> None:
    """Write the served file."""
    from safetensors.numpy import save as to_bytes

    # Written here, because save_file of that package makes a file that only its owner may read.
    Path(path).write_bytes(to_bytes(tensors, metadata={"format": FORMAT}))


# --- measuring ---


@dataclass(frozen=True)
class Fit:
    """How well a model foretells texts it was not made from. ``perplexity`` is per word, sentence ends counted as words."""

    perplexity: float
    unlisted_share: float
    words: int


def measure(model: NgramModel, texts: Iterable[str]) -> Fit:
    """Perplexity of ``model`` on ``texts``, unlisted words at their share of ``<unk>``, and how many words are unlisted."""
    windows = [sentence for text in texts for sentence in sentences(text)]
    words = sum(len(window) - 1 for window in windows)
    start = model.score([[BORDER]])[0]  # what stands first in every window is given, not foretold
    total = float(model.score(windows).sum() - start * len(windows))
    listed = sum(int(model.known(window[1:]).sum()) for window in windows)
    return Fit(10 ** (-total / words), 1 - listed / words, words)
