"""Masked-model fills with the shipped model: the key leads back, the same seed gives the same text, forms agree."""

from __future__ import annotations

import random

import pytest

from unspin.model import SHIPPED
from unspin_training.spinners.answer_key import apply_key
from unspin_training.spinners.fills import MaskedFills
from unspin_training.spinners.inflection import analyse

ARTICLE = (
    "The council repaired the old bridge before the winter. Engineers said that the stone was sound and the wooden deck was not. Many "
    "people wanted a new road, but the money was needed for the school. The agreement between the two countries covers trade."
)


@pytest.fixture(scope="module")
def fills() -> MaskedFills:
    return MaskedFills(SHIPPED, 192)


@pytest.mark.parametrize("seed", range(3))
def test_the_key_leads_back_and_the_seed_decides(fills: MaskedFills, seed: int) -> None:
    spun = fills.spin(ARTICLE, 0.3, random.Random(seed))
    assert spun.swaps
    assert apply_key(spun.text, spun.swaps) == ARTICLE
    assert spun == fills.spin(ARTICLE, 0.3, random.Random(seed))
    for swap in spun.swaps:
        assert {r.tag for r in analyse(swap.swapped)} & {r.tag for r in analyse(swap.original)}


def test_a_higher_rate_swaps_more(fills: MaskedFills) -> None:
    few, many = (len(fills.spin(ARTICLE, rate, random.Random(1)).swaps) for rate in (0.05, 0.5))
    assert 1 <= few < many


def test_only_what_the_window_holds_is_swapped(fills: MaskedFills) -> None:
    spun = fills.spin(ARTICLE * 8, 0.3, random.Random(2))
    assert apply_key(spun.text, spun.swaps) == ARTICLE * 8
    assert max(swap.end for swap in spun.swaps) < 2000


@pytest.mark.parametrize("text", ["", "...", "NATO, 1949!", "Ünïcödé zzxqv"])
def test_a_text_without_words_to_fill_stays_as_it_is(fills: MaskedFills, text: str) -> None:
    assert fills.spin(text, 0.5, random.Random(0)).text == text
