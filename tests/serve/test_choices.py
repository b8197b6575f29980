"""Choices of a reader become a text that differs only where they chose, and in the articles before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspin.errors import InputError
from unspin.report import apply_edits
from unspin.serve.choices import restore_chosen

_TEXT = st.text(st.sampled_from("aAn bcN.\n")).filter(bool)


@given(_TEXT, st.data())
def test_text_differs_only_at_the_edits(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    chosen = [(a, b, data.draw(st.sampled_from(["", "owl", "bat"]))) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    restoration = restore_chosen(text, data.draw(st.permutations(chosen)))
    assert restoration.text == apply_edits(text, restoration.edits)
    places = {(edit.start, edit.end) for edit in restoration.edits}
    assert {(start, end) for start, end, _ in chosen} <= places
    articles = [edit for edit in restoration.edits if (edit.start, edit.end) not in {(a, b) for a, b, _ in chosen}]
    assert all(edit.text.lower() in ("a", "an") and edit.replacement.lower() in ("a", "an") for edit in articles)


@pytest.mark.parametrize(
    ("text", "found", "wording", "restored"),
    [
        ("a settlement", "settlement", "agreement", "an agreement"),
        ("An info man", "info", "data", "A data man"),
        ("A settlement", "settlement", "deal", "A deal"),
        ("plan a, settlement", "settlement", "agreement", "plan a, agreement"),
        ("a SETTLEMENT", "SETTLEMENT", "agreement", "an AGREEMENT"),
        ("a settlement", "settlement", "", "a "),
        ("a very settlement", "very settlement", "owl", "an owl"),
        ("baan info", "info", "bat", "baan bat"),
    ],
)
def test_case_and_article_follow(text: str, found: str, wording: str, restored: str) -> None:
    start = text.index(found)
    assert restore_chosen(text, [(start, start + len(found), wording)]).text == restored


def test_chosen_article_is_left_alone() -> None:
    assert restore_chosen("a settlement", [(0, 1, "the"), (2, 12, "agreement")]).text == "the agreement"


@pytest.mark.parametrize("chosen", [[(0, 2, "x"), (1, 3, "y")], [(0, 99, "x")], [(2, 2, "x")], [(3, 1, "x")]])
def test_choices_that_do_not_fit_are_refused(chosen: list[tuple[int, int, str]]) -> None:
    with pytest.raises(InputError, match="choice at"):
        restore_chosen("text", chosen)
