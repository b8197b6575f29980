"""Ranking of candidate originals: habits of a text, votes, and combinations."""

from __future__ import annotations

from itertools import product
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspin.candidates import FEATURES, Candidates
from unspin.ranking import Ranked, Ranker, best_combinations

WEIGHTS = {name: 1.0 if name in ("head", "from_seo") else 0.0 for name in FEATURES}


def candidates(found: str, **heads: float) -> Candidates:
    features = np.zeros((len(heads), len(FEATURES)))
    features[:, FEATURES.index("head")] = list(heads.values())
    return Candidates(found, list(heads), features)


def test_probabilities_are_sound_and_best_first() -> None:
    (ranked,) = Ranker(WEIGHTS).rank([candidates("settlement", accord=-1.0, agreement=2.0, deal=0.0)])
    assert ranked.texts == ("agreement", "deal", "accord")
    assert sum(ranked.probabilities) == pytest.approx(1)
    assert ranked.listed == (True, True, True)


def test_marks_of_the_same_wording_vote_on_each_other() -> None:
    unsure, sure = candidates("x", a=0.0, b=0.1), candidates("x", a=5.0, b=0.0)
    alone, _ = Ranker(WEIGHTS).rank([unsure, candidates("y", a=5.0, b=0.0)])
    together, _ = Ranker(WEIGHTS).rank([unsure, sure])
    assert alone.texts[0] == "b"
    assert together.texts[0] == "a"


def test_a_source_that_explains_the_text_counts_for_more() -> None:
    at = FEATURES.index("from_seo")
    doubtful = candidates("x", a=1.2, b=0.0)
    doubtful.features[1, at] = 1
    seo = [candidates(f"w{i}", c=0.0) for i in range(9)]
    for other in seo:
        other.features[0, at] = 1
    assert Ranker(WEIGHTS).rank([doubtful, *(candidates(f"w{i}", c=0.0) for i in range(9))])[0].texts[0] == "a"
    assert Ranker(WEIGHTS).rank([doubtful, *seo])[0].texts[0] == "b"


def test_nothing_to_rank() -> None:
    assert Ranker(WEIGHTS).rank([]) == []
    assert Ranker(WEIGHTS).rank([candidates("x")]) == [Ranked((), (), ())]
    with pytest.raises(ValueError, match="no weight"):
        Ranker({"head": 1.0})


@given(st.lists(st.lists(st.floats(0.01, 1), min_size=1, max_size=4), min_size=1, max_size=4), st.integers(1, 20))
def test_combinations_are_the_likeliest(chances: list[list[float]], k: int) -> None:
    parts = [Ranked(tuple(f"{i}" for i in range(len(p))), tuple(sorted(p, reverse=True)), (True,) * len(p)) for p in chances]
    found = best_combinations(parts, k)
    everything = sorted((prod(choice) for choice in product(*(part.probabilities for part in parts))), reverse=True)
    assert [probability for _, probability in found] == pytest.approx(everything[:k])
    assert len({choice for choice, _ in found}) == len(found)
