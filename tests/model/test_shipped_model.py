"""The shipped model on our own examples: verdicts, offsets, and answers that depend on the text alone."""

from __future__ import annotations

import json
import socket
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import unspin
from unspin.model import Model
from unspin.report import Report, apply_edits

HOSTILE = {
    "empty": "",
    "space": " \n\t ",
    "one word": "settlement",
    "only marks": "... !!! ???",
    "NUL": "The agreement\x00was signed " * 30,
    "right to left": "\u202eThe agreement was signed\u202c " * 30,
    "combining": unicodedata.normalize("NFD", "Thé àgreement wàs signéd ") * 30,
    "lone surrogate": "The agreement \ud800 was signed " * 30,
    "emoji": "The 🏳️‍🌈 agreement 👩‍👩‍👧 was signed " * 30,
    "long word": "a" * 100_000,
    "code": "for (int i = 0; i < n; ++i) { x[i] += y[i] * z[i]; }\n" * 30,
    "german": "Der Rat der Stadt hat am Dienstag beschlossen, die alte Brücke über den Fluss zu erhalten und nicht zu ersetzen. " * 5,
    "chinese": "市议会星期二晚上投票决定修复旧桥而不是更换它。" * 20,
}


def check_report(report: Report, text: str) -> None:
    """What holds for every report of every text."""
    last = 0
    for span in report.spans:
        assert text[span.start : span.end] == span.text
        assert last <= span.start < span.end
        last = span.end
        assert 0 < span.probability <= 1
        chances = [candidate.probability for candidate in span.originals]
        assert chances == sorted(chances, reverse=True)
        assert sum(chances) <= 1 + 1e-6
        assert text.split("\n")[span.line - 1][span.column - 1 :].startswith(span.text.split("\n")[0]) or "\r" in text
    assert report.probability is None or 0 <= report.probability <= 1
    assert (report.verdict == "undecided") == (report.reason is not None)
    for passage in report.passages:
        assert 0 <= passage.start < passage.end <= len(text)
    json.dumps(report.to_dict(), allow_nan=False)


def test_the_spun_example_is_found_and_the_genuine_one_is_not(model: Model, spun: str, genuine: str) -> None:
    flagged, clean = model.score_batch([spun, genuine])
    assert flagged.verdict == "spun"
    assert clean.verdict == "genuine"
    assert len(flagged.spans) >= 10
    assert len(clean.spans) <= 2
    check_report(flagged, spun)
    check_report(clean, genuine)


def test_marked_words_are_mostly_those_of_the_answer_key(model: Model, spun: str) -> None:
    key = json.loads((Path(__file__).parents[2] / "examples" / "spun.key.json").read_text(encoding="utf8"))["swaps"]
    spans = model.score(spun).spans
    right = sum(any(s.start < k["end"] and k["start"] < s.end for k in key) for s in spans)
    assert right >= 0.7 * len(spans)
    named = [[c.text.lower() for c in s.originals] for s in spans for k in key if (s.start, s.end) == (k["start"], k["end"])]
    wanted = [k["original"].lower() for s in spans for k in key if (s.start, s.end) == (k["start"], k["end"])]
    assert sum(w in n for w, n in zip(wanted, named, strict=True)) >= 0.5 * len(wanted) > 0


def test_restoring_brings_the_text_nearer_to_the_original(model: Model, spun: str, genuine: str) -> None:
    from difflib import SequenceMatcher

    restoration = model.restore(spun)
    assert restoration.edits
    assert apply_edits(spun, restoration.edits) == restoration.text
    before, after = (SequenceMatcher(None, text.split(), genuine.split(), autojunk=False).ratio() for text in (spun, restoration.text))
    assert after > before


def test_a_genuine_text_comes_back_almost_as_it_was(model: Model, genuine: str) -> None:
    assert len(model.restore(genuine).edits) <= 2


def test_a_higher_confidence_never_edits_more(model: Model, spun: str) -> None:
    edits = [{(e.start, e.end) for e in model.restore(spun, min_confidence=level).edits} for level in (0.2, 0.5, 0.8, 0.99)]
    assert all(later <= earlier for earlier, later in zip(edits, edits[1:], strict=False))


def test_neither_order_nor_company_changes_an_answer(model: Model, spun: str, genuine: str) -> None:
    alone = model.score(spun)
    together = model.score_batch([genuine, spun * 4, spun, "short", genuine])[2]
    assert together == alone


def test_a_lower_rate_never_flags_more(model: Model, spun: str) -> None:
    thresholds = [model.score(spun, fpr=fpr).threshold for fpr in (0.0001, 0.001, 0.01, 0.05, 0.5, 1.0)]
    assert thresholds == sorted(thresholds, reverse=True)
    with pytest.raises(ValueError, match="between 0 and 1"):
        model.score(spun, fpr=2.0)


def test_suggestions_for_named_stretches(model: Model) -> None:
    text = "The two international locations signed a strategic cooperation settlement, the minister mentioned on Friday in Geneva."
    spans = [(text.index(found), text.index(found) + len(found)) for found in ("international locations", "settlement", "mentioned")]
    suggested = model.suggest(text, spans, k=3)
    assert [len(candidates) for candidates in suggested] == [3, 3, 3]
    assert "said" in [candidate.text for candidate in suggested[2]]
    assert model.suggest(text, []) == []
    assert model.suggest(text, [(3, 3)]) == [[]]
    with pytest.raises(ValueError, match="no stretch"):
        model.suggest(text, [(5, len(text) + 1)])


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_texts_are_undecided_or_judged_but_never_break(model: Model, name: str) -> None:
    text = HOSTILE[name]
    check_report(model.score(text), text)
    restoration = model.restore(text)
    assert apply_edits(text, restoration.edits) == restoration.text


@pytest.mark.parametrize("name", ["empty", "space", "one word", "only marks", "code", "german", "chinese", "long word"])
def test_what_cannot_be_judged_says_why_and_marks_nothing(model: Model, name: str) -> None:
    report = model.score(HOSTILE[name])
    assert report.verdict == "undecided"
    assert report.reason
    assert report.spans == ()
    assert model.restore(HOSTILE[name]).edits == ()


@settings(max_examples=25, deadline=None)
@given(text=st.text(max_size=400))
def test_any_text_gets_a_sound_report(model: Model, text: str) -> None:
    check_report(model.score(text), text)


def test_a_spun_part_of_a_genuine_text_shows_in_its_passages(model: Model, spun: str, genuine: str) -> None:
    report = model.score(genuine + "\n\n" + spun + "\n\n" + genuine)
    inside = [p.probability for p in report.passages if len(genuine) < p.start and p.end < len(genuine) + len(spun)]
    outside = [p.probability for p in report.passages if p.end < len(genuine) or p.start > len(genuine) + len(spun) + 4]
    assert outside
    assert not inside or max(inside) > max(outside)


def test_nothing_is_asked_of_the_network(monkeypatch: pytest.MonkeyPatch, spun: str) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    fresh = unspin.load()
    assert fresh.score(spun).spans
    assert fresh.restore(spun).edits


def test_info_names_the_model_and_its_licences(model: Model) -> None:
    info = model.info()
    assert info.size < 95_000_000
    assert any("WordNet" in licence for licence in info.licences)
    assert any(fpr == 0.01 for _, fpr, _ in info.thresholds)
