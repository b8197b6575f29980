"""What was not judged is said in words, shown in grey, and placed by pages where a document has them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from html_tree import Tree

from fakes import GENUINE_TEXT, SPUN_TEXT, FakeModel
from unspin.formats.html import render_html
from unspin.formats.text import render_reports
from unspin.formats.wording import figures_sentence, unjudged_sentence
from unspin.layout import Block, Layout
from unspin.report import Report, Unjudged

MODEL = FakeModel()
END = SPUN_TEXT.index("\n")


@pytest.fixture
def report() -> Report:
    """A spun document of two pages of which the end is a quotation and one word of the beginning a name."""
    layout = Layout((Block(0, END, "paragraph", 1), Block(END + 1, len(SPUN_TEXT.rstrip()), "paragraph", 2)))
    report = MODEL.score(SPUN_TEXT, layout=layout)
    stretches = (Unjudged(9, 12, "name", 1), Unjudged(END + 1, len(SPUN_TEXT.rstrip()), "quotation", 23))
    return replace(report, not_judged=stretches, spans=tuple(span for span in report.spans if span.end < END))


def test_the_sentence_counts_words_by_kind(report: Report) -> None:
    assert unjudged_sentence(report) == "not judged: 23 words in 1 quotation, 1 in 1 name"
    many = (Unjudged(0, 1, "code", 1), Unjudged(2, 3, "heading", 4), Unjudged(4, 5, "heading", 3))
    assert unjudged_sentence(replace(report, not_judged=many)) == "not judged: 1 word in code, 7 in 2 headings"
    assert unjudged_sentence(MODEL.score(SPUN_TEXT)) is None


def test_figures_are_of_the_judged_words(report: Report) -> None:
    assert report.judged_words == report.words - 24
    sentence = figures_sentence(report)
    assert f"of {report.judged_words} judged words swapped" in sentence


def test_text_says_what_was_left_out_and_places_swaps_by_page(report: Report) -> None:
    text = render_reports([report])
    assert "not judged: 23 words in 1 quotation, 1 in 1 name\n" in text
    assert "\npage 1, paragraph 1  Commerce " in text
    assert "line:column" not in text


def test_page_shows_it_in_grey_and_says_why(report: Report) -> None:
    root = Tree(render_html([report], [MODEL.restore(SPUN_TEXT)])).root
    found = root.select("p", "found")
    assert [e.text() for p in found for e in p.select("span", "unjudged")] == ["and", SPUN_TEXT[END + 1 :].rstrip()]
    assert found[1].select("span", "unjudged")[0].attributes["title"] == "Not judged: quotation"
    restored = "".join(p.text(skip=("aside", "tip")) for p in root.select("p", "restored"))
    assert restored == MODEL.restore(SPUN_TEXT).text.replace("\n", "")
    assert "Not judged: 23 words in 1 quotation, 1 in 1 name." in root.text()
    assert f"{report.words}, {report.judged_words} of them judged" in root.text()
    assert "page 1, paragraph 1" in root.text()


def test_passages_of_a_document_are_told_by_paragraphs() -> None:
    layout = Layout((Block(0, len(GENUINE_TEXT.rstrip())),))
    report = MODEL.score(GENUINE_TEXT, layout=layout)
    passages = (replace(report.passages[0], end=len(GENUINE_TEXT), probability=0.8),)
    assert "swapping: paragraphs 1-1 (0.800)\n" in render_reports([replace(report, passages=passages)])
    assert "<td" in render_html([replace(report, passages=passages)])


def test_nothing_is_said_where_nothing_was_left_out() -> None:
    assert "not judged" not in render_reports([MODEL.score(SPUN_TEXT)])
    assert "What was not judged" not in render_html([MODEL.score(SPUN_TEXT)])
