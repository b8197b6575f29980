"""Thresholds: what registers need, and that a text counts once."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from unspin_training.calibrate import _for_new_registers, make_texts
from unspin_training.spinners.families import built_in_families

needs = st.lists(st.floats(-5, 5), max_size=30)


@given(needs, st.floats(0, 3))
def test_a_threshold_is_never_lowered_and_follows_what_all_registers_need(needed: list[float], shift: float) -> None:
    raised = _for_new_registers(needed)
    assert raised >= 0
    assert _for_new_registers([value + shift for value in needed]) >= raised


@given(st.floats(0.1, 5), st.integers(3, 30))
def test_registers_that_differ_more_ask_for_more(spread: float, count: int) -> None:
    alike, unlike = np.linspace(0, 0.1, count), np.linspace(0, 0.1 + spread, count)
    assert _for_new_registers(unlike.tolist()) > _for_new_registers(alike.tolist())


def test_the_limit_covers_new_registers_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    covered = [(rng.normal(2, 1, 1000) <= _for_new_registers(rng.normal(2, 1, 20).tolist())).mean() for _ in range(200)]
    assert np.mean(np.asarray(covered) >= 0.99) > 0.95


def test_a_text_that_is_drawn_often_counts_once() -> None:
    short = " ".join(["we do it well and so"] * 9)  # shorter than any piece that is cut
    texts = make_texts([("small", short)], built_in_families(), 60, seed=1)
    assert sum(text.spun.text == short for text in texts) == 1  # with noise that changed nothing, or without
    genuine = [text.spun.text for text in texts if not text.is_spun]
    assert len(genuine) == len(set(genuine))
