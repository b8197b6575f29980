"""Kind ``dose-length``: how much must be swapped, in how long a text, before it is found? Texts are spun on the fly."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from unspin.errors import InputError
from unspin_eval.data import read_documents
from unspin_eval.kinds.context import Context
from unspin_eval.measures import HeatMap, Measure, SuiteResult, exact
from unspin_eval.metrics.intervals import wilson
from unspin_eval.metrics.ranking import threshold_at
from unspin_eval.spinning import first_words, share_swapped, spin_texts, spinner_families
from unspin_eval.suites import SuiteSpec

_FEWEST = 10  # a cell with fewer documents says nothing

_NOTES = (
    "Genuine documents are cut to each length and spun at each rate. Per length, the threshold is set on the same documents as "
    "they were. A spinner whose dictionary runs out swaps fewer words than the rate asks for: see the share really swapped.",
)


@dataclass(frozen=True)
class Settings:
    """Keys of the suite."""

    rates: tuple[float, ...] = (0.03, 0.05, 0.1, 0.2, 0.4)  # shares of the words to swap
    lengths: tuple[int, ...] = (50, 100, 200, 400)  # in words
    documents: int = 100  # per length, drawn with the seed
    fpr: float = 0.01
    families: tuple[str, ...] = ()  # spinner families to draw from; none is all
    thesauri: str = ""  # folder of thesauri, for more families


def run(spec: SuiteSpec, context: Context) -> SuiteResult:
    """Measure every system that detects. Spun documents in the files are left out."""
    settings = spec.settings_as(Settings)
    genuine = sorted(d.text for d in read_documents(spec.files) if not d.spun)
    random.Random(context.seed).shuffle(genuine)
    families = spinner_families(spec.folder / settings.thesauri if settings.thesauri else None, settings.families)
    measures: list[Measure] = []
    cells: dict[tuple[int, float], float] = {}
    for length in settings.lengths:
        cut = [short for text in genuine if (short := first_words(text, length))][: settings.documents]
        if len(cut) < _FEWEST:
            context.say(f"{spec.name}: only {len(cut)} documents have {length} words; left out")
            continue
        context.say(f"{spec.name}: {len(cut)} documents of {length} words")
        spun = {rate: spin_texts(cut, families, seed=context.seed, rate=rate) for rate in settings.rates}
        texts = [*cut, *(s.text for rate in settings.rates for s in spun[rate])]
        for system in (s for s in context.systems if s.detects):
            readings = system.read(texts)
            blocks = [readings[i : i + len(cut)] for i in range(0, len(texts), len(cut))]
            threshold = threshold_at(np.array([r.probability for r in blocks[0]]), settings.fpr)
            for rate, block in zip(settings.rates, blocks[1:], strict=True):
                part = f"{length} words, {rate:.0%} to swap"
                found = wilson(sum(r.probability > threshold for r in block), len(block))
                flagged = wilson(sum(r.verdict == "spun" for r in block), len(block))
                measures += [
                    Measure(system.name, "dose", part, f"recall at {settings.fpr:.0%} FP", found),
                    Measure(system.name, "dose", part, "recall as shipped", flagged),
                    Measure(system.name, "dose", part, "share really swapped", exact(share_swapped(spun[rate]), len(block))),
                ]
                if system is context.systems[0]:
                    cells[length, rate] = found.value
    if not measures:
        raise InputError(
            f"{spec.place}: fewer than {_FEWEST} genuine documents of {min(settings.lengths, default=0)} words or more"
        )
    plot = _heat_map(settings.lengths, settings.rates, cells, settings.fpr)
    return SuiteResult(spec.name, spec.kind, spec.description, tuple(measures), plots=(plot,), notes=_NOTES)


def _heat_map(lengths: Sequence[int], rates: Sequence[float], cells: dict[tuple[int, float], float], fpr: float) -> HeatMap:
    values = tuple(tuple(cells.get((length, rate), math.nan) for rate in rates) for length in lengths)
    title = f"Recall at {fpr:.0%} false positives"
    return HeatMap(
        title, "words to swap", "words in the text", tuple(f"{r:.0%}" for r in rates), tuple(map(str, lengths)), values
    )
