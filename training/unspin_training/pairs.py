"""Text to training examples, spun afresh on the fly.

Example k of epoch e is a function of (seed, e, k) alone, so a run can be stopped anywhere and go on, and two runs see the same data.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from unspin.pieces import WordPieces, capital
from unspin.words import split_words
from unspin_training.human_noise import add_human_noise
from unspin_training.spinners.answer_key import Spun, Swap
from unspin_training.spinners.families import FAMILY_WEIGHTS, Families
from unspin_training.spinners.fills import MaskedFills
from unspin_training.spinners.spin import spin
from unspin_training.spinners.tool import imagine_tool
from unspin_training.vocabulary import OriginalIds

if TYPE_CHECKING:
    from datasets import Dataset

KEPT, SWAPPED, CONTINUES = 0, 1, 2
IGNORED = -100


@dataclass(frozen=True)
class Example:
    """One passage as the network reads it; four arrays of one length (pieces, with [CLS] and [SEP]).

    ``tags`` is kept, swapped or continues a swap at the first piece of each word; ``originals`` an id of the original-word vocabulary
    at the first piece of a swap (or of a masked word); -100 elsewhere.
    """

    pieces: np.ndarray
    kinds: np.ndarray
    tags: np.ndarray
    originals: np.ndarray


@dataclass(frozen=True)
class Passage:
    """A stretch of a document: row of the data set, first and last character."""

    row: int
    start: int
    end: int


@dataclass(frozen=True)
class Mix:
    """Shares of the kinds of passages."""

    spun: float = 0.6  # the rest is genuine
    noisy_genuine: float = 0.5  # of the genuine
    noisy_spun: float = 0.15  # of the spun
    partial: float = 0.12  # of the spun: only a stretch is spun
    filled: float = 0.04  # of the spun: by masked-model fills, where the run has them
    masked: float = 0.25  # of all: a tenth of the words masked, for the head that names originals
    observed: float = 0.02  # of all: a real context of an observed swap, for the head that names originals


_PASSAGE_WORDS = (50, 80, 110, 140)


def cut_passages(documents: Dataset, seed: int) -> list[Passage]:
    """Cut every document into passages of 50 to 140 words (one size a document) that end where a sentence does."""
    passages = []
    for row, text in enumerate(documents["text"]):
        size = _PASSAGE_WORDS[crc32(f"{seed}:{row}".encode()) % len(_PASSAGE_WORDS)] * 6
        start = 0
        while start < len(text):
            end = min(start + size, len(text))
            if end < len(text):
                stops = [p for p in (text.find(". ", end), text.find("\n\n", end)) if p >= 0]
                end = min(stops, default=len(text)) + 1
                if end > start + 2 * size:  # no sentence ends nearby: lists, tables
                    end = text.rfind(" ", start, start + 2 * size) + 1 or start + 2 * size
            if len(text) - end < size // 3:
                end = min(len(text), end + size // 3)
            if end - start > 60:
                passages.append(Passage(row, start, min(end, start + 1800)))
            start = end
    return passages


class PairMaker:
    """Makes examples out of passages."""

    def __init__(
        self,
        documents: Dataset,
        families: Families,
        pieces: WordPieces,
        vocabulary: Sequence[str],
        *,
        seed: int = 0,
        mix: Mix | None = None,
        longest: int = 256,
        observed: Sequence[Spun] = (),
        fills: MaskedFills | None = None,
        weights: Mapping[str, float] = FAMILY_WEIGHTS,
    ) -> None:
        self.documents, self.families, self.pieces = documents, families, pieces
        self.original_ids = OriginalIds(vocabulary)
        self.seed, self.mix, self.longest, self.observed, self.weights = seed, mix or Mix(), longest, observed, weights
        self.fills = fills

    def make(self, passage: Passage, epoch: int = 0) -> Example:
        """The example of one passage in one epoch."""
        rng = random.Random(f"{self.seed}:{epoch}:{passage.row}:{passage.start}")
        mix = self.mix
        if self.observed and rng.random() < mix.observed:
            return self._encode(rng.choice(self.observed), rng, tags=False)
        text = self.documents[passage.row]["text"][passage.start : passage.end].strip()
        # The tool belongs to the document: all its passages are spun, or none, by the same tool.
        document_rng = random.Random(f"{self.seed}:{epoch}:{passage.row}")
        if document_rng.random() >= mix.spun:
            return self._encode(Spun(add_human_noise(text, rng) if rng.random() < mix.noisy_genuine else text, ()), rng)
        tool = imagine_tool(document_rng, self.families, self.weights)
        if rng.random() < mix.noisy_spun:
            text = add_human_noise(text, rng)
        if self.fills and document_rng.random() < mix.filled:
            return self._encode(self.fills.spin(text, tool.rate, rng), rng)
        part = None
        if rng.random() < mix.partial:
            cut = sorted(rng.randrange(len(text) + 1) for _ in range(2))
            part = (cut[0], cut[1])
        return self._encode(spin(text, tool, part=part, seed=passage.start), rng)

    def _encode(self, spun: Spun, rng: random.Random, *, tags: bool = True) -> Example:
        words = split_words(spun.text)
        word_tags = np.where(words.is_word, KEPT, IGNORED) if tags else np.full(len(words), IGNORED)
        originals = np.full(len(words), IGNORED)
        at = 0
        for swap in spun.swaps:
            while at < len(words) and words.starts[at] < swap.start:
                at += 1
            inside = []
            while at < len(words) and words.ends[at] <= swap.end:
                if words.is_word[at]:
                    inside.append(at)
                at += 1
            self._label(inside, swap, word_tags if tags else None, originals)
        masked = np.zeros(len(words), dtype=bool)
        if rng.random() < self.mix.masked:
            masked = np.array([is_word and rng.random() < 0.1 for is_word in words.is_word], dtype=bool)
            for i in np.flatnonzero(masked):
                if word_tags[i] == KEPT:
                    originals[i] = self.original_ids[words.tokens[i]]
                word_tags[i] = IGNORED
        return self._pack(words.tokens, word_tags, originals, masked)

    def _label(self, inside: list[int], swap: Swap, tags: np.ndarray | None, originals: np.ndarray) -> None:
        if swap.family == "article":
            if tags is not None:
                tags[inside] = IGNORED
            return
        if tags is not None:
            tags[inside[:1]] = SWAPPED
            tags[inside[1:]] = CONTINUES
        if inside:
            originals[inside[0]] = self.original_ids[swap.original]

    def _pack(self, tokens: list[str], tags: np.ndarray, originals: np.ndarray, masked: np.ndarray) -> Example:
        ids, kinds, piece_tags, piece_originals = [self.pieces.start], [0], [IGNORED], [IGNORED]
        for i, (token, of_word) in enumerate(zip(tokens, self.pieces.of(tokens), strict=True)):
            of_word = (self.pieces.mask,) if masked[i] else of_word
            if len(ids) + len(of_word) >= self.longest:
                break
            rest = [IGNORED] * (len(of_word) - 1)
            ids.extend(of_word)
            kinds.extend([capital(token)] * len(of_word))
            piece_tags.extend([tags[i], *rest])
            piece_originals.extend([originals[i], *rest])
        ids.append(self.pieces.end)
        kinds.append(0)
        piece_tags.append(IGNORED)
        piece_originals.append(IGNORED)
        return Example(*(np.asarray(values, dtype=np.int64) for values in (ids, kinds, piece_tags, piece_originals)))
