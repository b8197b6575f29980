"""A word n-gram model as detector and restorer: no network, but it reads the context.

A text is suspicious when its words are surprising and when likely originals would fit much better. A wording is put back when the
gain in probability, with how often the wording stood for that original, passes what held-out texts set.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from unspin.ngrams import NgramModel, Table, word_forms
from unspin.words import match_case, split_words
from unspin_eval.baselines.material import Material
from unspin_eval.baselines.restorers import SwapCounts, overlaps
from unspin_eval.metrics.ranking import threshold_at
from unspin_eval.metrics.restoring import Change, normal
from unspin_eval.system import Mark, Reading
from unspin_training.ngrams import count_ngrams, estimate, pack, read_stream
from unspin_training.spinners.answer_key import Spun

_ORDER = 3
_REACH = 2  # words of context on either side
_FPR = 0.01
_ORIGINALS = 20  # the most frequent originals of a wording are tried
_LEAST_CHANCE = 0.005  # a wording that hardly ever stands for anything else is left alone
_ENOUGH = 2_000  # passages to fit four weights on
_BETA = 0.5  # edits are chosen for the best F0.5 on held-out texts: a wrong one hurts more than a missing one


@dataclass(frozen=True, slots=True)
class _Gain:
    """What putting ``original`` back at start..end would gain, in log10."""

    start: int
    end: int
    original: str
    gain: float

    def as_change(self, text: str) -> Change:
        """The edit that puts the original back."""
        return Change(self.start, self.end, match_case(self.original, text[self.start : self.end]))


class NgramSystem:
    """Detects, marks and restores with a trigram model and the counts of swaps."""

    name = "trigram model"
    detects = True

    def __init__(self, material: Material) -> None:
        self.marks = self.restores = bool(material.keys)  # a label alone does not tell which words were swapped
        self._model = fit_model(material.prose)
        self._counts = SwapCounts(material.keys_of(held_out=False))
        self._known_gains: dict[str, list[_Gain]] = {}
        self._least_gain = self._choose_least_gain(material.keys_of(held_out=True))
        texts, spun = material.part(held_out=False)
        features = self._features(texts[:_ENOUGH])
        self._classifier = make_pipeline(StandardScaler(), LogisticRegression()).fit(features, spun[:_ENOUGH])
        texts, spun = material.part(held_out=True)
        self._threshold = threshold_at(self._probabilities(texts)[~np.array(spun)], _FPR)

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Probability from surprise and gain; marks are what it would put back."""
        marks = [tuple(Mark(e.start, e.end, e.replacement) for e in edits) for edits in self.restore(texts)]
        scored = zip(self._probabilities(texts), marks, strict=True)
        return [Reading(float(p), "spun" if p > self._threshold else "genuine", m) for p, m in scored]

    def suggest(self, text: str, spans: Sequence[tuple[int, int]], k: int) -> list[list[str]]:
        """Known originals of the wording, by how well they fit and how often the wording stood for them."""
        places = [(start, end, normal(text[start:end])) for start, end in spans]
        found: dict[tuple[int, int], list[_Gain]] = {(start, end): [] for start, end in spans}
        for gain in self._gains(text, places):
            found[gain.start, gain.end].append(gain)
        return [[g.original for g in sorted(found[span], key=lambda g: -g.gain)[:k]] for span in spans]

    def restore(self, texts: Sequence[str]) -> list[list[Change]]:
        """The surest first, without overlap."""
        return [[g.as_change(text) for g in self._best_gains(text) if g.gain > self._least_gain] for text in texts]

    def _best_gains(self, text: str) -> list[_Gain]:
        """The best gains of a text that do not overlap, in order of the text."""
        if text not in self._known_gains:
            best: dict[tuple[int, int], _Gain] = {}
            for gain in self._gains(text, self._counts.suspicious(split_words(text), _LEAST_CHANCE)):
                if (gain.start, gain.end) not in best or gain.gain > best[gain.start, gain.end].gain:
                    best[gain.start, gain.end] = gain
            chosen: list[_Gain] = []
            for gain in sorted(best.values(), key=lambda g: (-g.gain, g.start)):
                if not overlaps(chosen, gain.start, gain.end):
                    chosen.append(gain)
            self._known_gains[text] = sorted(chosen, key=lambda g: g.start)
        return self._known_gains[text]

    def _gains(self, text: str, places: Sequence[tuple[int, int, str]]) -> list[_Gain]:
        """The gain of every known original at every place, all windows scored in one go."""
        words = split_words(text)
        forms = [(start, form) for start, form in zip(words.starts, word_forms(words), strict=True) if form]
        starts = [start for start, _ in forms]
        windows: list[list[str]] = []
        asked: list[tuple[int, int, str, float, int]] = []
        for start, end, phrase in places:
            first, last = (int(np.searchsorted(starts, offset)) for offset in (start, end))
            before, after = ([f for _, f in forms[max(0, a) : b]] for a, b in ((first - _REACH, first), (last, last + _REACH)))
            base = len(windows)
            windows.append([*before, *phrase.split(), *after])
            for original in self._counts.likeliest(phrase, _ORIGINALS):
                odds = math.log10(max(self._counts.chance(phrase, original), 1e-4))
                asked.append((start, end, original, odds, base))
                windows.append([*before, *original.split(), *after])
        scores = self._model.score(windows)
        gains, at = [], 0
        for start, end, original, odds, base in asked:
            at = max(at, base) + 1
            gains.append(_Gain(start, end, original, float(scores[at] - scores[base]) + odds))
        return gains

    def _choose_least_gain(self, keys: Sequence[Spun]) -> float:
        """The least gain that makes the best F measure of edits on held-out texts; infinite when no edit is right."""
        gains: list[tuple[float, bool]] = []
        for key in keys:
            answers = {(swap.start, swap.end): normal(swap.original) for swap in key.swaps}
            gains += [(g.gain, answers.get((g.start, g.end)) == g.original) for g in self._best_gains(key.text)]
        gains.sort(reverse=True)
        right = np.cumsum([is_right for _, is_right in gains])
        if not len(right) or not right[-1]:
            return math.inf
        swaps = sum(len(key.swaps) for key in keys)
        f_measures = (1 + _BETA**2) * right / (_BETA**2 * swaps + np.arange(1, len(gains) + 1))
        return math.nextafter(gains[int(f_measures.argmax())][0], -math.inf)

    def _probabilities(self, texts: Sequence[str]) -> np.ndarray:
        return np.asarray(self._classifier.predict_proba(self._features(texts))[:, 1]) if len(texts) else np.zeros(0)

    def _features(self, texts: Sequence[str]) -> np.ndarray:
        """Per text: mean surprise of a word, share of unlisted words, mean and upper gain of likely originals."""
        rows = []
        for text in texts:
            forms = [form for form in word_forms(split_words(text)) if form]
            surprise = -float(self._model.score([forms])[0]) / max(1, len(forms))
            unlisted = 1 - float(self._model.known(forms).mean()) if forms else 0.0
            gains = np.array([max(0.0, g.gain + 2) for g in self._best_gains(text)])
            rows.append(
                (surprise, unlisted, gains.sum() / max(1, len(forms)), float(np.quantile(gains, 0.9)) if len(gains) else 0.0)
            )
        return np.array(rows)


def fit_model(texts: Sequence[str]) -> NgramModel:
    """A Kneser-Ney model of the texts, in memory."""
    stream = read_stream(texts)
    counts = [count_ngrams(stream.ids, order) for order in range(1, _ORDER + 1)]
    tensors = pack(estimate(counts, [1] * _ORDER), stream)
    orders = sum(name.endswith(".bucket_sizes") for name in tensors)
    return NgramModel(
        [Table.from_tensors(tensors, order) for order in range(1, orders + 1)], float(tensors["unknown_penalty"].item())
    )
