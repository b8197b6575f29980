"""Masked-model fills: the spinner family that hides a word and takes what a language model would write there.

The model is an exported one of ours: its head of original words was trained on masked words too. As in published attacks of this kind
(BERT-Attack, Li et al. 2020; CLARE, Li et al. 2021) several places are hidden at once, and what is alike the hidden word may be preferred.
"""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from unspin.network import Network
from unspin.pieces import WordPieces, capital
from unspin.tensors import read_tensors
from unspin.words import Words, match_case, split_words
from unspin_training.spinners.answer_key import Spun, Swap
from unspin_training.spinners.function_words import FUNCTION_WORDS
from unspin_training.spinners.inflection import analyse

_LOOKED_AT = 40  # best fills among which a substitute is chosen
_ROUNDS = 4  # the chosen words are hidden in so many readings, a part of them in each: the rest is context


class MaskedFills:
    """Spins with the exported model in a folder. One thread: it works beside a training run."""

    def __init__(self, folder: Path, longest: int) -> None:
        self._network = Network(folder / "network.onnx", threads=1)
        self._pieces = WordPieces.from_file(folder / "tokenizer.json")
        tensors, _ = read_tensors(folder / "originals.safetensors")
        self._rows = tensors["rows"].astype(np.float32) * tensors["scales"][:, None]
        self._bias = tensors["bias"]
        self._names = (folder / "vocabulary.txt").read_text(encoding="utf8").split("\n")[: len(self._rows)]
        self._places = {name: i for i, name in enumerate(self._names)}
        lengths = np.linalg.norm(self._rows, axis=1, keepdims=True)
        self._directions = self._rows / np.maximum(lengths, 1e-6)
        self.longest = longest

    def spin(self, text: str, rate: float, rng: random.Random) -> Spun:
        """Swap about ``rate`` of the words of ``text``, most of them content words, as far as the longest window reaches."""
        words = split_words(text)
        chosen = self._choose(words, rate, rng)
        if not chosen:
            return Spun(text, ())
        alike = rng.choice((0.0, 4.0, 8.0))
        queries = self._read_hidden(words, chosen)
        fills = {at: self._fill(words.tokens[at].lower(), query, alike, rng) for at, query in zip(chosen, queries, strict=True)}
        return _write(words, {at: new for at, new in fills.items() if new})

    def _choose(self, words: Words, rate: float, rng: random.Random) -> list[int]:
        lengths = np.cumsum([len(ids) for ids in self._pieces.of(words.tokens)])
        readable = int(np.searchsorted(lengths, self.longest - 2, side="right"))
        able = [
            i for i in range(readable)
            if words.is_word[i] and words.tokens[i].islower() and words.tokens[i] in self._places
            and (words.tokens[i] not in FUNCTION_WORDS or rng.random() < 0.1)
        ]  # fmt: skip
        return sorted(rng.sample(able, min(len(able), max(1, round(rate * sum(words.is_word[:readable]))))))

    def _read_hidden(self, words: Words, chosen: list[int]) -> NDArray[np.float32]:
        """The query at each chosen token, read while it and some others far from it are hidden; shape (chosen, width)."""
        of_token = self._pieces.of(words.tokens)
        rounds = min(_ROUNDS, len(chosen))
        queries = np.zeros((len(chosen), self._rows.shape[1]), np.float32)
        for first in range(rounds):
            hidden = chosen[first::rounds]
            shown = [(self._pieces.mask,) if i in set(hidden) else ids for i, ids in enumerate(of_token)]
            flat = [piece for ids in shown for piece in ids][: self.longest - 2]
            kinds = [capital(token) for token, ids in zip(words.tokens, shown, strict=True) for _ in ids][: self.longest - 2]
            starts = 1 + np.concatenate(([0], np.cumsum([len(ids) for ids in shown])[:-1]))
            pieces = np.array([[self._pieces.start, *flat, self._pieces.end]], np.int64)
            output = self._network(pieces, np.array([[0, *kinds, 0]], np.int64), np.ones_like(pieces))
            queries[first::rounds] = output.queries[0, starts[hidden]]
        return queries

    def _fill(self, word: str, query: NDArray[np.float32], alike: float, rng: random.Random) -> str:
        scores = self._rows @ query + self._bias
        if alike:
            scores = scores + alike * (self._directions @ self._directions[self._places[word]])
        best = np.argpartition(-scores, _LOOKED_AT)[:_LOOKED_AT] if len(scores) > _LOOKED_AT else np.arange(len(scores))
        ordered = [self._names[i] for i in best[np.argsort(-scores[best], kind="stable")]]
        fitting = [name for name in ordered if name.isalpha() and name[:4] != word[:4] and _same_form(name, word)]
        return fitting[int(len(fitting) * rng.random() ** 2.5)] if fitting else ""


def _same_form(one: str, other: str) -> bool:
    """Whether two words can stand in the same form: both plural nouns, both past tense; unknown and closed-class words fit none."""
    return bool({reading.tag for reading in analyse(one)} & {reading.tag for reading in analyse(other)})


def _write(words: Words, fills: dict[int, str]) -> Spun:
    parts: list[str] = []
    swaps: list[Swap] = []
    size = at = 0
    for i, new in sorted(fills.items()):
        start, end = words.starts[i], words.ends[i]
        found = words.text[start:end]
        new = match_case(new, found)
        parts += [words.text[at:start], new]
        size += start - at
        swaps.append(Swap(size, size + len(new), new, found, "fills"))
        size += len(new)
        at = end
    parts.append(words.text[at:])
    return Spun("".join(parts), tuple(swaps))
