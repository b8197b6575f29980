"""Kind ``restoration``: end to end, is the original wording put back? The rule for an edit stands in metrics/restoring.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from unspin_eval.data import Pair
from unspin_eval.kinds.context import Context
from unspin_eval.kinds.suggesting import parts_by_family, ratio
from unspin_eval.measures import Measure, SuiteResult
from unspin_eval.metrics.restoring import Change, apply_changes, is_put_back, is_right, real_edits, word_distance
from unspin_eval.spinning import pairs_of
from unspin_eval.suites import SuiteSpec
from unspin_eval.system import System

_NOTES = (
    "An edit is right when it makes its place read as the original did; an edit of a part of a longer swap, when the words it "
    "puts in stand in the original wording and those it takes out do not. A swap is put back when its whole place reads as the "
    "original. Distance: words to change, put in or take out to get from the text to the original, per 100 words of it.",
)


@dataclass(frozen=True)
class Settings:
    """Keys of the suite."""

    spin: int = 0  # how many genuine documents of the files to spin; 0: the files hold pairs
    thesauri: str = ""  # folder of thesauri, for more families


@dataclass(frozen=True)
class _Counts:
    """What was counted in one pair."""

    right: int
    edits: int
    back: int
    swaps: int
    before: int
    after: int
    words: int


def run(spec: SuiteSpec, context: Context) -> SuiteResult:
    """Measure every system that restores."""
    settings = spec.settings_as(Settings)
    pairs = pairs_of(spec, settings.spin, settings.thesauri, context.seed)
    context.say(f"{spec.name}: {len(pairs)} pairs")
    measures = [m for system in context.systems if system.restores for m in _restoring(system, pairs, context.seed)]
    return SuiteResult(spec.name, spec.kind, spec.description, tuple(measures), notes=_NOTES)


def _restoring(system: System, pairs: Sequence[Pair], seed: int) -> list[Measure]:
    counts = [_count(pair, edits) for pair, edits in zip(pairs, system.restore([p.spun for p in pairs]), strict=True)]
    columns = {
        "edits that are right": ([(c.right, c.edits) for c in counts], 1.0),
        "swaps put back": ([(c.back, c.swaps) for c in counts], 1.0),
        "distance before": ([(c.before, c.words) for c in counts], 100.0),
        "distance after": ([(c.after, c.words) for c in counts], 100.0),
    }
    measures = []
    for section, part, chosen in parts_by_family([p.family for p in pairs]):
        for name, (rows, per) in columns.items():
            here = np.array([rows[i] for i in chosen], dtype=float).reshape(-1, 2)
            interval = ratio(here, [pairs[i].group for i in chosen], seed, per=per)
            measures.append(Measure(system.name, section, part, name, interval))
    return measures


def _count(pair: Pair, edits: Sequence[Change]) -> _Counts:
    edits = real_edits(pair.spun, edits)
    before, words = word_distance(pair.spun, pair.original)
    after, _ = word_distance(apply_changes(pair.spun, edits), pair.original)
    right = sum(is_right(pair.spun, e, pair.gold) for e in edits)
    back = sum(is_put_back(pair.spun, g, edits, pair.gold) for g in pair.gold)
    return _Counts(right, len(edits), back, len(pair.gold), before, after, words)
