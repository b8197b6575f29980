"""The document probability and the blocks of a long text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspin.document import FEATURES, DocumentModel, cut_blocks, densest_block, document_features

probabilities = st.lists(st.floats(0, 1), min_size=1, max_size=300).map(lambda values: np.asarray(values, np.float32))


@given(probabilities)
def test_features_are_finite_and_do_not_depend_on_scale_of_order(p: np.ndarray) -> None:
    features = document_features(p, p * 0)
    assert features.shape == (len(FEATURES),)
    assert np.isfinite(features).all()


@given(probabilities, st.integers(0, 2**31))
def test_a_probability_is_one(p: np.ndarray, seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = len(FEATURES)
    model = DocumentModel(*(tuple(rng.normal(size=size)) for _ in range(3)), bias=float(rng.normal()) * 100)
    model = DocumentModel(model.centre, (1.0,) * size, model.weights, model.bias)
    assert 0 <= model.probability(p, p) <= 1
    assert model.probability(p[:0], p[:0]) == 0


def test_a_spun_part_shows_in_the_densest_block() -> None:
    p = np.zeros(500)
    p[200:260] = 0.9
    assert densest_block(p) == pytest.approx(0.9)
    assert densest_block(p[:50]) == 0


@given(st.lists(st.booleans(), max_size=600), st.integers(4, 150))
def test_blocks_part_the_words(ends: list[bool], size: int) -> None:
    blocks = cut_blocks(ends, size)
    assert [i for first, last in blocks for i in range(first, last)] == list(range(len(ends)))
    assert all(last - first <= 2.5 * size for first, last in blocks)


def test_numbers_of_another_model_are_refused() -> None:
    with pytest.raises(ValueError, match="numbers"):
        DocumentModel((0.0,), (1.0,), (0.0,), 0.0)
