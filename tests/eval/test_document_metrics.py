from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss, roc_auc_score

from unspin_eval.metrics.calibration import balanced_weights, brier, expected_calibration_error, reliability
from unspin_eval.metrics.ranking import auroc, recall_at, threshold_at

_scored = st.lists(
    st.tuples(st.booleans(), st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0])), min_size=2, max_size=60
).filter(lambda rows: len({spun for spun, _ in rows}) == 2)


def _arrays(rows: list[tuple[bool, float]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([spun for spun, _ in rows]), np.array([score for _, score in rows])


@settings(deadline=None)
@given(_scored)
def test_auroc_is_scikit_learns(rows: list[tuple[bool, float]]) -> None:
    assert auroc(*_arrays(rows)) == pytest.approx(roc_auc_score(*_arrays(rows)))


@settings(deadline=None)
@given(_scored, st.randoms())
def test_order_does_not_matter(rows: list[tuple[bool, float]], random) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    for metric in (auroc, brier, expected_calibration_error, lambda spun, scores: recall_at(spun, scores, 0.1)):
        assert metric(*_arrays(rows)) == pytest.approx(metric(*_arrays(shuffled)))


def test_a_constant_score_knows_nothing() -> None:
    spun = np.array([True, False, False, True, False])
    assert auroc(spun, np.full(5, 0.3)) == 0.5
    assert recall_at(spun, np.full(5, 0.3), 0.01) == 0.0


def test_one_kind_alone_cannot_be_ranked() -> None:
    assert math.isnan(auroc(np.array([True, True]), np.array([0.1, 0.2])))
    assert math.isnan(recall_at(np.array([False]), np.array([0.1]), 0.01))
    assert math.isnan(threshold_at(np.array([]), 0.01))


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=300), st.floats(0.001, 0.5))
def test_the_threshold_keeps_its_promise_and_wastes_nothing(scores: list[float], fpr: float) -> None:
    genuine = np.array(scores)
    threshold = threshold_at(genuine, fpr)
    assert (genuine > threshold).mean() <= fpr + 1e-12  # a rate one rounding step under a whole count is that count
    below = genuine[genuine < threshold]
    if len(below):
        assert (genuine > below.max()).mean() > fpr - 1e-12


def test_recall_at_a_rate() -> None:
    genuine = np.arange(100) / 100
    spun = np.array([0.5, 0.985, 0.995, 1.0])
    labels = np.array([False] * 100 + [True] * 4)
    scores = np.concatenate([genuine, spun])
    assert threshold_at(genuine, 0.01) == 0.98
    assert recall_at(labels, scores, 0.01) == 0.75
    assert recall_at(labels, scores, 0.6) == 1.0


def test_both_kinds_weigh_the_same_in_calibration() -> None:
    spun = np.array([True] + [False] * 9)
    assert balanced_weights(spun)[0] == 0.5
    assert balanced_weights(spun).sum() == pytest.approx(1)
    scores = np.array([0.6] + [0.2] * 9)
    assert brier(spun, scores) == pytest.approx((0.16 + 0.04) / 2)
    assert expected_calibration_error(spun, scores) == pytest.approx((0.4 + 0.2) / 2)
    assert brier(spun, scores) == pytest.approx(brier_score_loss(spun, scores, sample_weight=balanced_weights(spun)))


def test_perfect_probabilities_have_no_error() -> None:
    spun = np.array([True, False] * 5)
    assert expected_calibration_error(spun, spun.astype(float)) == 0
    assert [(b.probability, b.spun) for b in reliability(spun, spun.astype(float))] == [(0.0, 0.0), (1.0, 1.0)]
    assert expected_calibration_error(spun, np.full(10, 0.5)) == 0
