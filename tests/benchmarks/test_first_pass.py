"""Could a cheap model let clearly genuine texts through unread?"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
from benchmarks.first_pass import MOST_LOST, FirstPass, fit, measure, render
from hypothesis import given
from hypothesis import strategies as st

from unspin_training.calibrate import CalibrationText
from unspin_training.spinners.answer_key import Spun


class Reads:
    """A model that finds the texts in which a sign stands."""

    def score_batch(self, texts: list[str]) -> list[Any]:
        return [SimpleNamespace(verdict="spun" if "!" in text else "genuine") for text in texts]


class Scores:
    """A first pass whose score is the number that a text begins with."""

    def decision_function(self, texts: list[str]) -> np.ndarray:
        return np.asarray([float(text.rstrip("!")) for text in texts])


ROWS = st.lists(st.tuples(st.integers(0, 50), st.booleans(), st.booleans()), max_size=400)


@given(ROWS)
def test_hardly_any_text_that_the_model_finds_is_cleared(rows: list[tuple[int, bool, bool]]) -> None:
    texts = [f"{score}{'!' if found else ''}" for score, _, found in rows]
    spun = [is_spun for _, is_spun, _ in rows]
    got = measure("made", Scores(), Reads(), texts, spun)  # type: ignore[arg-type]
    found = [score for score, is_spun, is_found in rows if is_spun and is_found]
    genuine = [score for score, is_spun, _ in rows if not is_spun]
    assert (got.found, got.genuine) == (len(found), len(genuine))
    assert got.lost <= MOST_LOST * len(found)
    if not found:
        assert got.cleared == len(genuine), "with nothing to lose all may pass"
    elif len(found) < 1 / MOST_LOST:
        assert got.cleared == sum(score < min(found) for score in genuine)


def test_the_linear_model_tells_wordings_apart() -> None:
    texts = [CalibrationText(Spun(f"the cowl of the navy {i}", ()), "made", 0.3) for i in range(20)]
    texts += [CalibrationText(Spun(f"the cover of the army {i}", ()), "made", 0.0) for i in range(20)]
    spun, genuine = fit(texts).decision_function(["a cowl of the navy", "a cover of the army"])
    assert genuine < spun


def test_the_table_has_a_row_for_each() -> None:
    assert "| new | 10 | 0 | 25.0% of 4 |" in render([FirstPass("new", 10, 0, 4, 1)])
    assert "0.0% of 0" in render([FirstPass("none", 0, 0, 0, 0)])
