"""The evidence for a span, on a channel and contexts made up for the test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, get_args

import numpy as np
import pytest

from unspin.channel import SOURCES, Swaps
from unspin.evidence import KINDS, gather_evidence
from unspin.marking import Mark
from unspin.report import Candidate, Evidence, Lines, ModelId, Report, Span, SwapKind
from unspin.words import Words

VOCABULARY = ["agreement", "deal", "accord", "said"]


@dataclass
class Finder:
    """What ``gather_evidence`` asks of the real finder; remembers which tokens were asked about."""

    gain: float
    swaps: dict[str, Swaps]

    def __post_init__(self) -> None:
        self.vocabulary = VOCABULARY
        self.channel = SimpleNamespace(originals_of=lambda found: self.swaps.get(found, Swaps(*np.zeros((3, 0), np.int64))))
        self.asked: list[tuple[list[str], list[str]]] = []

    def context_gains(self, words: Words, marks: Sequence[Mark], wordings: Sequence[Sequence[str]]) -> list[Any]:
        self.asked = [(words.tokens[m.first : m.last], list(of_mark)) for m, of_mark in zip(marks, wordings, strict=True)]
        return [np.full(len(of_mark), self.gain, np.float32) for of_mark in wordings]


def swaps(*known: tuple[str, tuple[str, ...], int]) -> Swaps:
    bits = [sum(1 << SOURCES.index(source) for source in sources) for _, sources, _ in known]
    rows = [VOCABULARY.index(original) for original, _, _ in known]
    return Swaps(np.array(rows), np.array(bits), np.log1p(np.array([seen for _, _, seen in known], np.float32)))


def report(text: str, found: str, *originals: str) -> Report:
    start = text.index(found)
    candidates = tuple(Candidate(original, 0.5 / (i + 1)) for i, original in enumerate(originals))
    span = Span(start, start + len(found), *Lines(text).position(start), found, 0.9, candidates)
    return Report(None, text, "spun", 0.9, 0.1, 5, 0.5, None, (span,), (), ModelId("fake", "0", "0"))


def test_evidence_is_about_the_best_original() -> None:
    known = swaps(("accord", ("pivot",), 0), ("agreement", ("wordnet", "mythes", "seo", "other", "function"), 3))
    finder = Finder(2.0, {"settlement": known})
    (evidence,) = gather_evidence(report("“The Settlement, he", "Settlement", "Agreement", "Deal", "Accord"), finder)  # type: ignore[arg-type]
    assert evidence == Evidence(100.0, ("observed", "lexicon", "thesaurus"), 3, 2, 3)
    assert finder.asked == [(["Settlement"], ["Agreement"])]


def test_a_phrase_is_asked_about_as_a_whole() -> None:
    finder = Finder(-1.0, {"a pact made": swaps(("deal", ("compounds",), 0))})
    (evidence,) = gather_evidence(report("It is a pact made\nhere.", "a pact made", "deal"), finder)  # type: ignore[arg-type]
    assert evidence is not None
    assert (evidence.times_likelier, evidence.kinds) == (pytest.approx(0.1), ("lexicon",))
    assert finder.asked == [(["a", "pact", "made"], ["deal"])]


def test_a_swap_that_nothing_lists_has_no_kind() -> None:
    (evidence,) = gather_evidence(report("a settlement", "settlement", "said"), Finder(0.0, {}))  # type: ignore[arg-type]
    assert evidence == Evidence(1.0, (), 0, 0, 1)


def test_a_span_without_originals_has_no_evidence() -> None:
    assert gather_evidence(report("a settlement", "settlement"), Finder(0.0, {})) == (None,)  # type: ignore[arg-type]


@pytest.mark.parametrize("gain", [400.0, -400.0])
def test_the_ratio_stays_a_number_that_json_can_hold(gain: float) -> None:
    (evidence,) = gather_evidence(report("a settlement", "settlement", "deal"), Finder(gain, {}))  # type: ignore[arg-type]
    assert evidence is not None
    assert 0 <= evidence.times_likelier <= 1e9


def test_every_source_of_the_channel_has_a_kind() -> None:
    assert set(KINDS) == set(SOURCES)
    assert set(KINDS.values()) == set(get_args(SwapKind))
