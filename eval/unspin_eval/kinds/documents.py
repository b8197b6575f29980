"""Kind ``documents``: is a text spun? Ranking, recall at few false alarms, verdicts, calibration, worst cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import roc_curve

from unspin_eval.data import Document, read_documents
from unspin_eval.kinds.context import Context
from unspin_eval.kinds.worst import worst_cases
from unspin_eval.kinds.worth import accusations_at, false_accusations, right_at, worth_of_a_flag
from unspin_eval.measures import BarPlot, Cases, Curve, LinePlot, Measure, SuiteResult, Table, exact
from unspin_eval.metrics.calibration import brier, expected_calibration_error, reliability
from unspin_eval.metrics.intervals import Interval, grouped_bootstrap, wilson
from unspin_eval.metrics.ranking import auroc, recall_at, threshold_at
from unspin_eval.suites import SuiteSpec
from unspin_eval.system import Reading, System

FLAGGED = "flagged (genuine)"
_FEWEST = 10


@dataclass(frozen=True)
class Settings:
    """Keys of the suite."""

    min_words: int = 60  # shorter documents are left out
    recall_min_words: int = 100  # recall at a false-positive rate is taken over documents this long only
    fpr: float = 0.01
    worst: int = 15  # false alarms and misses to list


def run(spec: SuiteSpec, context: Context) -> SuiteResult:
    """Measure every system that detects."""
    settings = spec.settings_as(Settings)
    documents = [d for d in read_documents(spec.files) if d.words >= settings.min_words]
    context.say(f"{spec.name}: {sum(d.spun for d in documents)} spun and {sum(not d.spun for d in documents)} genuine documents")
    measures: list[Measure] = []
    worst: list[tuple[Table, Cases]] = []
    roc, calibration = [], []
    bars: tuple[BarPlot, ...] = ()
    for system in (s for s in context.systems if s.detects):
        readings = system.read([d.text for d in documents])
        scored = Scored(system, documents, readings)
        measures += overall(scored, settings, context)
        measures += by_family(scored, settings)
        measures += by_register(scored)
        roc.append(_roc(scored))
        bins = reliability(scored.spun, scored.probabilities)
        calibration.append(Curve(system.name, tuple(b.probability for b in bins), tuple(b.spun for b in bins)))
        if system is context.systems[0]:
            worst = [false_alarms(scored, settings.worst), misses(scored, settings.worst)]
            bars = register_bars(measures, settings.fpr)
    plots = (
        LinePlot("ROC", "genuine documents flagged", "spun documents flagged", tuple(roc)),
        LinePlot("Reliability", "probability given", "share spun (both kinds weigh the same)", tuple(calibration)),
        *bars,
    )
    tables, cases = tuple(table for table, _ in worst), tuple(texts for _, texts in worst)
    return SuiteResult(spec.name, spec.kind, spec.description, tuple(measures), tables, plots, cases=cases)


class Scored:
    """Documents with what one system says of them, as arrays."""

    def __init__(self, system: System, documents: Sequence[Document], readings: Sequence[Reading]) -> None:
        self.system = system
        self.documents = documents
        self.readings = readings
        self.spun = np.array([d.spun for d in documents], dtype=bool)
        self.probabilities = np.array([r.probability for r in readings], dtype=float)
        self.flagged = np.array([r.verdict == "spun" for r in readings], dtype=bool)
        self.undecided = np.array([r.verdict == "undecided" for r in readings], dtype=bool)
        self.words = np.array([d.words for d in documents], dtype=int)
        self.groups = [d.group for d in documents]

    def measure(self, section: str, part: str, name: str, interval: Interval) -> Measure:
        """A measure of this system."""
        return Measure(self.system.name, section, part, name, interval)

    def worst(self, title: str, rows: Sequence[int]) -> tuple[Table, Cases]:
        """These documents, worst first, to be read."""
        return worst_cases(title, [self.documents[i] for i in rows], [self.readings[i] for i in rows])

    def share(self, hit: np.ndarray, among: np.ndarray) -> Interval:
        """Share of the documents ``among`` that are ``hit``; copies of one text count as one for the width."""
        independent = len({self.groups[i] for i in np.flatnonzero(among)})
        return wilson(int((hit & among).sum()), int(among.sum()), independent=independent)


def overall(scored: Scored, settings: Settings, context: Context) -> list[Measure]:
    """The measures over all documents."""
    seed = context.seed
    spun, scores, groups = scored.spun, scored.probabilities, scored.groups
    area = grouped_bootstrap(lambda rows: auroc(spun[rows], scores[rows]), groups, strata=spun.tolist(), seed=seed)
    long = np.flatnonzero(scored.words >= settings.recall_min_words)
    recall = grouped_bootstrap(
        lambda rows: recall_at(spun[long[rows]], scores[long[rows]], settings.fpr),
        [groups[i] for i in long],
        strata=spun[long].tolist(),
        n=int(spun[long].sum()),
        seed=seed,
    )
    genuine = scores[long][~spun[long]]
    found, flagged = scored.share(scored.flagged, spun), scored.share(scored.flagged, ~spun)
    everything: list[tuple[str, Interval]] = [
        ("AUROC", area),
        (f"recall at {settings.fpr:.0%} FP, {settings.recall_min_words}+ words", recall),
        ("its threshold", exact(threshold_at(genuine, settings.fpr), len(genuine))),
        ("recall as shipped", found),
        ("false positives as shipped", flagged),
        ("undecided", scored.share(scored.undecided, np.ones_like(spun))),
        ("calibration error", exact(expected_calibration_error(spun, scores), len(spun))),
        ("Brier score", exact(brier(spun, scores), len(spun))),
    ]
    if context.prior is not None:
        everything += [
            (right_at(context.prior), worth_of_a_flag(context.prior, found, flagged)),
            (accusations_at(context.prior), false_accusations(context.prior, flagged)),
        ]
    return [scored.measure("all", "all", name, interval) for name, interval in everything]


def by_family(scored: Scored, settings: Settings) -> list[Measure]:
    """Recall of each family of spinner, as shipped and at the threshold that the genuine documents set."""
    long_genuine = scored.probabilities[~scored.spun & (scored.words >= settings.recall_min_words)]
    above = scored.probabilities > threshold_at(long_genuine, settings.fpr)
    measures = []
    for family, among in _parts(scored, lambda d: d.family, scored.spun):
        measures += [
            scored.measure("family", family, "recall as shipped", scored.share(scored.flagged, among)),
            scored.measure("family", family, f"recall at {settings.fpr:.0%} FP", scored.share(above, among)),
        ]
    return measures


def by_register(scored: Scored) -> list[Measure]:
    """Share of the genuine documents of each register that is flagged as shipped, and how high their probabilities reach."""
    measures = []
    for register, among in _parts(scored, lambda d: d.register, ~scored.spun):
        high = float(np.quantile(scored.probabilities[among], 0.99))
        measures += [
            scored.measure("register", register, FLAGGED, scored.share(scored.flagged, among)),
            scored.measure("register", register, "99 % of probabilities below", exact(high, int(among.sum()))),
        ]
    return measures


def register_bars(measures: Sequence[Measure], aim: float) -> tuple[BarPlot, ...]:
    """Bars of what ``by_register`` measured, without registers so small that their interval would dwarf all others."""
    flagged = [m for m in measures if m.section == "register" and m.name == FLAGGED and m.interval.n >= _FEWEST]
    if not flagged:
        return ()
    names, intervals = tuple(m.part for m in flagged), tuple(m.interval for m in flagged)
    return (BarPlot("Genuine documents flagged, by register", "share flagged as shipped", names, intervals, aim),)


def false_alarms(scored: Scored, how_many: int) -> tuple[Table, Cases]:
    """The genuine documents with the highest probability."""
    order = np.argsort(scored.probabilities, kind="stable")[::-1]
    return scored.worst("Genuine documents with the highest probability", [i for i in order if not scored.spun[i]][:how_many])


def misses(scored: Scored, how_many: int) -> tuple[Table, Cases]:
    """The spun documents with the lowest probability."""
    order = np.argsort(scored.probabilities, kind="stable")
    return scored.worst("Spun documents with the lowest probability", [i for i in order if scored.spun[i]][:how_many])


def _parts(scored: Scored, key: Callable[[Document], str], among: np.ndarray) -> list[tuple[str, np.ndarray]]:
    """The documents ``among``, parted by ``key``, largest part first; documents without a value are left out."""
    values = np.array([key(d) for d in scored.documents], dtype=object)
    parts = [(name, among & (values == name)) for name in sorted(set(values[among].tolist())) if name]
    return sorted(parts, key=lambda part: (-int(part[1].sum()), part[0]))


def _roc(scored: Scored) -> Curve:
    if not scored.spun.any() or scored.spun.all():
        return Curve(scored.system.name, (), ())
    false, true, _ = roc_curve(scored.spun, scored.probabilities)
    return Curve(scored.system.name, tuple(false.tolist()), tuple(true.tolist()))
