"""The model as it is used: texts in, reports and restorations out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from unspin.articles import sets_article
from unspin.candidates import CandidateFinder, OriginalHead
from unspin.channel import Channel
from unspin.errors import ModelError
from unspin.evidence import gather_evidence
from unspin.judged import Judged
from unspin.layout import Layout
from unspin.manifest import Manifest, read_manifest
from unspin.marking import Mark, join_phrases, mark_swaps
from unspin.model_info import ModelInfo
from unspin.network import Device, open_network
from unspin.ngrams import NgramModel
from unspin.originals import rank_originals
from unspin.pieces import WordPieces
from unspin.ranking import Ranker
from unspin.reading import Reader, Reading
from unspin.report import (
    Candidate,
    Counterfactual,
    Edit,
    Lines,
    ModelId,
    Passage,
    Report,
    Restoration,
    Span,
    Verdict,
    apply_edits,
)
from unspin.restoring import Stretch, choose_edits, originals_of_stretch, replacement_text
from unspin.verdict import Bands, decide, unjudgeable
from unspin.words import Words, split_words

SHIPPED = Path(__file__).parent / "shipped"
# A query is kept for words from this P(swapped) on: low enough for a stretch that the caller names.
_QUERY_FROM = 0.1
# Texts longer than this are judged by their passages too.
_PASSAGES_FROM = 200
_ORIGINALS_A_SPAN = 5
# Fewer words than this give too little context to suspect any of them.
_MARKS_FROM = 8
_WORDS_KEPT = 50_000


class Model:
    """A loaded model. Texts are independent of each other: the answer for one never depends on the rest of a batch.

    ``manifest``, ``reader`` and ``finder`` are its parts, for calibration. Quotations, citations, code, tables, headings and names are
    not judged unless ``judge_all``.
    """

    def __init__(
        self, folder: Path, manifest: Manifest, threads: int = 0, device: Device = "cpu", *, judge_all: bool = False
    ) -> None:
        self.folder, self.manifest, self.judge_all = folder, manifest, judge_all
        network = open_network(folder / "network.onnx", threads, device)
        pieces = WordPieces.from_file(folder / "tokenizer.json")
        self.reader = Reader(network, pieces, room=manifest.room, overlap=manifest.overlap, query_from=_QUERY_FROM)
        self.id = ModelId(manifest.name, manifest.version, manifest.sha256)

    @classmethod
    def load(
        cls,
        path: str | os.PathLike[str] | None = None,
        *,
        threads: int = 0,
        device: Device = "cpu",
        judge_all: bool = False,
    ) -> Model:
        """The shipped model, or the one in the folder ``path``; ``threads`` limits the CPU threads (0: all).

        ``judge_all``: judge every word, those of quotations, citations, code, tables, headings and names too. Raises ModelError if the
        folder is missing, foreign, incomplete or changed since it was made, UnspinError if there is no such device here.
        """
        folder = SHIPPED if path is None else Path(path)
        return cls(folder, read_manifest(folder), threads, device, judge_all=judge_all)

    def with_thresholds(self, bands: Bands) -> Model:
        """This model with other thresholds. It shares all else, its ``id`` too: the network is the same."""
        other = copy(self)
        other.manifest = replace(self.manifest, bands=bands)
        return other

    @cached_property
    def finder(self) -> CandidateFinder:
        """What gathers candidate originals."""
        # Only swapped words need originals; a clean text never loads these.
        head = OriginalHead(self.folder / "originals.safetensors")
        if len(head) > len(self._vocabulary):
            raise ModelError(f"{self.folder}: the original-word head has more rows than the vocabulary; export the model again")
        return CandidateFinder(self._vocabulary, head, self.channel, NgramModel.load(self.folder / "ngrams.safetensors"))

    @cached_property
    def channel(self) -> Channel:
        """Which swaps are known."""
        return Channel.load(self.folder / "channel.safetensors", len(self._vocabulary))

    @cached_property
    def _vocabulary(self) -> list[str]:
        return (self.folder / "vocabulary.txt").read_text(encoding="utf8").split("\n")

    @cached_property
    def _is_substitute(self) -> Callable[[str], bool]:
        return lru_cache(_WORDS_KEPT)(lambda word: self.channel.is_substitute(word))  # a look-up takes as long as 100 words

    @cached_property
    def _ranker(self) -> Ranker:
        return Ranker(self.manifest.ranker)

    # --- scoring ---

    def score(self, text: str, *, id: str | None = None, fpr: float | None = None, layout: Layout | None = None) -> Report:
        """Judge one text. ``fpr`` is the share of genuine texts that may be flagged (default 1 %).

        ``layout`` is that of a document, as its reader gives it; that of plain text is found by rules.
        """
        return self.score_batch([text], ids=[id], fpr=fpr, layouts=[layout])[0]

    def score_batch(
        self,
        texts: Sequence[str],
        *,
        ids: Sequence[str | None] | None = None,
        fpr: float | None = None,
        layouts: Sequence[Layout | None] | None = None,
    ) -> list[Report]:
        """Judge texts together, which is faster; reports in the same order.

        Raises ValueError for an ``fpr`` outside 0..1, or a layout that does not fit its text.
        """
        return [self._report(judged, name, fpr) for judged, name in self._judge(texts, ids, layouts)]

    def _judge(
        self, texts: Sequence[str], ids: Sequence[str | None] | None, layouts: Sequence[Layout | None] | None
    ) -> Iterator[tuple[Judged, str | None]]:
        """Every text, read, with its name."""
        none = [None] * len(texts)
        read = self.reader.stream(map(split_words, texts))
        for (words, reading), name, layout in zip(read, ids or none, layouts or none, strict=True):
            yield Judged.of(words, reading, layout, None if self.judge_all else self._is_substitute), name

    def _report(self, judged: Judged, id: str | None, fpr: float | None) -> Report:
        words = judged.words
        threshold = self.manifest.bands.threshold_for(len(judged.places), fpr)
        if not words.word_count:
            return Report(id, words.text, "undecided", None, 0.0, 0, threshold, "no words in it", (), (), self.id)
        reason = unjudgeable(words, not_judged=judged.not_judged)
        probability = self._probability(judged.reading, judged.places)
        verdict = decide(probability, threshold, reason)
        passages = () if reason else self._passages(judged)
        judged = judged.with_quotations() if verdict == "spun" else judged
        return Report(
            id=id,
            text=words.text,
            verdict=verdict,
            probability=probability,
            swap_rate=float(judged.reading.swapped[judged.places].mean()) if len(judged.places) else 0.0,
            words=words.word_count,
            threshold=threshold,
            reason=reason,
            spans=self._spans(judged, self._leaning(judged, probability, threshold)),
            passages=passages,
            model=self.id,
            not_judged=judged.not_judged,
            layout=judged.given,
        )

    def _probability(self, reading: Reading, places: np.ndarray) -> float:
        """P(spun) of the words at these places."""
        return self.manifest.document.probability(reading.swapped[places], reading.continues[places])

    def _verdict(self, judged: Judged, probability: float, threshold: float) -> Verdict:
        return decide(probability, threshold, unjudgeable(judged.words, not_judged=judged.not_judged))

    def _leaning(self, judged: Judged, probability: float, threshold: float) -> Verdict:
        """The verdict, were what is not judged not missed: how many words are suspected depends on it."""
        return decide(probability, threshold, unjudgeable(judged.words))

    def _marks(self, words: Words, reading: Reading, verdict: Verdict) -> list[Mark]:
        """The suspected words: few doubts will do in a text that was spun, more is asked of a word in a genuine one.

        A text too short for a verdict still shows its suspected words; one that can't be read shows none.
        """
        if unjudgeable(words, _MARKS_FROM):
            return []
        level = self.manifest.clean_level if verdict == "genuine" else self.manifest.report_level
        marks = mark_swaps(words, reading, level)
        return join_phrases(words, reading, marks, self.channel.__contains__)

    def _spans(self, judged: Judged, verdict: Verdict) -> tuple[Span, ...]:
        words, lines = judged.words, Lines(judged.words.text)
        marks = self._marks(words, judged.reading, verdict)
        spans = []
        again = self.reader if verdict == "spun" else None
        ranking = rank_originals(words, marks, judged.reading, self.finder, self._ranker, again)
        for mark, ranked in zip(marks, ranking, strict=True):
            start, end = words.starts[mark.first], words.ends[mark.last - 1]
            found = words.text[start:end]
            originals = tuple(
                Candidate(replacement_text(text, words, mark), probability)
                for text, probability in zip(ranked.texts[:_ORIGINALS_A_SPAN], ranked.probabilities, strict=False)
            )
            place = judged.layout.place(start)
            spans.append(Span(start, end, *lines.position(start), found, min(1.0, mark.probability), originals, None, *place))
        return tuple(spans)

    def _passages(self, judged: Judged) -> tuple[Passage, ...]:
        if len(judged.places) < _PASSAGES_FROM:
            return ()
        starts, ends = judged.words.starts, judged.words.ends
        return tuple(
            Passage(starts[places[0]], ends[places[-1]], len(places), self._probability(judged.reading, places))
            for places in judged.passages()
        )

    # --- explaining a report ---

    def with_evidence(self, report: Report) -> Report:
        """``report`` with the evidence for each of its spans. The text is not read again, so it costs next to nothing."""
        if not report.spans:
            return report
        pairs = zip(report.spans, gather_evidence(report, self.finder), strict=True)
        return replace(report, spans=tuple(replace(span, evidence=evidence) for span, evidence in pairs))

    def with_counterfactual(self, report: Report, restoration: Restoration | None = None) -> Report:
        """``report`` with what the answer would be for the restored text, which is read for it.

        ``restoration``: of the same text; by default what the report itself is sure enough of is put back. A text without a verdict,
        and one that is genuine with nothing to put back, stay without.
        """
        if report.verdict == "undecided" or report.probability is None or not report.spans:
            return report
        given = split_words(report.text)
        edits = restoration.edits if restoration else choose_edits(given, report.spans, self._edit_level(report.verdict))
        put_back = sum(not sets_article(edit) for edit in edits)
        if not put_back:
            same = Counterfactual(0, report.probability, report.verdict)
            return replace(report, counterfactual=same) if report.verdict == "spun" else report
        layout = None if report.layout is None else report.layout.moved(edits)
        ((restored, _),) = self._judge([apply_edits(report.text, edits)], None, [layout])
        probability = self._probability(restored.reading, restored.places)
        verdict = self._verdict(restored, probability, report.threshold)
        return replace(report, counterfactual=Counterfactual(put_back, probability, verdict))

    # --- restoring ---

    def restore(
        self, text: str, *, id: str | None = None, min_confidence: float | None = None, layout: Layout | None = None
    ) -> Restoration:
        """Put the original wording back where it is sure enough. What is not judged stays as it is.

        ``min_confidence`` is by default the model's own level, which is higher for a text that looks genuine. ``layout``: as for
        ``score``.
        """
        return self.restore_batch([text], ids=[id], min_confidence=min_confidence, layouts=[layout])[0]

    def restore_batch(
        self,
        texts: Sequence[str],
        *,
        ids: Sequence[str | None] | None = None,
        min_confidence: float | None = None,
        layouts: Sequence[Layout | None] | None = None,
    ) -> list[Restoration]:
        """Restore texts together; restorations in the same order. Texts that can't be read as English come back as they are."""
        results = []
        for judged, name in self._judge(texts, ids, layouts):
            edits, text = self._edits(judged, min_confidence), judged.words.text
            results.append(Restoration(name, text, apply_edits(text, edits), edits))
        return results

    def _edits(self, judged: Judged, least: float | None) -> tuple[Edit, ...]:
        words = judged.words
        if not words.word_count:
            return ()
        probability = self._probability(judged.reading, judged.places)
        threshold = self.manifest.bands.threshold_for(len(judged.places))
        verdict = self._leaning(judged, probability, threshold)
        if self._verdict(judged, probability, threshold) == "spun":
            judged = judged.with_quotations()
        return choose_edits(words, self._spans(judged, verdict), self._edit_level(verdict) if least is None else least)

    def _edit_level(self, verdict: Verdict) -> float:
        """How sure an edit must be: more so in a text that looks genuine."""
        return self.manifest.clean_level if verdict == "genuine" else self.manifest.edit_level

    def suggest(self, text: str, spans: Sequence[tuple[int, int]], k: int = 5) -> list[list[Candidate]]:
        """The ``k`` likeliest originals of each stretch ``(start, end)`` of characters, best first.

        A stretch may hold several swaps next to each other. Raises ValueError for a stretch outside the text.
        """
        for start, end in spans:
            if not 0 <= start <= end <= len(text):
                raise ValueError(f"no stretch {start}..{end} in a text of {len(text)} characters")
        words = split_words(text)
        named = frozenset(i for start, end in spans for i in range(len(words)) if words.starts[i] < end and words.ends[i] > start)
        reading = self.reader.read([words], wanted=[named])[0]
        stretches = [Stretch.of(words, reading, start, end, self.finder.channel.__contains__) for start, end in spans]
        marks = [mark for stretch in stretches for mark in stretch.marks]
        ranked = iter(rank_originals(words, marks, reading, self.finder, self._ranker, self.reader))
        return [originals_of_stretch(words, stretch, [next(ranked) for _ in stretch.marks], k) for stretch in stretches]

    def info(self) -> ModelInfo:
        """Name, version, thresholds and licences of this model."""
        return ModelInfo.of(self.manifest, self.folder)
