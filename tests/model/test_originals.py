"""Ranking the originals of a whole text: what is read again, and whom it is asked about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from unspin.candidates import FEATURES, CandidateFinder, Candidates
from unspin.marking import Mark, found_wording
from unspin.originals import rank_originals
from unspin.ranking import Ranker
from unspin.reading import Reader, Reading
from unspin.words import Words, split_words

RANKER = Ranker({name: float(name == "head") for name in FEATURES})
HEAD = FEATURES.index("head")


class _Reader:
    """Reads nothing; remembers the texts, and the words that it is asked for."""

    def __init__(self) -> None:
        self.texts: list[Words] = []
        self.wanted: list[list[str]] = []

    def read(self, texts: Sequence[Words], *, wanted: Sequence[frozenset[int]]) -> list[Reading]:
        self.texts += texts
        self.wanted += [[words.tokens[i] for i in sorted(asked)] for words, asked in zip(texts, wanted, strict=True)]
        readings = []
        for words, asked in zip(texts, wanted, strict=True):
            readings.append(Reading(np.zeros(len(words)), np.zeros(len(words))))
            readings[-1].keep_queries(np.asarray(sorted(asked)), np.zeros((len(asked), 1), np.float32))
        return readings


class _Finder:
    """Proposes what it is told for each found wording; asked again, it is sure of the second."""

    def __init__(self, proposals: dict[str, dict[str, float]]) -> None:
        self.proposals = proposals
        self.weighed: list[str] = []

    def find(self, words: Words, marks: Sequence[Mark], reading: Reading) -> list[Candidates]:
        found = []
        for mark in marks:
            wording = found_wording(words, mark)
            said = self.proposals.get(wording, {})
            features = np.zeros((len(said), len(FEATURES)))
            features[:, HEAD] = list(said.values())
            found.append(Candidates(wording, list(said), features))
        return found

    def put_among(self, *_: object) -> None: ...

    def ask(self, found: Sequence[Candidates], queries: np.ndarray) -> list[np.ndarray]:
        assert len(queries) == len(found)
        return [np.asarray([0.0, 9.0][: len(candidates.texts)]) for candidates in found]

    def weigh_in(self, candidates: Candidates, said: np.ndarray, share: float) -> None:
        self.weighed.append(candidates.found)
        CandidateFinder.weigh_in(cast(CandidateFinder, self), candidates, said, share)


def rank(words: Words, marks: Sequence[Mark], finder: _Finder, reader: _Reader | None) -> list[str]:
    nothing = Reading(np.zeros(len(words)), np.zeros(len(words)))
    again = cast(Reader, reader) if reader else None
    ranked = rank_originals(words, marks, nothing, cast(CandidateFinder, finder), RANKER, again)
    return [ranking.texts[0] if ranking.texts else "" for ranking in ranked]


TEXT = "The hazy settlement of the patron was a shiny course."
SURE = {"hazy": {"cloudy": 5.0, "dim": 0.0}, "settlement": {"agreement": 5.0, "deal": 0.0}, "patron": {"customer": 5.0, "guest": 0.0}}
UNSURE = {"shiny": {"bright": 0.1, "clean": 0.0}}


def marks_of(words: Words, *found: str) -> list[Mark]:
    return [Mark(words.tokens.index(word), words.tokens.index(word) + 1, 0.9) for word in found]


def test_each_half_of_the_sure_ones_is_put_back_while_the_rest_is_asked_about() -> None:
    words, finder, reader = split_words(TEXT), _Finder(SURE | UNSURE), _Reader()
    unsure = Mark(words.tokens.index("shiny"), words.tokens.index("shiny") + 1, 0.5)
    best = rank(words, [*marks_of(words, "hazy", "settlement", "patron"), unsure], finder, reader)
    assert [text.text for text in reader.texts] == [
        "The cloudy settlement of the customer was a shiny course.",
        "The hazy agreement of the patron was a shiny course.",
    ]
    assert reader.wanted == [["settlement", "shiny"], ["hazy", "patron", "shiny"]]
    assert best == ["dim", "deal", "guest", "clean"]  # what is said then counts for more than what was said first
    assert finder.weighed == ["hazy", "settlement", "patron", "shiny"]


def test_without_a_reader_or_two_sure_originals_nothing_is_read() -> None:
    words, reader = split_words(TEXT), _Reader()
    assert rank(words, marks_of(words, "hazy", "patron"), _Finder(SURE), None) == ["cloudy", "customer"]
    assert rank(words, marks_of(words, "hazy", "shiny"), _Finder({"hazy": SURE["hazy"]}), reader) == ["cloudy", ""]
    assert rank(words, [], _Finder({}), reader) == []
    assert not reader.texts


def test_a_mark_under_what_is_put_back_is_not_asked_about() -> None:
    words, reader = split_words(TEXT), _Reader()
    wide = Mark(1, 3, 0.2)
    assert found_wording(words, wide) == "hazy settlement"
    rank(words, [*marks_of(words, "hazy", "patron"), wide], _Finder({**SURE, "hazy settlement": {"x": 1.0, "y": 1.0}}), reader)
    assert reader.wanted == [["patron"], ["hazy"]]  # the wide mark and "hazy" begin at one word


WORDINGS = st.sampled_from(["x", "long wording here", "e.g.", "c++", "state-of-the-art", "don't", "12", "é"])


@given(st.lists(st.tuples(st.sampled_from(["red", "Blue", "it's", "GREEN", "é1"]), st.sampled_from([" ", "-", ", ", "\n", "’ "]))), st.data())
def test_marks_are_found_again_whatever_is_put_back_before_them(parts: list[tuple[str, str]], data: st.DataObject) -> None:
    words = split_words("".join(word + gap for word, gap in parts))
    places = [i for i in range(len(words)) if words.is_word[i] and data.draw(st.booleans())]
    lowered = {found_wording(words, Mark(i, i + 1, 1.0)) for i in places}
    finder = _Finder({found: {data.draw(WORDINGS): 3.0, "other": 0.0} for found in sorted(lowered)})
    reader = _Reader()
    rank(words, [Mark(i, i + 1, 1.0) for i in places], finder, reader)
    if len(places) > 1:
        assert reader.wanted == [[words.tokens[i] for i in places[1::2]], [words.tokens[i] for i in places[::2]]]
