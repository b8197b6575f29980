"""What is not judged: quotations, citations, code, tables, headings and names, and never more than that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspin.layout import find_layout
from unspin.report import Unjudged
from unspin.unjudged import find_unjudged
from unspin.words import split_words

PROSE = "the council met on Tuesday to hear what the river had done, and nobody spoke for long."
SUBSTITUTES = frozenset("counterfeit consciousness could firm prepare important new united".split())
PIECES = st.sampled_from(
    [*"\"“”«»()[]@`.,;", " ", "\n", "\n\n", "word ", "Angela Merkel ", "J. ", "de ", "2019", "[12]", "https://a.org/x ", "me@a.org ",
     "References\n\n", "Smith et al. (2019) ", "# Head\n", "| a | b |\n", "```\n", "> quoted\n", "ı", "\ud800"]
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join))


def found(text: str) -> list[tuple[str, str]]:
    return [(stretch.kind, text[stretch.start : stretch.end]) for stretch in unjudged(text)]


def unjudged(text: str) -> tuple[Unjudged, ...]:
    return find_unjudged(split_words(text), find_layout(text), SUBSTITUTES.__contains__)


@pytest.mark.parametrize(
    ("kind", "stretch"),
    [
        ("quotation", '"we have not slept for a week,"'),
        ("quotation", "“we have not slept for a week,”"),
        ("quotation", "«we have not slept for a week»"),
        ("quotation", "”we have not slept for a week”"),
        ("citation", "https://example.org/notes?a=1"),
        ("citation", "www.example.org"),
        ("citation", "doi:10.1000/182"),
        ("citation", "editor@example.org"),
        ("citation", "[12, 14–16]"),
        ("citation", "(Smith and Jones, 2019)"),
        ("citation", "(see Smith et al., 2019; van Houten, 2001, p. 12)"),
        ("citation", "Smith et al. (2019)"),
        ("code", "`sorted(words)`"),
        ("name", "Angela Merkel"),
        ("name", "Vladimir V. Putin"),
        ("name", "Bashar al-Assad"),
        ("name", "Jean-Pierre Duval"),
    ],
)
def test_each_kind_is_found_within_a_sentence(kind: str, stretch: str) -> None:
    assert found(f"On the river, {stretch} {PROSE}") == [(kind, stretch)]


@pytest.mark.parametrize(
    "stretch",
    [
        'the so-called "flood" and the "great new wall"',
        'a pipe of 6" and one of 8" that had burst before anybody came',
        '"a mark that nothing closes',
        "a mark that nothing opens\"",
        'one " that stands alone and another " that does too',
        "the Counterfeit Consciousness of Angela",
        "Theresa Could and the Singer Firm",
        "Merkel and Tuesday",
        "(we all met in 2019)",
        "(May 2019)",
        "[sic] and @nobody",
    ],
)
def test_the_writers_own_words_are_judged(stretch: str) -> None:
    assert found(f"On the river, {stretch} {PROSE}") == []


def test_a_stray_mark_swallows_nothing() -> None:
    text = f'He said "it broke. {PROSE} ' * 3 + f'"I have never seen such a thing," she said. {PROSE}'
    assert found(text) == [("quotation", '"I have never seen such a thing,"')]


def test_a_quotation_ends_with_its_paragraph_or_goes_on_if_the_next_one_begins_with_a_mark() -> None:
    said = "“We have not slept for a week. The water came by night."
    assert found(f"{said}\n\nNobody spoke for long after that.") == []
    text = f"{said}\n\n“It was the worst night of all,” he said."
    assert [kind for kind, _ in found(text)] == ["quotation", "quotation"]


def test_a_marathon_between_two_marks_is_no_quotation() -> None:
    assert found('Then "it ' + "went on and on " * 200 + 'to the end" they said.') == []


def test_a_name_that_the_text_writes_small_is_none() -> None:
    assert found(f"That day Rose Baker spoke. {PROSE}") == [("name", "Rose Baker")]
    assert found(f"That day Rose Baker spoke, and the baker rose. {PROSE}") == []


def test_title_case_has_no_names() -> None:
    assert found("The Council Met On Tuesday To Hear What The River Had Done To Angela Merkel, And Nobody Spoke.") == []


def test_a_list_of_references_ends_with_its_entries() -> None:
    entries = "Smith, J. (2019). On rivers. Water 3, 1-9.\n\nJones, K. 2001. Walls that held."
    text = f"The wall held, as we said above.\n\nReferences\n\n{entries}\n\nNobody spoke for long after that."
    assert [kind for kind, _ in found(text)] == ["heading", "citation", "citation"]


@given(TEXTS)
def test_stretches_are_in_order_apart_and_made_of_whole_tokens(text: str) -> None:
    words = split_words(text)
    ends = 0
    for stretch in unjudged(text):
        assert ends <= stretch.start < stretch.end <= len(text)
        assert stretch.start in words.starts
        assert stretch.end in words.ends
        inside = [i for i, start in enumerate(words.starts) if stretch.start <= start < stretch.end and words.is_word[i]]
        assert stretch.words == len(inside) > 0
        ends = stretch.end


@pytest.mark.parametrize(
    "unit",
    ['"', ' "a', 'a" ', "(", "(A, ", "[1", "[1,", "a@", "a@b.", "://", "www.", "10.1000/", "Ab ", "Ab-", "J.", "`", "`a", "Smith et al. ",
     "References\n\n", "“", "« ", "a" * 50],
)  # fmt: skip
def test_hostile_texts_end(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert all(stretch.end <= len(text) for stretch in unjudged(text))
