"""Words and their offsets, case patterns and articles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspin.words import indefinite_article, match_case, split_words


@given(st.text())
def test_every_token_slices_back_and_nothing_but_space_is_lost(text: str) -> None:
    words = split_words(text)
    assert [text[s:e] for s, e in zip(words.starts, words.ends, strict=True)] == words.tokens
    assert "".join(words.tokens) == "".join(text.split())
    assert all(a <= b for a, b in zip(words.ends, words.starts[1:], strict=False))


def test_words_hold_apostrophes_and_marks_but_not_hyphens() -> None:
    assert split_words("Iran’s long-term don't cafe\u0301.").tokens == ["Iran’s", "long", "-", "term", "don't", "cafe\u0301", "."]
    assert split_words("3.5 %").word_count == 2


@pytest.mark.parametrize(
    ("replacement", "found", "wanted"),
    [("agreement", "Settlement", "Agreement"), ("agreement", "SETTLEMENT", "AGREEMENT"), ("agreement", "settlement", "agreement"),
     ("because of", "As a result of", "Because of"), ("i", "I", "i"), ("one", "A", "One")],
)  # fmt: skip
def test_case_pattern_is_kept(replacement: str, found: str, wanted: str) -> None:
    assert match_case(replacement, found) == wanted


@pytest.mark.parametrize(
    ("word", "article"),
    [("agreement", "an"), ("settlement", "a"), ("hour", "an"), ("university", "a"), ("useful", "a"), ("one", "a"), ("only", "an"),
     ("unusual", "an"), ("European", "a"), ("union", "a"), ("umbrella", "an"), ("", "a"), ("unit", "a"), ("US", "a")],
)  # fmt: skip
def test_articles_follow_the_sound(word: str, article: str) -> None:
    assert indefinite_article(word) == article
