"""The share of genuine articles among the flagged ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspin.formats.base_rate import ONE_IN, genuine_in_100_flags

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
