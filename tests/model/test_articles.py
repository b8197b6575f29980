""""a" and "an" follow the wording that is put back after them, and nothing else moves."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unspin.articles import sets_article, with_articles
from unspin.report import Edit, apply_edits
from unspin.words import split_words


def edits_of(text: str, **replacements: str) -> list[Edit]:
    """One edit for each named word of the text, in order."""
    found = sorted((text.index(word), word) for word in replacements)
    return [Edit(start, start + len(word), word, replacements[word], 0.9) for start, word in found]


@pytest.mark.parametrize(
    ("text", "replacements", "restored"),
    [
        ("It is a settlement.", {"settlement": "agreement"}, "It is an agreement."),
        ("An info leak.", {"info": "data"}, "A data leak."),
        ("A hunk", {"hunk": "hour"}, "An hour"),
        ("AN INFO LEAK", {"INFO": "DATA"}, "A DATA LEAK"),
        ("It is a settlement.", {"settlement": "deal"}, "It is a deal."),
        ("Panama settlement", {"settlement": "agreement"}, "Panama agreement"),
        ("plan a, settlement", {"settlement": "agreement"}, "plan a, agreement"),
        ("a settlement, a pact", {"settlement": "agreement", "pact": "accord"}, "an agreement, an accord"),
        ("a settlement", {"settlement": ""}, "a "),
    ],
)
def test_articles_follow(text: str, replacements: dict[str, str], restored: str) -> None:
    assert apply_edits(text, with_articles(split_words(text), edits_of(text, **replacements))) == restored


def test_an_article_that_is_edited_itself_is_left_alone() -> None:
    edits = [Edit(0, 1, "a", "the", 0.9), Edit(2, 12, "settlement", "agreement", 0.9)]
    assert with_articles(split_words("a settlement"), edits) == tuple(edits)


@settings(max_examples=50)
@given(st.lists(st.sampled_from(["a", "an", "A", "owl", "bat", ",", "hour"]), max_size=12), st.data())
def test_only_articles_are_added_and_they_fit(tokens: list[str], data: st.DataObject) -> None:
    text = " ".join(tokens)
    words = split_words(text)
    chosen = sorted(data.draw(st.sets(st.sampled_from(range(len(words))), max_size=5))) if words.tokens else []
    edits = [Edit(words.starts[i], words.ends[i], words.tokens[i], data.draw(st.sampled_from(["owl", "bat"])), 0.5) for i in chosen]
    following = with_articles(words, edits)
    assert [edit for edit in following if edit in edits] == edits
    added = [edit for edit in following if edit not in edits]
    assert all(sets_article(edit) and edit.probability == 0.5 for edit in added)
    restored = apply_edits(text, following)
    for edit in edits:
        before = restored[: len(apply_edits(text[: edit.start], [e for e in following if e.end <= edit.start]))].split()
        untouched = before and before[-1].lower() in ("a", "an")
        assert not untouched or before[-1].lower() == ("an" if edit.replacement == "owl" else "a")
