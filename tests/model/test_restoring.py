"""From ranked originals to the wordings of a stretch that the caller names."""

from __future__ import annotations

import numpy as np
import pytest

from unspin.marking import Mark, found_wording
from unspin.ranking import Ranked, likeliest_originals
from unspin.reading import Reading
from unspin.restoring import Stretch, originals_of_stretch
from unspin.words import split_words

TEXT = "They set up a Useful resource, quickly."
KNOWN = {"useful resource": "asset", "set up": "established", "a useful": "some"}


def named(part: str) -> Stretch:
    words = split_words(TEXT)
    scores = np.full(len(words), 0.9, np.float32)
    start = TEXT.index(part)
    return Stretch.of(words, Reading(scores, scores * 0), start, start + len(part), KNOWN.__contains__)


def ranked(stretch: Stretch) -> list[Ranked]:
    """The known original for a phrase, and a made-up one for a word."""
    words = split_words(TEXT)
    found = [found_wording(words, mark) for mark in stretch.marks]
    return [Ranked((KNOWN.get(text, f"no-{text}"),), (1.0,), (text in KNOWN,)) for text in found]


def test_known_phrases_in_a_stretch_are_weighed_beside_its_words() -> None:
    stretch = named("up a Useful resource")
    words = split_words(TEXT)
    assert [found_wording(words, mark) for mark in stretch.phrases] == ["a useful", "useful resource"]
    texts = [candidate.text for candidate in originals_of_stretch(words, stretch, ranked(stretch), 5)]
    assert texts[0] == "no-up no-a No-useful no-resource"
    assert {"no-up no-a Asset", "no-up some no-resource"} <= set(texts)


def test_a_phrase_never_reaches_over_a_mark_or_out_of_the_stretch() -> None:
    assert named("resource, quickly").phrases == ()
    assert named("Useful").phrases == ()


def test_a_long_stretch_costs_no_look_at_every_phrase_in_it() -> None:
    text = "set up " * 2000
    words = split_words(text)
    scores = np.full(len(words), 0.9, np.float32)
    assert Stretch.of(words, Reading(scores, scores * 0), 0, len(text), KNOWN.__contains__).phrases == ()


def test_an_article_inside_a_stretch_follows_what_is_put_after_it() -> None:
    text = "They saw an enormous oak there."
    words = split_words(text)
    scores = np.array([0.9 if token in ("enormous", "oak") else 0.01 for token in words.tokens], np.float32)
    stretch = Stretch.of(words, Reading(scores, scores * 0), text.index("an"), text.index(" there"), KNOWN.__contains__)
    huge = [Ranked(("huge",), (1.0,), (True,)) if words.tokens[m.first] == "enormous" else Ranked((), (), ()) for m in stretch.parts]
    assert originals_of_stretch(words, stretch, huge, 1)[0].text == "a huge oak"
    before = Stretch.of(words, Reading(scores, scores * 0), text.index("enormous"), text.index(" there"), KNOWN.__contains__)
    assert originals_of_stretch(words, before, huge[-2:], 1)[0].text == "huge oak"  # what stands before the stretch is not its own


@pytest.mark.parametrize("k", [1, 3])
def test_candidates_are_sound(k: int) -> None:
    stretch = named("set up a Useful resource")
    candidates = originals_of_stretch(split_words(TEXT), stretch, ranked(stretch), k)
    assert len(candidates) == k
    assert [c.probability for c in candidates] == sorted((c.probability for c in candidates), reverse=True)
    assert all(0 <= c.probability <= 1 for c in candidates)


def test_of_marks_that_overlap_the_first_chooses() -> None:
    marks = [Mark(0, 1, 1.0), Mark(1, 2, 1.0), Mark(0, 2, 1.0), Mark(3, 4, 1.0)]
    rankings = [Ranked((text,), (1.0,), (True,)) if text else Ranked((), (), ()) for text in ("a", "", "whole", "b")]
    assert likeliest_originals(marks, rankings) == [(marks[0], "a"), (marks[3], "b")]
    assert likeliest_originals(marks, [rankings[1], *rankings[1:]]) == [(marks[2], "whole"), (marks[3], "b")]
