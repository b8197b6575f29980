from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from unspin_eval.metrics.intervals import grouped_bootstrap, wilson


@settings(deadline=None)
@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_is_scipys(case: tuple[int, int]) -> None:
    successes, n = case
    theirs = binomtest(successes, n).proportion_ci(method="wilson")
    ours = wilson(successes, n)
    assert ours.value == successes / n
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


def test_wilson_of_copies_is_as_wide_as_of_the_groups() -> None:
    copies, alone = wilson(20, 40, independent=4), wilson(2, 4)
    assert (copies.low, copies.high) == pytest.approx((alone.low, alone.high))
    assert copies.n == 40


def test_nothing_counted_is_not_a_number() -> None:
    assert math.isnan(wilson(0, 0).value)
    assert math.isnan(grouped_bootstrap(lambda rows: 0.0, []).value)


def _mean_of(values: np.ndarray):
    return lambda rows: float(values[rows].mean())


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=5, max_size=40))
def test_the_interval_holds_the_point(values: list[float]) -> None:
    array = np.array(values)
    interval = grouped_bootstrap(_mean_of(array), [str(i) for i in range(len(values))], rounds=100)
    assert interval.low <= interval.value <= interval.high
    assert interval.value == pytest.approx(array.mean())


def test_copies_make_the_interval_wider() -> None:
    values = np.repeat(np.random.default_rng(0).random(20), 10)
    alone = grouped_bootstrap(_mean_of(values), [str(i) for i in range(200)])
    copies = grouped_bootstrap(_mean_of(values), [str(i // 10) for i in range(200)])
    assert copies.high - copies.low > 2 * (alone.high - alone.low)


def test_every_stratum_keeps_its_size() -> None:
    strata = np.array([True] * 7 + [False] * 30)
    seen = []
    groups = [str(i) for i in range(37)]
    grouped_bootstrap(lambda rows: seen.append(int(strata[rows].sum())) or 0.0, groups, strata=strata.tolist(), rounds=50)
    assert set(seen) == {7}


def test_groups_are_drawn_whole() -> None:
    groups = [name for name in "abcdef" for _ in range(3)]

    def counts_are_threes(rows: np.ndarray) -> float:
        _, times = np.unique(rows, return_counts=True)
        by_group = np.bincount(rows // 3, minlength=6)
        return float((by_group % 3 == 0).all() and len(times) % 3 == 0)

    interval = grouped_bootstrap(counts_are_threes, groups, rounds=100)
    assert (interval.low, interval.high) == (1.0, 1.0)


def test_few_groups_have_no_interval_and_the_seed_decides() -> None:
    values = np.random.default_rng(1).random(30)
    assert math.isnan(grouped_bootstrap(_mean_of(values), ["one"] * 30).low)
    names = [str(i) for i in range(30)]
    first, second, other = (grouped_bootstrap(_mean_of(values), names, seed=seed) for seed in (3, 3, 4))
    assert first == second != other
