"""The HTML report is one safe, whole page whatever the text, and says what it must say."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from functools import cache
from hashlib import sha256

import pytest
from html_samples import MODEL, hostile_answers
from html_tree import Element, Tree
from hypothesis import given, settings

from fakes import GENUINE_TEXT, SHORT_TEXT, SPUN_TEXT
from unspin.formats.hidden_characters import visible_text
from unspin.formats.html import render_html
from unspin.report import Candidate, Edit, Report, Restoration


def _page(*reports: Report, restorations: list[Restoration] | None = None, **options: float) -> Element:
    return Tree(render_html(reports, restorations, **options)).root


@cache
def _names_of_a_harmless_page() -> tuple[set[str], set[str]]:
    """The tags and attributes of a page that has everything a page can have."""
    report = MODEL.with_counterfactual(MODEL.with_evidence(MODEL.score(SPUN_TEXT + "\u202e")))
    undecided = MODEL.score(SHORT_TEXT)
    elements = list(_page(report, undecided, restorations=[MODEL.restore(report.text), MODEL.restore(SHORT_TEXT)]).walk())
    return {e.tag for e in elements}, {name for e in elements for name in e.attributes}


def _bare(text: str) -> str:
    """Without white space, and without the brackets that plain hidden characters have and boxes have not."""
    bare = re.sub(r"\[(U\+[U+0-9A-F× ]+)\]", r"\1", visible_text(text.replace("\r", "\n")))
    # A span that begins inside a stack of combining marks parts it, and how many of them are boxes depends on that: all are compared
    # as the marks themselves.
    bare = re.sub(r"(U\+03[0-6][0-9A-F])×(\d+)", lambda m: m[1] * int(m[2]), bare)
    return "".join(re.sub(r"U\+(03[0-6][0-9A-F])", lambda m: chr(int(m[1], 16)), bare).split())


@given(hostile_answers())
@settings(max_examples=25, deadline=None)
def test_hostile_text_stays_text(answers: tuple[Report, Restoration]) -> None:
    report, restoration = answers
    page = render_html([report, report], [restoration, restoration])
    page.encode()
    root = Tree(page).root
    tags, attributes = _names_of_a_harmless_page()
    for element in root.walk():
        assert element.tag in tags
        assert set(element.attributes) <= attributes
        assert (element.attributes.get("href") or "#").startswith("#")
    for kind, text in (("found", report.text), ("restored", restoration.text)):
        shown = "".join(p.text(skip=("aside", "tip")) for p in root.select("p", kind))
        assert _bare(shown) == _bare(text) * 2
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]", page)


def test_hidden_characters_between_paragraphs_are_shown() -> None:
    text = "\u2028\n\nOne.\u2029\n\n\x85\n\nTwo.\n\x0b"
    report = replace(MODEL.score(SHORT_TEXT), text=text, spans=(), passages=(), not_judged=())
    shown = "".join(p.text() for p in _page(report, report).select("p", "found"))
    assert [shown.count(f"U+{code}") for code in ("2028", "2029", "0085", "000B")] == [2, 2, 2, 2]


@given(hostile_answers())
@settings(max_examples=10, deadline=None)
def test_every_reference_has_its_target_and_ids_are_unique(answers: tuple[Report, Restoration]) -> None:
    root = _page(answers[0], answers[0], restorations=[answers[1]] * 2)
    ids = [e.attributes["id"] for e in root.walk() if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    for element in root.walk():
        for name in ("href", "aria-labelledby", "aria-describedby"):
            if target := element.attributes.get(name):
                assert target.removeprefix("#") in ids


def test_policy_allows_the_own_script_and_style_alone() -> None:
    root = _page(MODEL.score(SPUN_TEXT))
    (policy,) = (m.attributes["content"] for m in root.select("meta") if "http-equiv" in m.attributes)
    assert policy is not None
    for tag in ("script", "style"):
        (source,) = (element.text() for element in root.select(tag))
        digest = b64encode(sha256(source.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "://" not in render_html([MODEL.score(SPUN_TEXT)])


def test_each_swap_is_marked_with_its_level_in_words_and_its_originals() -> None:
    report = MODEL.score(SPUN_TEXT)
    levels = (0.95, 0.9, 0.89, 0.7, 0.69, 0.1)
    spans = tuple(replace(s, probability=p) for s, p in zip(report.spans, levels, strict=False))
    marks = _page(replace(report, spans=spans)).select("div", "rows")[0].select("mark")
    assert [mark.classes()[1] for mark in marks] == ["high", "high", "medium", "medium", "low", "low"]
    for mark, span in zip(marks, spans, strict=True):
        assert mark.attributes["tabindex"] == "0"
        assert f"{mark.classes()[1]} confidence" in mark.text()
        assert all(original.text in mark.text() for original in span.originals)
        assert mark.select("span", "aside")[0].text() == f" [likely: {span.originals[0].text}]"


def test_paragraphs_part_at_blank_lines_and_unwrapped_lines_but_not_inside_a_mark() -> None:
    long_line = "word " * 30
    text = f"short\nlines\n\nnext {long_line}\nlast in\n\nthe past"
    start = text.index("in\n\nthe")
    report = MODEL.score(text)
    span = MODEL.score("navy").spans[0]
    report = replace(report, spans=(replace(span, start=start, end=start + 7, text="in\n\nthe"),))
    paragraphs = [p.text(skip=("aside", "tip")) for p in _page(report).select("p", "found")]
    assert paragraphs == ["short\nlines", f"next {long_line}".rstrip(), "last in\n\nthe past"]


def test_restored_view_shows_the_restored_text_with_what_was_found() -> None:
    root = _page(MODEL.score(SPUN_TEXT), restorations=[MODEL.restore(SPUN_TEXT)])
    assert [i.attributes["class"] for i in root.select("input")] == ["view-found", "view-restored", "view-both"]
    restored = "".join(p.text(skip=("aside", "tip")) for p in root.select("p", "restored"))
    assert _bare(restored) == _bare(MODEL.restore(SPUN_TEXT).text)
    assert "[found: Commerce]" in root.select("ins")[0].text()
    assert not _page(MODEL.score(SPUN_TEXT)).select("input")


def test_removed_words_leave_a_sign() -> None:
    edit = Edit(0, 4, "Very", "", 0.5)
    root = _page(MODEL.score("Very good"), restorations=[Restoration(None, "Very good", " good", (edit,))])
    assert root.select("ins")[0].text(skip=("aside", "tip")) == "∅"


def test_restorations_of_other_texts_are_refused() -> None:
    with pytest.raises(ValueError, match="same texts"):
        render_html([MODEL.score(SPUN_TEXT)], [MODEL.restore(GENUINE_TEXT)])
    with pytest.raises(ValueError, match="same texts"):
        render_html([MODEL.score(SPUN_TEXT)], [])


def test_verdicts_are_signals_never_accusations() -> None:
    text = _page(MODEL.score(SPUN_TEXT), MODEL.score(GENUINE_TEXT), MODEL.score(SHORT_TEXT)).text().lower()
    assert "signals of word swapping" in text
    assert "not a finding about a person" in text
    assert not any(word in text for word in ("plagiar", "cheat", "guilty", "stolen", "fraud"))
    assert all(word in text for word in ("large language model", "rewriting by a person", "translation"))


def test_undecided_text_gives_the_reason_and_no_probability() -> None:
    report = MODEL.score(SHORT_TEXT)
    assert report.probability is not None
    root = _page(report)
    figures = root.select("dl", "figures")[0].text().split("\n")
    assert "Probability–" in figures
    assert "Words swapped (estimate)–" in figures
    assert f"The text as a whole was not judged: {report.reason}." in root.text()
    assert not root.select("svg")


def test_probability_is_never_rounded_to_certainty() -> None:
    report = MODEL.score(SPUN_TEXT)
    figures = _page(replace(report, probability=0.99996, threshold=0.00001)).select("dl", "figures")[0].text()
    assert "over 99.9\u00a0%" in figures
    assert "under 0.1\u00a0%" in figures


def test_hashes_name_the_text_and_the_model() -> None:
    report = replace(MODEL.score(SPUN_TEXT), text=SPUN_TEXT + "\ud800")
    codes = [code.text() for code in _page(report).select("code")]
    assert sha256(report.text.encode("utf-8", "surrogatepass")).hexdigest() in codes
    assert report.model.sha256 in codes


def test_several_documents_have_an_index_and_one_has_none() -> None:
    reports = [MODEL.score(SPUN_TEXT, id="a/spun.txt"), MODEL.score(SHORT_TEXT, id="-"), MODEL.score(GENUINE_TEXT)]
    root = _page(*reports)
    index = root.select("table", "sortable")[0]
    assert [a.text() for a in index.select("a")] == ["a/spun.txt", "standard input", "text 3"]
    assert "3 documents: 1 with signals of word swapping, 1 without, 1 not judged." in index.text()
    assert "Documents" not in [h.text() for h in _page(reports[0]).select("h2")]


def test_flagged_passage_of_a_genuine_text_shows() -> None:
    text = "One good long paragraph of words.\n\nAnother paragraph, which was changed."
    report = MODEL.score(text)
    cut = text.index("Another")
    passage = MODEL.score(SPUN_TEXT).passages[0]
    passages = (replace(passage, start=0, end=cut, probability=0.1), replace(passage, start=cut, end=len(text), probability=0.9))
    root = _page(replace(report, passages=passages, verdict="genuine"))
    assert [row.classes() for row in root.select("div", "row")] == [["row"], ["row", "flagged"]]
    results = [td.text() for td in root.select("td", "verdict-word")]
    assert results == ["○ No signals of word swapping", "▲ Signals of word swapping"]


def test_base_rates_say_what_a_flag_means() -> None:
    root = _page(MODEL.score(SPUN_TEXT), recall=0.8)
    rows = {
        row.select("td")[0].text(): row.attributes["data-sentence"]
        for row in root.select("table", "base-rates")[0].select("tr")[1:]
    }
    # 10,000 articles, 1 in 100 spun: 80 of the 100 spun ones and 99 of the 9,900 genuine ones are flagged.
    assert rows["1 in 100"] == f"of 100 flagged articles about {100 * 99 / 179:.0f} would be genuine."
    assert "finds about 80\u00a0%" in root.text()


def test_without_a_stated_recall_the_figures_are_lower_bounds_and_say_so() -> None:
    root = _page(MODEL.score(SPUN_TEXT), false_positive_rate=0.1)
    rows = [row.attributes["data-sentence"] for row in root.select("table", "base-rates")[0].select("tr")[1:]]
    assert rows[0] == f"of 100 flagged articles at least {100 * 0.1 / 1.1:.0f} would be genuine."
    assert all("at least" in (row or "") for row in rows)
    assert "is not stated" in root.text()


def test_evidence_shows_in_the_note_and_in_the_table() -> None:
    report = MODEL.with_evidence(MODEL.score(SPUN_TEXT))
    root = _page(report)
    notes = [mark.select("span", "why")[0].text() for mark in root.select("div", "rows")[0].select("mark")]
    cells = [cell.select("span", "why")[0].text() for cell in root.select("td", "originals")]
    assert notes == cells
    assert len(notes) == len(report.spans)
    assert "340 times likelier" in notes[0]
    assert not _page(MODEL.score(SPUN_TEXT)).select("span", "why")


def test_hostile_evidence_stays_text() -> None:
    report = MODEL.with_evidence(MODEL.score(SPUN_TEXT))
    hostile = "<script>alert(1)</script>\u202e"
    span = replace(report.spans[0], text=hostile, originals=(Candidate(hostile, 0.5),))
    root = _page(replace(report, text=hostile, spans=(replace(span, start=0, end=len(hostile)),), passages=()))
    assert len(root.select("script")) == 1
    assert "spun into “<script>alert(1)</script>U+202E”" in root.select("td", "originals")[0].text()


def test_outcome_of_restoring_shows_when_there_is_one() -> None:
    report = MODEL.with_counterfactual(MODEL.score(SPUN_TEXT))
    assert "With 9 words put back: 100.0\u00a0% → 0.0\u00a0%, it would be called genuine." in _page(report).select("header", "card")[0].text()
    assert "put back" not in _page(MODEL.score(SPUN_TEXT)).select("header", "card")[0].text()


def test_a_page_without_marks_does_not_explain_them() -> None:
    assert not _page(MODEL.score(GENUINE_TEXT)).select("p", "legend")
    assert _page(MODEL.score(SPUN_TEXT)).select("p", "legend")


def test_same_reports_give_the_same_page() -> None:
    assert render_html([MODEL.score(SPUN_TEXT)]) == render_html([MODEL.score(SPUN_TEXT)])


def test_span_without_originals_is_marked_all_the_same() -> None:
    report = MODEL.score(SPUN_TEXT)
    mark = _page(replace(report, spans=(replace(report.spans[0], originals=()),))).select("mark", "swap")[-1]
    assert "no likely original found" in mark.text()
    candidate = Candidate("<b>", 0.5)
    mark = _page(replace(report, spans=(replace(report.spans[0], originals=(candidate,)),))).select("mark", "swap")[-1]
    assert "<b>" in mark.text()
