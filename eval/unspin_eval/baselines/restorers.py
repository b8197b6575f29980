"""Baselines that put originals back without looking at the context."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Protocol

from unspin.words import Words, match_case, split_words
from unspin_eval.metrics.restoring import Change, normal
from unspin_eval.system import Mark, Reading
from unspin_training.spinners.answer_key import Spun

_LONGEST = 3  # words of a phrase that is looked up


class DoNothing:
    """Leaves every text as it is, and takes every word for its own original."""

    name = "do nothing"
    detects = marks = False
    restores = True

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Everything is genuine."""
        return [Reading(0.0, "genuine") for _ in texts]

    def suggest(self, text: str, spans: Sequence[tuple[int, int]], k: int) -> list[list[str]]:
        """What stands there."""
        return [[text[start:end]] for start, end in spans]

    def restore(self, texts: Sequence[str]) -> list[list[Change]]:
        """No edits."""
        return [[] for _ in texts]


class SwapCounts:
    """How often each wording stood for each original in the answer keys, and how often it stood for itself."""

    def __init__(self, keys: Sequence[Spun]) -> None:
        self.originals: dict[str, Counter[str]] = defaultdict(Counter)
        for key in keys:
            for swap in key.swaps:
                if swap.family != "article":
                    self.originals[normal(swap.swapped)][normal(swap.original)] += 1
        self._ranked: dict[str, list[str]] = {}
        self.kept: Counter[str] = Counter()
        for key in keys:
            swapped = [(swap.start, swap.end) for swap in key.swaps]
            for start, end, phrase in self.phrases(split_words(key.text)):
                if not any(a < end and b > start for a, b in swapped):
                    self.kept[phrase] += 1

    def phrases(self, words: Words) -> Iterator[tuple[int, int, str]]:
        """Start, end and normal form of every wording in the text that once stood for something else, the longest first."""
        for length in range(_LONGEST, 0, -1):
            for i in range(len(words) - length + 1):
                if words.is_word[i] and words.is_word[i + length - 1]:
                    start, end = words.starts[i], words.ends[i + length - 1]
                    phrase = normal(words.text[start:end])
                    if phrase in self.originals:
                        yield start, end, phrase

    def suspicious(self, words: Words, least: float) -> list[tuple[int, int, str]]:
        """The wordings of the text whose likeliest original has a chance of ``least`` or more."""
        places = self.phrases(words)
        return [
            (start, end, phrase) for start, end, phrase in places if self.chance(phrase, self.likeliest(phrase, 1)[0]) >= least
        ]

    def likeliest(self, phrase: str, most: int) -> list[str]:
        """The originals that the wording stood for most often."""
        if phrase not in self._ranked:
            counts = self.originals.get(phrase, Counter())
            self._ranked[phrase] = sorted(counts, key=lambda original: (-counts[original], original))
        return self._ranked[phrase][:most]

    def chance(self, phrase: str, original: str) -> float:
        """Share of the times when the wording stood for this original, 0 to 1."""
        counts = self.originals.get(phrase, Counter())
        return counts[original] / max(1, counts.total() + self.kept[phrase])


class MostFrequentOriginal:
    """Puts the most frequent original back wherever the wording stood for it half of the times or more."""

    name = "most frequent original"
    detects = False
    marks = restores = True

    def __init__(self, counts: SwapCounts) -> None:
        self._counts = counts

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Marks what it would put back."""
        return [
            Reading(0.0, "genuine", tuple(Mark(c.start, c.end, c.replacement) for c in edits)) for edits in self.restore(texts)
        ]

    def suggest(self, text: str, spans: Sequence[tuple[int, int]], k: int) -> list[list[str]]:
        """The most frequent originals of the wording."""
        return [self._counts.likeliest(normal(text[start:end]), k) for start, end in spans]

    def restore(self, texts: Sequence[str]) -> list[list[Change]]:
        """Longest wordings first, without overlap."""
        return [self._edits(split_words(text)) for text in texts]

    def _edits(self, words: Words) -> list[Change]:
        edits: list[Change] = []
        for start, end, phrase in self._counts.suspicious(words, 0.5):
            if not overlaps(edits, start, end):
                original = self._counts.likeliest(phrase, 1)[0]
                edits.append(Change(start, end, match_case(original, words.text[start:end])))
        return sorted(edits, key=lambda c: c.start)


class _Extent(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def overlaps(edits: Sequence[_Extent], start: int, end: int) -> bool:
    """Whether any of the edits reaches into start..end."""
    return any(edit.start < end and edit.end > start for edit in edits)
