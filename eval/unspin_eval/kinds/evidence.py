"""Kind ``evidence``: of spun documents only some of the swaps are known. Are those found, and is their original named?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unspin.words import split_words
from unspin_eval.data import read_documents
from unspin_eval.kinds.context import Context
from unspin_eval.kinds.suggesting import aligned_words, parts_by_family, ratio, suggestion_measures
from unspin_eval.measures import Measure, SuiteResult
from unspin_eval.metrics.marking import touched_words
from unspin_eval.suites import SuiteSpec

_NOTES = (
    "Only part of the swaps of these documents are known, so precision cannot be measured on them. Swaps that do not have as "
    "many words on both sides are left out.",
)


@dataclass(frozen=True)
class Settings:
    """Keys of the suite."""

    k: int = 5


def run(spec: SuiteSpec, context: Context) -> SuiteResult:
    """Measure every system that marks words or suggests originals."""
    settings = spec.settings_as(Settings)
    documents = [d for d in read_documents(spec.files) if d.evidence]
    texts, groups = [d.text for d in documents], [d.group for d in documents]
    swaps = [[word for swap in d.evidence for word in aligned_words(d.text, swap)] for d in documents]
    parts = parts_by_family([d.family for d in documents])
    context.say(f"{spec.name}: {sum(map(len, swaps))} known swaps in {len(documents)} documents")
    words = [split_words(text) for text in texts]
    known = [touched_words(w, [(s.start, s.end) for s in here]) for w, here in zip(words, swaps, strict=True)]
    measures: list[Measure] = []
    for system in context.systems:
        if system.marks:
            readings = system.read(texts)
            marked = [touched_words(w, [(m.start, m.end) for m in r.marks]) for w, r in zip(words, readings, strict=True)]
            counts = np.array([(len(k & m), len(k)) for k, m in zip(known, marked, strict=True)], dtype=float).reshape(-1, 2)
            for section, part, chosen in parts:
                interval = ratio(counts[np.array(chosen, dtype=int)], [groups[i] for i in chosen], context.seed)
                measures.append(Measure(system.name, section, part, "words: recall", interval))
        if system.restores:
            measures += suggestion_measures(
                system, texts, swaps, groups, parts, title="aligned words", k=settings.k, seed=context.seed
            )
    return SuiteResult(spec.name, spec.kind, spec.description, tuple(measures), notes=_NOTES)
