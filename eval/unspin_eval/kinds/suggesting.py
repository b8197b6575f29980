"""How often the original stands first, or among the first few, of what a system suggests for a known swap."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from unspin.words import split_words
from unspin_eval.measures import Measure
from unspin_eval.metrics.intervals import Interval, grouped_bootstrap
from unspin_eval.metrics.restoring import Change, normal
from unspin_eval.system import System

Parts = Sequence[tuple[str, str, Sequence[int]]]


def parts_by_family(families: Sequence[str]) -> list[tuple[str, str, list[int]]]:
    """(section, part, row numbers): all rows, then the rows of each family."""
    names = sorted({name for name in families if name})
    parts = [("family", name, [i for i, family in enumerate(families) if family == name]) for name in names]
    return [("all", "all", list(range(len(families)))), *parts]


def aligned_words(text: str, swap: Change) -> list[Change]:
    """A swap with as many words on both sides, word by word (unchanged words left out); nothing for any other swap."""
    new, old = split_words(text[swap.start : swap.end]), split_words(swap.replacement)
    if len(new) != len(old):
        return []
    rows = zip(new.starts, new.ends, new.tokens, old.tokens, strict=True)
    return [Change(swap.start + start, swap.start + end, o) for start, end, n, o in rows if normal(n) != normal(o)]


def suggestion_measures(
    system: System,
    texts: Sequence[str],
    swaps: Sequence[Sequence[Change]],
    groups: Sequence[str],
    parts: Parts,
    *,
    title: str,
    k: int,
    seed: int,
) -> list[Measure]:
    """Measures "TITLE: original first" and "TITLE: original in k" of every part."""
    ranks = [_ranks(system, text, golds, k) for text, golds in zip(texts, swaps, strict=True)]
    measures = []
    for section, part, chosen in parts:
        for name, depth in (("original first", 1), (f"original in {k}", k)):
            hits = np.array([(sum(r < depth for r in ranks[i]), len(ranks[i])) for i in chosen], dtype=float).reshape(-1, 2)
            interval = ratio(hits, [groups[i] for i in chosen], seed)
            measures.append(Measure(system.name, section, part, f"{title}: {name}", interval))
    return measures


def ratio(counts: np.ndarray, groups: Sequence[str], seed: int, *, per: float = 1.0) -> Interval:
    """``per`` times the sum of the first column over that of the second, with a grouped bootstrap interval."""

    def statistic(rows: np.ndarray) -> float:
        above, below = counts[rows].sum(axis=0)
        return float(per * above / below) if below else math.nan

    return grouped_bootstrap(statistic, groups, n=int(counts[:, 1].sum()), seed=seed)


def _ranks(system: System, text: str, golds: Sequence[Change], k: int) -> list[int]:
    """Place of the original among the suggestions for each swap, from 0; ``k`` when it is not among them."""
    ranks = []
    for gold, candidates in zip(golds, system.suggest(text, [(g.start, g.end) for g in golds], k), strict=True):
        wordings = [normal(c) for c in candidates[:k]]
        wanted = normal(gold.replacement)
        ranks.append(wordings.index(wanted) if wanted in wordings else k)
    return ranks
