"""Real contexts of observed swaps: examples for the head that names originals, and for the ranker."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from unspin_training.spinners.answer_key import Spun, Swap


@dataclass(frozen=True)
class ObservedSwap:
    """A few words of a page with one known swap, and how often that swap was seen on other pages."""

    spun: Spun
    elsewhere: int


def read_observed(paths: Iterable[str]) -> list[ObservedSwap]:
    """Read jsonl files with ``spun``, ``original``, ``page`` and ``context`` (a few words around the swap, in the spun form)."""
    rows = [(path, json.loads(line)) for path in paths for line in Path(path).read_text(encoding="utf8").splitlines()]
    seen = Counter((row["spun"].lower(), row["original"].lower()) for _, row in rows)
    on_page = Counter((path, row["page"], row["spun"].lower(), row["original"].lower()) for path, row in rows)
    found = []
    for path, row in rows:
        place = re.search(rf"(?<!\w){re.escape(row['spun'])}(?!\w)", row.get("context", ""), re.IGNORECASE)
        if place and not row.get("breakdown"):
            start, end = place.span()
            swap = Swap(start, end, place.group(), row["original"], row.get("family", "observed"))
            pair = (row["spun"].lower(), row["original"].lower())
            found.append(ObservedSwap(Spun(row["context"], (swap,)), seen[pair] - on_page[path, row["page"], *pair]))
    return found
