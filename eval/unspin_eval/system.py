"""What is evaluated: a system that reads texts, suggests originals and restores. The model is one, every baseline another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from unspin_eval.metrics.restoring import Change

if TYPE_CHECKING:
    from unspin.model import Model


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of text that a system says was swapped; ``original`` is its best guess, or empty."""

    start: int
    end: int
    original: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a system says of one text. ``probability`` is 0 when it could not read the text."""

    probability: float
    verdict: str  # "spun", "genuine" or "undecided"
    marks: tuple[Mark, ...] = ()


class System(Protocol):
    """Whatever can be measured. ``detects``, ``marks`` and ``restores`` say which of the methods mean anything."""

    name: str
    detects: bool  # read() gives probabilities and verdicts
    marks: bool  # read() gives marks
    restores: bool  # suggest() and restore() work

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """One reading a text."""

    def suggest(self, text: str, spans: Sequence[tuple[int, int]], k: int) -> list[list[str]]:
        """The ``k`` likeliest originals of each span, best first."""

    def restore(self, texts: Sequence[str]) -> list[list[Change]]:
        """The edits that lead back to the original, without overlap."""


class ModelSystem:
    """An unspin model. A text that several suites ask about is read once."""

    detects = marks = restores = True

    def __init__(self, model: Model, name: str = "unspin") -> None:
        self.name = name
        self.model = model
        self._readings: dict[str, Reading] = {}
        self._restored: dict[str, list[Change]] = {}

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """All texts not read before go to the model in one call."""
        new = [text for text in dict.fromkeys(texts) if text not in self._readings]
        if new:
            for text, report in zip(new, self.model.score_batch(new), strict=True):
                marks = tuple(Mark(s.start, s.end, s.originals[0].text if s.originals else "") for s in report.spans)
                self._readings[text] = Reading(report.probability or 0.0, report.verdict, marks)
        return [self._readings[text] for text in texts]

    def suggest(self, text: str, spans: Sequence[tuple[int, int]], k: int) -> list[list[str]]:
        """As the model ranks them."""
        return [[c.text for c in candidates] for candidates in self.model.suggest(text, spans, k)] if spans else []

    def restore(self, texts: Sequence[str]) -> list[list[Change]]:
        """All texts not restored before go to the model in one call."""
        new = [text for text in dict.fromkeys(texts) if text not in self._restored]
        if new:
            for text, restoration in zip(new, self.model.restore_batch(new), strict=True):
                self._restored[text] = [Change(e.start, e.end, e.replacement) for e in restoration.edits]
        return [self._restored[text] for text in texts]
