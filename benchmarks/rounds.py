"""Times of several contestants, taken in turns so that a slow minute of the machine hits all of them alike."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Contestant:
    """One way to do the work. ``run`` does it once over ``words`` words."""

    name: str
    run: Callable[[], object]
    words: int


@dataclass(frozen=True)
class Spread:
    """The middle of several measurements, and the lowest and the highest."""

    middle: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        return cls(median(values), min(values), max(values))


@dataclass(frozen=True)
class Times:
    """Words per second of every contestant in every round."""

    rates: dict[str, list[float]]

    def rate(self, name: str) -> Spread:
        """Words per second of one contestant."""
        return Spread.of(self.rates[name])

    def ratio(self, name: str, other: str) -> Spread:
        """How many times as fast one is as the other, compared within each round."""
        return Spread.of([mine / theirs for mine, theirs in zip(self.rates[name], self.rates[other], strict=True)])


def take_turns(contestants: Sequence[Contestant], rounds: int, say: Callable[[str], None]) -> Times:
    """Warm everyone up once, then time each once a round, beginning with another one every round."""
    for contestant in contestants:
        say(f"warming up: {contestant.name}")
        contestant.run()
    rates: dict[str, list[float]] = {contestant.name: [] for contestant in contestants}
    for number in range(rounds):
        say(f"round {number + 1} of {rounds}")
        first = number % len(contestants)
        for contestant in (*contestants[first:], *contestants[:first]):
            gc.collect()
            began = time.perf_counter()
            contestant.run()
            rates[contestant.name].append(contestant.words / (time.perf_counter() - began))
    return Times(rates)
