"""What the explanations say in words."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from fakes import SPUN_TEXT, FakeModel
from unspin.formats.wording import counterfactual_sentence, evidence_sentence
from unspin.report import Counterfactual, Evidence, Report, Span, SwapKind, Verdict

REPORT = replace(FakeModel().score(SPUN_TEXT), probability=0.981)
SPAN = next(span for span in REPORT.spans if span.text == "settlement")


def explained(times: float = 340.0, kinds: tuple[SwapKind, ...] = (), seen: int = 0) -> Span:
    return replace(SPAN, evidence=Evidence(times, kinds, seen, 2, 3))


def outcome(put_back: int, probability: float, verdict: Verdict, report: Report = REPORT) -> str | None:
    return counterfactual_sentence(replace(report, counterfactual=Counterfactual(put_back, probability, verdict)))


@pytest.mark.parametrize(
    ("times", "words"),
    [
        (340.0, "340 times likelier"),
        (343.2, "340 times likelier"),
        (2.0, "2 times likelier"),
        (1.54, "1.5 times likelier"),
        (13_579.0, "14,000 times likelier"),
        (994_999.0, "990,000 times likelier"),
        (999_999.0, "1,000,000 times likelier"),
        (1e9, "over a million times likelier"),
        (1.0, "about as likely"),
        (0.7, "about as likely"),
        (0.5, "2 times less likely"),
        (0.0, "over a million times less likely"),
    ],
)
def test_how_likely(times: float, words: str) -> None:
    assert (evidence_sentence(explained(times)) or "").startswith(f"“agreement” is {words} here; ")


@pytest.mark.parametrize(
    ("kinds", "seen", "words"),
    [
        ((), 0, "swap not listed anywhere"),
        (("observed",), 0, "swap seen on spun pages"),
        (("observed",), 1, "swap seen once on spun pages"),
        (("observed", "thesaurus"), 2, "swap seen twice on spun pages, listed in a thesaurus"),
        (("thesaurus", "translation"), 0, "swap listed in a thesaurus and translation pairs"),
        (("observed", "lexicon", "tortured", "neighbour"), 35,
         "swap seen 35 times on spun pages, listed in our lexicon, tortured phrases and near words"),
    ],
)  # fmt: skip
def test_where_a_swap_is_known_from(kinds: tuple[SwapKind, ...], seen: int, words: str) -> None:
    assert f"; {words}; 2 of 3 likely originals can be spun into “settlement”" in (evidence_sentence(explained(1.0, kinds, seen)) or "")


def test_every_kind_has_words_of_its_own() -> None:
    sentences = {evidence_sentence(explained(kinds=(kind,))) for kind in get_args(SwapKind)}
    assert len(sentences) == len(get_args(SwapKind))


def test_what_was_not_asked_for_is_not_said() -> None:
    assert evidence_sentence(SPAN) is None
    assert counterfactual_sentence(REPORT) is None


def test_what_restoring_would_change() -> None:
    assert outcome(41, 0.0612, "genuine") == "with 41 words put back: 0.981 -> 0.061, it would be called genuine"
    assert outcome(1, 0.9, "spun") == "with 1 word put back: 0.981 -> 0.900, it would still be called spun"
    assert outcome(0, 0.981, "spun") == "no likely original is sure enough to be put back: it stays spun"
    assert outcome(3, 0.5, "undecided") == "with 3 words put back it could not be judged"
    genuine = replace(REPORT, verdict="genuine", probability=0.2)
    assert outcome(2, 0.1, "genuine", genuine) == "with 2 words put back: 0.200 -> 0.100, it would still be called genuine"
