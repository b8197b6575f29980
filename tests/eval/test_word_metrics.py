from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unspin.words import split_words
from unspin_eval.data import word_diff
from unspin_eval.metrics.marking import Counts, as_array, count_marks, f_score, precision, recall, touched_words
from unspin_eval.metrics.restoring import Change, apply_changes, changed_words, is_put_back, is_right, normal, word_distance

SPUN = "The extra correct foundation is useful resource planning."
GOLD = (Change(4, 28, "more accurate basis"), Change(32, 38, ""))


def test_words_that_a_span_overlaps() -> None:
    words = split_words("one, two three")
    assert touched_words(words, [(2, 6)]) == {0, 2}
    assert touched_words(words, [(3, 4)]) == set(), "punctuation is no word"
    assert touched_words(words, [(5, 5)]) == set(), "an empty span marks nothing"


def test_counting_marks() -> None:
    words = split_words("a b c d e")
    assert count_marks(words, gold=[(0, 3)], marked=[(2, 5)]) == Counts(right=1, false=1, missed=1)
    rows = as_array([Counts(2, 1, 1), Counts(1, 0, 3)])
    assert precision(rows) == 3 / 4
    assert recall(rows) == 3 / 7
    assert f_score(rows, 1) == pytest.approx(2 * (3 / 4) * (3 / 7) / (3 / 4 + 3 / 7))
    assert f_score(rows, 0.5) > f_score(rows, 1), "this marker is more precise than complete"


def test_nothing_marked_and_nothing_swapped() -> None:
    rows = as_array([Counts(0, 0, 0)])
    assert all(math.isnan(value) for value in (precision(rows), recall(rows), f_score(rows, 1)))
    assert as_array([]).shape == (0, 3)


@pytest.mark.parametrize(
    ("edit", "right"),
    [
        (Change(4, 28, "more accurate basis"), True),
        (Change(4, 28, "More  accurate\nbasis"), True),
        (Change(4, 28, "more accurate base"), False),
        (Change(4, 9, "more"), True),
        (Change(4, 17, "more accurate"), True),
        (Change(4, 9, "basis accurate"), False),
        (Change(18, 28, "accura"), False),
        (Change(0, 28, "The more accurate basis"), True),
        (Change(0, 28, "A more accurate basis"), False),
        (Change(0, 9, "The more"), True),
        (Change(32, 38, ""), True),
        (Change(32, 39, ""), True),
        (Change(32, 38, "helpful"), False),
        (Change(29, 31, "was"), False),
        (Change(39, 47, "means"), False),
    ],
)
def test_the_rule_for_an_edit(edit: Change, right: bool) -> None:
    assert is_right(SPUN, edit, GOLD) is right


def test_an_edit_of_a_word_that_the_original_has_is_wrong() -> None:
    gold = (Change(0, 17, "local time and place"),)
    assert is_right("regional hour and", Change(0, 8, "local"), (Change(0, 13, "local time"),))
    assert not is_right("local hours place", Change(0, 5, "time"), gold)


def test_a_swap_is_put_back_whole_or_not_at_all() -> None:
    whole = [Change(4, 28, "more accurate basis")]
    pieces = [Change(4, 9, "more"), Change(10, 17, "accurate"), Change(18, 28, "basis")]
    assert is_put_back(SPUN, GOLD[0], whole, GOLD)
    assert is_put_back(SPUN, GOLD[0], pieces, GOLD)
    assert not is_put_back(SPUN, GOLD[0], pieces[:2], GOLD)
    assert not is_put_back(SPUN, GOLD[1], whole, GOLD)
    assert not is_put_back(SPUN, GOLD[0], [Change(0, 28, "A more accurate basis")], GOLD)


def test_words_put_in_can_be_put_back() -> None:
    gold = (Change(4, 4, "very "),)
    assert is_right("The old man", Change(4, 4, "very "), gold)
    assert is_put_back("The old man", gold[0], [Change(4, 4, "very ")], gold)
    assert not is_put_back("The old man", gold[0], [], gold)


_texts = st.lists(st.sampled_from(["a", "red", "red-hot", "fox", "ran.", "He", "off", "\n\nThen,"]), max_size=14).map(" ".join)


@settings(deadline=None)
@given(_texts, _texts)
def test_a_word_diff_leads_back_to_the_original_words(spun: str, original: str) -> None:
    changes = word_diff(spun, original)
    back = apply_changes(spun, [Change(c.start, c.end, f" {c.replacement} ") for c in changes])
    assert [t.casefold() for t in split_words(back).tokens] == [t.casefold() for t in split_words(original).tokens]


@settings(deadline=None)
@given(_texts, _texts)
def test_the_gold_edits_are_right_and_put_everything_back(spun: str, original: str) -> None:
    gold = word_diff(spun, original)
    assert all(is_right(spun, change, gold) for change in gold)
    assert all(is_put_back(spun, change, gold, gold) for change in gold)


@settings(deadline=None)
@given(_texts, _texts)
def test_word_distance_is_a_distance(one: str, other: str) -> None:
    there, words = word_distance(one, other)
    back, _ = word_distance(other, one)
    assert there == back
    assert words == split_words(other).word_count
    assert (there == 0) == (_words(one) == _words(other))
    assert abs(len(_words(one)) - len(_words(other))) <= there <= max(len(_words(one)), len(_words(other)))


def _words(text: str) -> list[str]:
    cut = split_words(normal(text))
    return [token for token, is_word in zip(cut.tokens, cut.is_word, strict=True) if is_word]


def test_word_distance_of_known_cases() -> None:
    assert word_distance("the red fox ran", "a fox ran off") == (3, 4)
    assert word_distance("", "one two") == (2, 2)


def test_words_changed_leave_out_what_only_looks_different() -> None:
    text = "The big deal here"
    assert changed_words(text, [Change(4, 12, "large agreement")]) == 2
    assert changed_words(text, [Change(4, 7, "BIG")]) == 0
    assert changed_words(text, [Change(4, 4, "very ")]) == 1
