"""How many documents had which outcome."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from unspin.batch.records import Record


@dataclass(frozen=True, slots=True)
class Counts:
    """``documents`` is all of them; ``words`` those of the documents that were scored."""

    documents: int = 0
    spun: int = 0
    genuine: int = 0
    undecided: int = 0
    failed: int = 0
    words: int = 0

    def __add__(self, other: Counts) -> Counts:
        mine, others = asdict(self), asdict(other)
        return Counts(**{name: mine[name] + others[name] for name in mine})


def count(records: Iterable[Record]) -> Counts:
    """The counts of some records."""
    total = Counts()
    for record in records:
        if (report := record.outcome.report) is None:
            total += Counts(documents=1, failed=1)
        else:
            total += Counts(documents=1, words=report.words) + Counts(**{report.verdict: 1})
    return total
