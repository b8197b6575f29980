"""One imagined spinning tool: which tables it has, how often it swaps and how it goes about it.

Detectors that learn one spinner fail on the next. So every training document is spun by a tool of its own: a random mix of
tables, a random dictionary cut out of them, and habits drawn from what is seen on real pages (3 to 60 % of words, the same swap
again and again or a fresh choice each time, names and function words touched or not, template braces left behind).
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from unspin_training.spinners.tables import SubstitutionTable


@dataclass(frozen=True)
class Tool:
    """Habits of one spinning tool. Shares and rates are 0 to 1."""

    seed: int
    tables: tuple[SubstitutionTable, ...]
    rate: float  # share of words to swap
    function_words: float = 0.4  # how readily a function word is swapped, beside a content word
    steadiness: float = 0.8  # how often a word type is always swapped or never
    choices: int = 3  # substitutes that its dictionary holds for one word
    skew: float = 1.6  # above 1: early (typical) substitutes are chosen more often
    coverage: float = 1.0  # share of the tables' words that its dictionary holds
    names: float = 0.1  # how readily a capitalised word inside a sentence is swapped
    articles: float = 0.7  # how often a/an is mended after a swap
    braces: float = 0.0  # how often template braces are left around a swap


def imagine_tool(rng: random.Random, families: Mapping[str, Sequence[SubstitutionTable]], weights: Mapping[str, float]) -> Tool:
    """Draw a tool: one to three families (all of them now and then), a rate log-uniform from 3 to 60 %, and habits."""
    names = sorted(families)
    how_many = rng.choices((1, 2, 3, len(names)), (0.4, 0.3, 0.15, 0.15))[0]
    chosen: list[str] = []
    while len(chosen) < min(how_many, len(names)):
        name = rng.choices(names, [weights.get(n, 1.0) for n in names])[0]
        if name not in chosen:
            chosen.append(name)
    return Tool(
        seed=rng.getrandbits(32),
        tables=tuple(table for name in chosen for table in families[name]),
        rate=math.exp(rng.uniform(math.log(0.03), math.log(0.6))),
        function_words=rng.choice((0.05, 0.3, 0.6, 1.0)),
        steadiness=rng.choice((0.0, 0.5, 0.9)),
        choices=rng.choice((1, 2, 4, 8, 20)),
        skew=rng.uniform(1.0, 3.0),
        coverage=rng.choice((0.3, 0.6, 1.0, 1.0)),
        names=rng.choice((0.0, 0.0, 0.1, 0.8)),
        articles=rng.choice((0.0, 0.5, 1.0, 1.0)),
        braces=0.3 if rng.random() < 0.03 else 0.0,
    )
