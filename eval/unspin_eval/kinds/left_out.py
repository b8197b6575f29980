"""Kind ``leave-one-family-out``: how does a model do on each spinner family, and how does one that never saw the family?"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from unspin.errors import InputError
from unspin_eval.data import Document, read_documents
from unspin_eval.kinds.context import Context
from unspin_eval.measures import Measure, SuiteResult
from unspin_eval.metrics.intervals import grouped_bootstrap, wilson
from unspin_eval.metrics.ranking import auroc, recall_at
from unspin_eval.spinning import spin_texts, spinner_families
from unspin_eval.suites import SuiteSpec
from unspin_eval.system import System

_NOTES = (
    "Where the files have no document of a family, the genuine ones are spun by that family alone. A family that was left out of a "
    "model's training tells how the model does on spinners it never met; where models were named for families, each stands beside "
    "the model that was evaluated.",
)


@dataclass(frozen=True)
class Settings:
    """Keys of the suite. ``models`` names a model folder for a family that it was trained without.

    ``families``: those to measure; by default those of ``models``, and without any all there are.
    """

    families: tuple[str, ...] = ()
    models: Mapping[str, str] = field(default_factory=dict)
    min_words: int = 60
    fpr: float = 0.01
    documents: int = 100  # to spin, where the files have none of a family
    thesauri: str = ""


def run(spec: SuiteSpec, context: Context) -> SuiteResult:
    """Measure the evaluated model and, per family, the model that never saw it."""
    settings = spec.settings_as(Settings)
    thesauri = spec.folder / settings.thesauri if settings.thesauri else None
    documents = [d for d in read_documents(spec.files) if d.words >= settings.min_words]
    genuine = [d for d in documents if not d.spun]
    if not genuine:
        raise InputError(f"{spec.place}: no genuine document of {settings.min_words} words or more")
    measures: list[Measure] = []
    for family in settings.families or settings.models or spinner_families(thesauri):
        spun = [d for d in documents if d.spun and d.family == family]
        if not spun:
            spun = _spin(_sample(genuine, settings.documents, context.seed), family, thesauri, context.seed)
        context.say(f"{spec.name}: {family}, {len(spun)} spun and {len(genuine)} genuine documents")
        systems = [(system.name, system) for system in context.systems if system.detects]
        if family in settings.models:
            systems.append(("trained without it", context.load(str(spec.folder / settings.models[family]))))
        for name, system in systems:
            measures += _measure(name, system, family, [*spun, *genuine], settings.fpr, context.seed)
    return SuiteResult(spec.name, spec.kind, spec.description, tuple(measures), notes=_NOTES)


def _sample(documents: Sequence[Document], count: int, seed: int) -> Sequence[Document]:
    return random.Random(seed).sample(documents, min(count, len(documents)))


def _spin(genuine: Sequence[Document], family: str, thesauri: Path | None, seed: int) -> list[Document]:
    versions = spin_texts([d.text for d in genuine], spinner_families(thesauri, (family,)), seed=seed)
    return [
        Document(f"{d.id}-{family}", s.text, True, family, d.register, d.group, ())
        for d, s in zip(genuine, versions, strict=True)
        if s.swaps
    ]


def _measure(name: str, system: System, family: str, documents: Sequence[Document], fpr: float, seed: int) -> list[Measure]:
    readings = system.read([d.text for d in documents])
    spun = np.array([d.spun for d in documents], dtype=bool)
    scores = np.array([r.probability for r in readings], dtype=float)
    groups = [d.group for d in documents]
    flagged = sum(r.verdict == "spun" for r, d in zip(readings, documents, strict=True) if d.spun)
    n = int(spun.sum())
    area = grouped_bootstrap(lambda rows: auroc(spun[rows], scores[rows]), groups, strata=spun.tolist(), seed=seed)
    recall = grouped_bootstrap(
        lambda rows: recall_at(spun[rows], scores[rows], fpr), groups, strata=spun.tolist(), n=n, seed=seed
    )
    independent = len({d.group for d in documents if d.spun})
    return [
        Measure(name, "family left out", family, "AUROC", area),
        Measure(name, "family left out", family, f"recall at {fpr:.0%} FP", recall),
        Measure(name, "family left out", family, "recall as shipped", wilson(flagged, n, independent=independent)),
    ]
