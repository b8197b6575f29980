"""A model that needs no weights: it calls every word of a small table swapped. For tests of everything around the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from unspin.layout import Layout, find_layout
from unspin.model_info import ModelInfo
from unspin.report import (
    Candidate,
    Counterfactual,
    Edit,
    Evidence,
    Lines,
    ModelId,
    Passage,
    Report,
    Restoration,
    Span,
    apply_edits,
)
from unspin.verdict import Bands
from unspin.words import match_case, split_words

SWAPS = {
    "commerce": ("trade", "business"),
    "cowl": ("cover",),
    "settlement": ("agreement", "deal", "accord"),
    "navy": ("military",),
    "forefront": ("front",),
    "nation": ("country",),
    "info": ("information",),
    "mentioned": ("said",),
    "useful": ("helpful", "handy"),
}

SPUN_TEXT = (
    "Commerce and finance are on the forefront of a strategic cooperation settlement that the two leaders are expected to sign.\n"
    "The settlement is also expected to cowl navy points, he mentioned on Friday, and the nation waited for more info about it.\n"
)
GENUINE_TEXT = (
    "The council met on Tuesday to hear what the river had done to the lower town, and if the wall would hold for another year.\n"
    "Nobody spoke for long. The engineer showed a map, and then the farmers asked when they could go back to their fields.\n"
)
SHORT_TEXT = "The settlement was signed."


class FakeModel:
    """Deterministic: the more words of the table, the more probable; under 20 words it is undecided."""

    id = ModelId("fake", "0", "0" * 64)
    bands: Bands | None = None

    def score(self, text: str, *, id: str | None = None, fpr: float | None = None, layout: Layout | None = None) -> Report:
        words, lines = split_words(text), Lines(text)
        places = layout or find_layout(text)
        spans = []
        for token, start, end in zip(words.tokens, words.starts, words.ends, strict=True):
            if originals := SWAPS.get(token.lower()):
                candidates = tuple(Candidate(match_case(o, token), 0.6 / 2**i) for i, o in enumerate(originals))
                spans.append(Span(start, end, *lines.position(start), token, 0.9, candidates, None, *places.place(start)))
        reason = None if words.word_count >= 20 else f"too short ({words.word_count} words; about 40 are needed)"
        rate = len(spans) / max(words.word_count, 1)
        probability = min(1.0, 10 * rate) if words.word_count else None
        threshold = 0.5 if fpr is None else max(0.0, 1 - fpr)
        if self.bands is not None:
            threshold = self.bands.threshold_for(words.word_count, fpr)
        spun = probability is not None and probability >= threshold
        verdict = "undecided" if reason else "spun" if spun else "genuine"
        passages = (Passage(0, len(text), words.word_count, probability),) if probability is not None and not reason else ()
        return Report(
            id,
            text,
            verdict,
            probability,
            rate,
            words.word_count,
            threshold,
            reason,
            tuple(spans),
            passages,
            self.id,
            layout=layout,
        )

    def with_thresholds(self, bands: Bands) -> FakeModel:
        other = type(self)()
        other.bands = bands
        return other

    def score_batch(
        self,
        texts: Sequence[str],
        *,
        ids: Sequence[str | None] | None = None,
        fpr: float | None = None,
        layouts: Sequence[Layout | None] | None = None,
    ) -> list[Report]:
        none = [None] * len(texts)
        each = zip(texts, ids or none, layouts or none, strict=True)
        return [self.score(text, id=id, fpr=fpr, layout=layout) for text, id, layout in each]

    def with_evidence(self, report: Report) -> Report:
        evidence = Evidence(340.0, ("observed", "lexicon", "thesaurus"), 2, 1, 3)
        return replace(report, spans=tuple(replace(span, evidence=evidence) for span in report.spans))

    def with_counterfactual(self, report: Report, restoration: Restoration | None = None) -> Report:
        if report.verdict == "undecided" or not report.spans:
            return report
        restoration = restoration or self.restore(report.text)
        after = self.score(restoration.text)
        outcome = Counterfactual(len(restoration.edits), after.probability or 0.0, after.verdict)
        return replace(report, counterfactual=outcome)

    def restore(
        self, text: str, *, id: str | None = None, min_confidence: float | None = None, layout: Layout | None = None
    ) -> Restoration:
        spans = [s for s in self.score(text).spans if s.originals[0].probability >= (min_confidence or 0)]
        edits = tuple(Edit(s.start, s.end, s.text, s.originals[0].text, s.originals[0].probability) for s in spans)
        return Restoration(id, text, apply_edits(text, edits), edits)

    def restore_batch(
        self,
        texts: Sequence[str],
        *,
        ids: Sequence[str | None] | None = None,
        min_confidence: float | None = None,
        layouts: Sequence[Layout | None] | None = None,
    ) -> list[Restoration]:
        all_ids = ids or [None] * len(texts)
        return [self.restore(text, id=id, min_confidence=min_confidence) for text, id in zip(texts, all_ids, strict=True)]

    def suggest(self, text: str, spans: Sequence[tuple[int, int]], k: int = 5) -> list[list[Candidate]]:
        return [[Candidate(o, 0.6 / 2**i) for i, o in enumerate(SWAPS.get(text[a:b].lower(), ())[:k])] for a, b in spans]

    def info(self) -> ModelInfo:
        return ModelInfo(
            "fake",
            "0",
            "0" * 64,
            1234,
            ("en",),
            ((40, 0.01, 0.5), (40, 0.1, 0.2)),
            0.5,
            0.8,
            0.35,
            ("Apache-2.0",),
            "nothing at all",
        )
