"""The shipped model and what it leaves out: unmarked, not put back, without weight; unless everything is to be judged."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import unspin
from unspin.layout import Block, Layout
from unspin.model import Model

SPUN_QUOTE = (
    "“The organization mentioned that it might purchase the smaller agency for the reason that its merchandise are in demand, and the "
    "whole lot of the employees would hold their jobs, consultants anticipated on Tuesday.”"
)


@pytest.fixture(scope="module")
def judging_all() -> Model:
    return unspin.load(judge_all=True)


def test_spun_words_in_a_quotation_are_read_but_not_judged(model: Model, judging_all: Model, genuine: str) -> None:
    text = f"{genuine}\n\n{SPUN_QUOTE}\n"
    report, all_of_it = model.score(text), judging_all.score(text)
    start = text.index("“The org")
    assert report.verdict == "genuine"
    assert [s.kind for s in report.not_judged if s.start == start] == ["quotation"]
    assert not any(span.start >= start for span in report.spans)
    assert not any(edit.start >= start for edit in model.restore(text).edits)
    assert any(span.start >= start for span in all_of_it.spans)
    assert report.probability is not None
    assert all_of_it.probability is not None
    assert report.probability < all_of_it.probability


def test_in_a_spun_text_quotations_are_marked_but_have_no_say(model: Model, spun: str) -> None:
    plain, text = model.score(spun), f"{spun}\n\n{SPUN_QUOTE}\n"
    report = model.score(text)
    start = text.index("“The org")
    assert report.verdict == plain.verdict == "spun"
    assert report.probability == pytest.approx(plain.probability, abs=0.02)
    assert not any(s.kind == "quotation" for s in report.not_judged)
    assert any(span.start >= start for span in report.spans)
    assert any(edit.start >= start for edit in model.restore(text).edits)


def test_judged_and_not_judged_words_are_all_words(model: Model, judging_all: Model, spun: str) -> None:
    report, all_of_it = model.score(spun), judging_all.score(spun)
    assert report.words == all_of_it.words == all_of_it.judged_words
    assert report.judged_words == report.words - sum(stretch.words for stretch in report.not_judged)
    assert sum(passage.words for passage in all_of_it.passages) in (0, all_of_it.words)
    assert all_of_it.not_judged == ()


PARTS = st.sampled_from(["The settlement was signed on Friday. ", SPUN_QUOTE, "\n\n", "A Title\n\n", "[12] ", "Angela Merkel "])


@given(st.lists(PARTS, max_size=8))
@settings(max_examples=15, deadline=None)
def test_marks_and_edits_stay_out_of_what_is_not_judged(model: Model, parts: list[str]) -> None:
    text = "".join(parts)
    report = model.score(text)
    changed = [*report.spans, *model.restore(text, min_confidence=0.0).edits]
    assert not any(c.start < s.end and c.end > s.start for c in changed for s in report.not_judged)
    assert all(span.paragraph and span.page is None for span in report.spans)


def test_a_text_of_quotations_is_undecided_and_says_why(model: Model) -> None:
    report = model.score(f"They all spoke at length.\n\n{SPUN_QUOTE} {SPUN_QUOTE} {SPUN_QUOTE}")
    assert report.verdict == "undecided"
    assert report.reason == f"mostly quotations ({report.judged_words} of {report.words} words are left to judge)"


def test_what_is_left_must_be_long_enough(model: Model) -> None:
    council = "The council met on Tuesday to hear what the river had done to the town and if the wall would hold."
    report = model.score(f"{council} {SPUN_QUOTE[:125]}.”")
    assert report.reason is not None
    assert report.reason.startswith(f"too short ({report.judged_words} words beside quotations")


def test_the_layout_of_a_document_is_taken_over(model: Model, spun: str) -> None:
    middle = spun.index(". ") + 2
    layout = Layout((Block(0, middle - 1, "table", 1), Block(middle, len(spun.rstrip()), "paragraph", 3)))
    report = model.score(spun, layout=layout)
    assert report.layout == layout
    assert report.not_judged[0].kind == "table"
    assert {(span.paragraph, span.page) for span in report.spans} == {(2, 3)}
    assert report.to_dict()["spans"][0]["page"] == 3
    assert not any(edit.start < middle for edit in model.restore(spun, layout=layout).edits)
    after = model.with_counterfactual(report).counterfactual
    assert after is not None
    assert after.put_back > 0


@pytest.mark.parametrize("end", [3, 10_000])
def test_a_layout_of_another_text_is_refused(model: Model, spun: str, end: int) -> None:
    with pytest.raises(ValueError, match="layout"):
        model.score(spun, layout=Layout((Block(0, end),)))


def test_suggestions_are_given_for_any_stretch(model: Model, judging_all: Model) -> None:
    text = f"They spoke. {SPUN_QUOTE}"
    at = text.index("mentioned")
    assert model.suggest(text, [(at, at + 9)]) == judging_all.suggest(text, [(at, at + 9)])


def test_other_thresholds_keep_what_is_judged(judging_all: Model) -> None:
    assert judging_all.with_thresholds(replace(judging_all.manifest.bands)).judge_all
