"""The share of genuine articles among the flagged ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspin.formats.base_rate import ONE_IN, chance_right, genuine_in_100_flags, prior_sentence

_RATES = st.floats(0.0001, 1)


def test_counted_by_hand() -> None:
    # 1,000 articles, 1 in 10 spun: 9 of 900 genuine ones and 50 of 100 spun ones are flagged.
    assert genuine_in_100_flags(10, 0.01, 0.5) == pytest.approx(100 * 9 / 59)


@given(st.sampled_from(ONE_IN), _RATES, _RATES)
def test_perfect_recall_is_the_lower_bound(one_in: int, false_positive_rate: float, recall: float) -> None:
    genuine = genuine_in_100_flags(one_in, false_positive_rate, recall)
    assert 0 < genuine <= 100
    assert genuine >= genuine_in_100_flags(one_in, false_positive_rate, 1.0)


@given(_RATES, _RATES)
def test_rarer_spinning_means_more_wrong_flags(false_positive_rate: float, recall: float) -> None:
    shares = [genuine_in_100_flags(one_in, false_positive_rate, recall) for one_in in ONE_IN]
    assert shares == sorted(shares)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_the_chance_that_a_flag_is_right_is_a_chance(prior: float, false_positive_rate: float, recall: float) -> None:
    assert 0 <= chance_right(prior, false_positive_rate, recall) <= 1


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_sentence_holds_for_every_rate(prior: float, false_positive_rate: float) -> None:
    assert "nan" not in prior_sentence(prior, false_positive_rate)


def test_what_a_flag_is_worth_counted_by_hand() -> None:
    # 1,000 articles, 20 spun: 9.8 of 980 genuine ones are flagged, and at most all 20 spun ones: 20 of 29.8.
    sentence = prior_sentence(0.02, 0.01)
    assert "about 9.8 genuine ones are flagged" in sentence
    assert "at most 20 spun ones" in sentence
    assert sentence.endswith("at most 67 %")
    assert prior_sentence(0.0, 0.01).endswith("at most 0 %")
