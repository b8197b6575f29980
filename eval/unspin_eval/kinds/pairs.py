"""Kind ``pairs``: which words were swapped, and what stood there?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from unspin.words import split_words
from unspin_eval.data import Pair
from unspin_eval.kinds.context import Context
from unspin_eval.kinds.suggesting import Parts, aligned_words, parts_by_family, suggestion_measures
from unspin_eval.measures import Measure, SuiteResult
from unspin_eval.metrics.intervals import grouped_bootstrap
from unspin_eval.metrics.marking import as_array, count_marks, f_score, precision, recall
from unspin_eval.metrics.restoring import normal
from unspin_eval.spinning import pairs_of
from unspin_eval.suites import SuiteSpec
from unspin_eval.system import System

Rows = NDArray[np.int64]

_NOTES = (
    "A word counts as swapped when a gold swap overlaps it. Original first / in five: case and white space aside, the whole "
    "wording must be the same; swaps that only put words in or take them out have no original to name and are left out. Aligned "
    "words: swaps with as many words on both sides, asked about word by word.",
)


@dataclass(frozen=True)
class Settings:
    """Keys of the suite."""

    k: int = 5  # how deep the list of originals is searched
    spin: int = 0  # how many genuine documents of the files to spin; 0: the files hold pairs
    thesauri: str = ""  # folder of thesauri, for more families


def run(spec: SuiteSpec, context: Context) -> SuiteResult:
    """Measure every system that marks words or suggests originals."""
    settings = spec.settings_as(Settings)
    pairs = pairs_of(spec, settings.spin, settings.thesauri, context.seed)
    context.say(f"{spec.name}: {len(pairs)} pairs with {sum(len(p.gold) for p in pairs)} swaps")
    parts = parts_by_family([p.family for p in pairs])
    texts, groups = [p.spun for p in pairs], [p.group for p in pairs]
    whole = [[g for g in p.gold if normal(g.replacement) and g.start < g.end] for p in pairs]
    aligned = [[word for g in golds for word in aligned_words(text, g)] for text, golds in zip(texts, whole, strict=True)]
    measures: list[Measure] = []
    for system in context.systems:
        if system.marks:
            measures += _marking(system, pairs, parts, context.seed)
        if system.restores:
            suggest = partial(suggestion_measures, system, texts, groups=groups, parts=parts, k=settings.k, seed=context.seed)
            measures += [*suggest(swaps=whole, title="swaps"), *suggest(swaps=aligned, title="aligned words")]
    return SuiteResult(spec.name, spec.kind, spec.description, tuple(measures), notes=_NOTES)


def _marking(system: System, pairs: Sequence[Pair], parts: Parts, seed: int) -> list[Measure]:
    readings = system.read([p.spun for p in pairs])
    counts = as_array(
        count_marks(split_words(p.spun), [(g.start, g.end) for g in p.gold], [(m.start, m.end) for m in r.marks])
        for p, r in zip(pairs, readings, strict=True)
    )
    statistics: dict[str, Callable[[Rows], float]] = {
        "words: precision": precision,
        "words: recall": recall,
        "words: F1": partial(f_score, beta=1.0),
        "words: F0.5": partial(f_score, beta=0.5),
    }
    measures = []
    for section, part, chosen in parts:
        here, groups = counts[np.array(chosen, dtype=int)], [pairs[i].group for i in chosen]
        right, false, missed = here.sum(axis=0).tolist()
        for name, statistic in statistics.items():

            def on_rows(rows: Rows, here: Rows = here, statistic: Callable[[Rows], float] = statistic) -> float:
                return statistic(here[rows])

            n = right + false if statistic is precision else right + missed
            measures.append(Measure(system.name, section, part, name, grouped_bootstrap(on_rows, groups, n=n, seed=seed)))
    return measures
