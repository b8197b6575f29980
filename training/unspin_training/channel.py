"""Build the channel file: substitution tables turned round, from found wording to originals."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from unspin.channel import LONGEST_FOUND, SOURCES
from unspin.ngrams import NgramModel, normal_form, word_hash
from unspin_training.spinners.families import Families, observed_counts
from unspin_training.spinners.tables import SubstitutionTable

# Sources whose every original is worth a row. Of single words the vocabulary has all that are common, and rare ones only get in the way.
_ADDED = ("seo", "spinbot", "blog", "other", "tortured", "function", "compounds")
_MOST_ROWS = 65_536  # rows are stored in 16 bits


def write_channel(families: Families, vocabulary: Sequence[str], ngrams: NgramModel, path: Path) -> list[str]:
    """Write the channel of ``families`` over ``vocabulary`` and return the vocabulary, longer by originals it lacked: those of swaps
    that were seen, and phrases of our own lexicon.

    ``ngrams`` says how common each original is (a phrase by its first word).
    """
    rows = list(vocabulary)
    known = {original: i for i, original in enumerate(rows)}
    tables = {table.name: table for group in families.values() for table in group if table.name in SOURCES}
    for table in tables.values():
        if table.name in _ADDED:
            for original in table.originals():
                if original not in known and len(rows) < _MOST_ROWS:
                    known[original] = len(rows)
                    rows.append(original)
    sources: dict[str, dict[int, int]] = defaultdict(dict)
    for name, table in tables.items():
        _add_table(sources, table, rows, 1 << SOURCES.index(name))
    counts = _counts(known)
    keys = sorted((word_hash(found), found) for found in sources)
    pairs = [(row, bits, counts.get((found, row), 0)) for _, found in keys for row, bits in sorted(sources[found].items())]
    sizes = [len(sources[found]) for _, found in keys]
    table = np.asarray(pairs, dtype=np.int64).reshape(-1, 3)
    save_file(
        {
            "keys": np.asarray([key for key, _ in keys], np.uint64),
            "starts": np.concatenate(([0], np.cumsum(sizes))).astype(np.uint32),
            "originals": table[:, 0].astype(np.uint16),
            "sources": table[:, 1].astype(np.uint16),
            "counts": np.minimum(table[:, 2], 255).astype(np.uint8),
            "commonness": ngrams.score([[normal_form(row.split(" ")[0])] for row in rows]).astype(np.float32),
        },
        path,
    )
    return rows


def _add_table(sources: dict[str, dict[int, int]], table: SubstitutionTable, rows: Sequence[str], bit: int) -> None:
    for row, original in enumerate(rows):
        for found in table.options(original):
            if found.count(" ") < LONGEST_FOUND:
                of_found = sources[found]
                of_found[row] = of_found.get(row, 0) | bit


def _counts(known: dict[str, int]) -> Counter[tuple[str, int]]:
    counts: Counter[tuple[str, int]] = Counter()
    for original, found, times in observed_counts():
        if original in known:
            counts[found, known[original]] += times
    return counts
