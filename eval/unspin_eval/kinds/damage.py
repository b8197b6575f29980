"""Kind ``damage``: words that restoring changes in genuine text, where every change is wrong."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

import numpy as np

from unspin_eval.data import Document, read_documents
from unspin_eval.kinds.context import Context
from unspin_eval.kinds.suggesting import ratio
from unspin_eval.measures import Measure, SuiteResult, Table
from unspin_eval.metrics.intervals import wilson
from unspin_eval.metrics.restoring import Change, changed_words, real_edits
from unspin_eval.suites import SuiteSpec


@dataclass(frozen=True)
class Settings:
    """Keys of the suite."""

    documents: int = 300  # how many genuine documents are restored, drawn with the seed; 0 is all
    min_words: int = 60
    worst: int = 10


def run(spec: SuiteSpec, context: Context) -> SuiteResult:
    """Measure every system that restores."""
    settings = spec.settings_as(Settings)
    genuine = [d for d in read_documents(spec.files) if not d.spun and d.words >= settings.min_words]
    genuine.sort(key=lambda d: d.id)
    if 0 < settings.documents < len(genuine):
        genuine = random.Random(context.seed).sample(genuine, settings.documents)
    context.say(f"{spec.name}: restoring {len(genuine)} genuine documents")
    measures: list[Measure] = []
    tables: list[Table] = []
    for system in (s for s in context.systems if s.restores):
        edits = system.restore([d.text for d in genuine])
        measures += _damage(system.name, genuine, edits, context.seed)
        if system is context.systems[0]:
            tables.append(_worst(genuine, edits, settings.worst))
    return SuiteResult(spec.name, spec.kind, spec.description, tuple(measures), tuple(tables))


def _damage(system: str, genuine: list[Document], edits: list[list[Change]], seed: int) -> list[Measure]:
    counted = [(changed_words(d.text, e), d.words) for d, e in zip(genuine, edits, strict=True)]
    counts = np.array(counted, dtype=float).reshape(-1, 2)
    registers = Counter(d.register for d in genuine if d.register)
    parts = [("register", name, np.array([d.register == name for d in genuine])) for name, _ in registers.most_common()]
    measures = []
    for section, part, among in [("all", "all", np.ones(len(genuine), dtype=bool)), *parts]:
        here, groups = counts[among], [genuine[i].group for i in np.flatnonzero(among)]
        changed = wilson(int((here[:, 0] > 0).sum()), len(here), independent=len(set(groups)))
        measures += [
            Measure(system, section, part, "wrongly changed words per 1,000", ratio(here, groups, seed, per=1000)),
            Measure(system, section, part, "documents changed", changed),
        ]
    return measures


def _worst(genuine: list[Document], edits: list[list[Change]], how_many: int) -> Table:
    real = [(d, real_edits(d.text, e)) for d, e in zip(genuine, edits, strict=True)]
    real.sort(key=lambda row: (-len(row[1]) / max(row[0].words, 1), row[0].id))
    rows = []
    for d, changes in real[:how_many]:
        shown = ", ".join(f"{d.text[c.start : c.end]}>{c.replacement}" for c in changes[:8])
        rows.append((d.id, d.register, str(d.words), str(len(changes)), " ".join(shown.split())))
    return Table("Genuine documents changed most", ("id", "register", "words", "edits", "changes"), tuple(rows))
