"""How well wordings fit between the words around a mark."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from unspin.context import context_gains
from unspin.marking import Mark
from unspin.model import SHIPPED
from unspin.ngrams import NgramModel
from unspin.words import split_words

NGRAMS = NgramModel.load(SHIPPED / "ngrams.safetensors")
TEXT = "Commerce and finance are on the forefront. A settlement, of 3 nations, was on the highway map of the administration!"
WORDS = split_words(TEXT)
WORDINGS = ["trade", "agreement", "countries", "road map", "at", "a strategic agreement"]
PLACES = [i for i, is_word in enumerate(WORDS.is_word) if is_word]


@given(st.data())
def test_chosen_originals_count_as_if_they_stood_in_the_text(data: st.DataObject) -> None:
    places = sorted(data.draw(st.lists(st.sampled_from(PLACES), min_size=2, unique=True)))
    marks = [Mark(place, place + 1, 1.0) for place in places]
    chosen = [(mark, data.draw(st.sampled_from(WORDINGS))) for mark in data.draw(st.lists(st.sampled_from(marks), unique=True))]
    text, at, shifts = "", 0, []
    texts = dict(chosen)
    for i, (start, end) in enumerate(zip(WORDS.starts, WORDS.ends, strict=True)):
        here = next((texts[mark] for mark in texts if mark.first == i), TEXT[start:end])
        text += TEXT[at:start] + here
        shifts.append((len(text) - len(here), len(text)))
        at = end
    written = split_words(text)
    moved = [
        Mark(written.starts.index(shifts[mark.first][0]), written.ends.index(shifts[mark.first][1]) + 1, 1.0) for mark in marks
    ]
    wordings = [WORDINGS for _ in marks]
    for one, other in zip(
        context_gains(NGRAMS, WORDS, marks, wordings, chosen), context_gains(NGRAMS, written, moved, wordings), strict=True
    ):
        np.testing.assert_allclose(one, other, atol=1e-5)


def test_a_wording_fits_better_when_its_neighbour_is_put_back() -> None:
    words = split_words("They drew a highway map for the regime.")
    highway, mapped = (Mark(i, i + 1, 1.0) for i in (3, 4))
    (alone,) = context_gains(NGRAMS, words, [highway], [["road", "street"]])
    (beside,) = context_gains(NGRAMS, words, [highway], [["road", "street"]], [(mapped, "sign")])
    (same,) = context_gains(NGRAMS, words, [highway], [["road", "street"]], [(mapped, "map")])
    np.testing.assert_allclose(alone, same)
    assert not np.allclose(alone, beside)
