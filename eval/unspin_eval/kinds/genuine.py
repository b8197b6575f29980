"""Kind ``genuine``: how often is genuine text of each register flagged?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unspin.errors import InputError
from unspin.verdict import DEFAULT_FPR
from unspin_eval.data import read_documents
from unspin_eval.kinds.context import Context
from unspin_eval.kinds.documents import FLAGGED, Scored, by_register, false_alarms, register_bars
from unspin_eval.kinds.worth import accusations_at, false_accusations
from unspin_eval.measures import BarPlot, Cases, Measure, SuiteResult, Table
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
    tables: tuple[Table, ...] = ()
    cases: tuple[Cases, ...] = ()
    bars: tuple[BarPlot, ...] = ()
    for system in (s for s in context.systems if s.detects):
        scored = Scored(system, documents, system.read([d.text for d in documents]))
        flagged = scored.share(scored.flagged, np.ones(len(documents), dtype=bool))
        measures += [scored.measure("all", "all", FLAGGED, flagged), *by_register(scored)]
        if context.prior is not None:
            wrong = false_accusations(context.prior, flagged)
            measures.append(scored.measure("all", "all", accusations_at(context.prior), wrong))
        if system is context.systems[0]:
            table, texts = false_alarms(scored, settings.worst)
            tables, cases, bars = (table,), (texts,), register_bars(measures, DEFAULT_FPR)
    return SuiteResult(spec.name, spec.kind, spec.description, tuple(measures), tables, bars, cases=cases)
