"""The shipped model explains its reports: evidence of the spans, and the answer after restoring."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from unspin.articles import sets_article
from unspin.model import Model
from unspin.report import Report, Restoration
from unspin.report_schema import report_schema

SCHEMA = Draft202012Validator(report_schema())


@pytest.fixture(scope="module")
def flagged(model: Model, spun: str) -> Report:
    return model.score(spun)


def explained(model: Model, report: Report) -> Report:
    return model.with_counterfactual(model.with_evidence(report))


def test_nothing_is_explained_unless_asked_for(flagged: Report) -> None:
    assert flagged.counterfactual is None
    assert all(span.evidence is None for span in flagged.spans)
    assert "counterfactual" not in flagged.to_dict()
    assert not any("evidence" in span for span in flagged.to_dict()["spans"])


def test_evidence_is_added_and_nothing_else_is_changed(model: Model, flagged: Report) -> None:
    report = model.with_evidence(flagged)
    assert all(span.evidence for span in report.spans)
    assert replace(report, spans=tuple(replace(span, evidence=None) for span in report.spans)) == flagged


def test_evidence_needs_no_reading(model: Model, flagged: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model.reader, "read", None)
    assert model.with_evidence(flagged).spans[0].evidence


def test_evidence_of_a_swap_that_spinners_make(model: Model) -> None:
    report = model.score(
        "The two leaders will signal a strategic cooperation settlement, the minister mentioned on Friday. "
        "The settlement can also be anticipated to cowl navy points, the president mentioned, however Moscow has said little."
    )
    evidence = {span.text: span.evidence for span in model.with_evidence(report).spans if span.originals[0].text == "said"}
    assert evidence["mentioned"] is not None
    assert evidence["mentioned"].kinds[0] == "observed"
    assert evidence["mentioned"].seen > 1
    assert evidence["mentioned"].times_likelier > 1


def test_most_of_what_a_known_spinner_swapped_can_be_spun_again(model: Model, flagged: Report) -> None:
    evidence = [span.evidence for span in model.with_evidence(flagged).spans if span.evidence]
    assert sum(bool(e.kinds) for e in evidence) > 0.7 * len(evidence)
    assert all((e.respun > 0) or not e.kinds for e in evidence)


def test_restoring_lowers_the_probability(model: Model, flagged: Report, spun: str) -> None:
    after = model.with_counterfactual(flagged).counterfactual
    restoration = model.restore(spun)
    again = model.score(restoration.text)
    assert after is not None
    assert after.put_back == sum(not sets_article(edit) for edit in restoration.edits) > 0
    assert after.probability == again.probability < flagged.probability
    assert after.verdict == again.verdict


def test_a_text_that_stays_spun_says_so(model: Model, flagged: Report, spun: str) -> None:
    restoration = model.restore(spun)
    few = model.with_counterfactual(flagged, replace(restoration, edits=restoration.edits[:1])).counterfactual
    assert few is not None
    assert (few.put_back, few.verdict) == (1, "spun")
    none = model.with_counterfactual(flagged, Restoration(None, spun, spun, ())).counterfactual
    assert none is not None
    assert (none.put_back, none.verdict, none.probability) == (0, "spun", flagged.probability)


def test_the_threshold_is_that_of_the_report(model: Model, spun: str) -> None:
    report = model.with_counterfactual(model.score(spun, fpr=1.0))
    assert report.counterfactual is not None
    assert report.counterfactual.verdict == "spun", "with every text flagged, the restored one is too"


@pytest.mark.parametrize("text", ["", "The settlement was signed.", "Der Rat hat am Dienstag beschlossen, die Brücke zu erhalten. " * 9])
def test_a_text_without_a_verdict_has_no_other_one(model: Model, text: str) -> None:
    report = model.score(text)
    assert explained(model, report).counterfactual is None


def test_a_genuine_text_with_nothing_to_put_back_says_nothing(model: Model, genuine: str) -> None:
    report = replace(model.score(genuine), spans=())
    assert explained(model, report) == report


@settings(max_examples=5)
@given(cuts=st.lists(st.integers(0, 500), max_size=4), junk=st.text(max_size=8))
def test_any_text_is_explained_by_the_schema(model: Model, spun: str, cuts: list[int], junk: str) -> None:
    text = spun[:500]
    for cut in cuts:
        text = text[:cut] + junk + text[cut:]
    report = explained(model, model.score(text))
    SCHEMA.validate(report.to_dict())
    for span in report.spans:
        assert (span.evidence is None) == (not span.originals)
        assert span.evidence is None or 0 <= span.evidence.respun <= span.evidence.likely == len(span.originals)
