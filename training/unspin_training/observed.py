"""Real contexts of observed swaps, as examples for the head that names originals."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from unspin_training.spinners.answer_key import Spun, Swap


def read_observed(paths: Iterable[str]) -> list[Spun]:
    """Read jsonl files with ``spun``, ``original`` and ``context`` (a few words around the swap, in the spun form)."""
    found = []
    for path in paths:
        for line in Path(path).read_text(encoding="utf8").splitlines():
            row = json.loads(line)
            place = re.search(rf"(?<!\w){re.escape(row['spun'])}(?!\w)", row.get("context", ""), re.IGNORECASE)
            if place and not row.get("breakdown"):
                start, end = place.span()
                found.append(Spun(row["context"], (Swap(start, end, place.group(), row["original"], row.get("family", "observed")),)))
    return found
