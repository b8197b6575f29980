"""From word scores to marks."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from unspin.marking import mark_swaps, part_stretch
from unspin.reading import Reading
from unspin.words import split_words

TEXT = "The international locations, a mutual want to problem the West."


def reading_of(scores: list[float], continues: list[float]) -> Reading:
    return Reading(np.asarray(scores, np.float32), np.asarray(continues, np.float32))


@given(st.data())
def test_a_higher_level_never_marks_more(data: st.DataObject) -> None:
    words = split_words(TEXT)
    scores = [data.draw(st.floats(0, 1)) * is_word for is_word in words.is_word]
    reading = reading_of(scores, [s * data.draw(st.floats(0, 1)) for s in scores])
    low, high = sorted((data.draw(st.floats(0.01, 1)), data.draw(st.floats(0.01, 1))))
    at_low, at_high = (
        {i for mark in mark_swaps(words, reading, level) for i in range(mark.first, mark.last)} for level in (low, high)
    )
    assert at_high <= at_low
    assert all(reading.swapped[i] >= low for i in at_low)


def test_a_continuation_joins_the_word_before_but_not_over_a_comma() -> None:
    words = split_words(TEXT)
    places = {token: i for i, token in enumerate(words.tokens)}
    scores, continues = np.zeros(len(words)), np.zeros(len(words))
    scores[[places["international"], places["locations"], places["a"]]] = 0.9
    continues[[places["locations"], places["a"]]] = 0.8
    marks = mark_swaps(words, reading_of(list(scores), list(continues)), 0.5)
    assert [words.tokens[mark.first : mark.last] for mark in marks] == [["international", "locations"], ["a"]]


def test_a_named_stretch_has_a_mark_for_every_word_and_a_sure_one() -> None:
    words = split_words("mutual want to, problem")
    two = reading_of([0.0, 0.9, 0.0, 0.0, 0.9], [0.0, 0.0, 0.0, 0.0, 0.0])
    marks = part_stretch(words, two, 0, 5)
    assert [(m.first, m.last) for m in marks] == [(0, 1), (1, 2), (2, 3), (4, 5)]
    assert max(m.probability for m in marks) == 1
    assert marks[0].probability < 0.1 < marks[1].probability
    phrase = reading_of([0.9, 0.9, 0.0, 0.0, 0.0], [0.0, 0.8, 0.0, 0.0, 0.0])
    assert [(m.first, m.last) for m in part_stretch(words, phrase, 0, 2)] == [(0, 2)]
    assert part_stretch(words, two, 2, 2) == []
