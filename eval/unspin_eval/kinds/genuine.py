"""Kind ``genuine``: how often is genuine text of each register flagged?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unspin.errors import InputError
from unspin_eval.data import read_documents
from unspin_eval.kinds.context import Context
from unspin_eval.kinds.documents import Scored, by_register, worst_cases
from unspin_eval.measures import Measure, SuiteResult, Table
from unspin_eval.suites import SuiteSpec


@dataclass(frozen=True)
class Settings:
    """Keys of the suite."""

    min_words: int = 60
    worst: int = 15


def run(spec: SuiteSpec, context: Context) -> SuiteResult:
    """Measure every system that detects. Spun documents in the files are left out."""
    settings = spec.settings_as(Settings)
    documents = [d for d in read_documents(spec.files) if not d.spun and d.words >= settings.min_words]
    if not documents:
        raise InputError(f"{spec.place}: no genuine document of {settings.min_words} words or more")
    context.say(f"{spec.name}: {len(documents)} genuine documents")
    measures: list[Measure] = []
    tables: list[Table] = []
    for system in (s for s in context.systems if s.detects):
        scored = Scored(system, documents, system.read([d.text for d in documents]))
        flagged = scored.share(scored.flagged, np.ones(len(documents), dtype=bool))
        measures += [scored.measure("all", "all", "flagged (genuine)", flagged), *by_register(scored)]
        if system is context.systems[0]:
            tables = worst_cases(scored, settings.worst)[:1]
    return SuiteResult(spec.name, spec.kind, spec.description, tuple(measures), tuple(tables))
