"""The original-word vocabulary: what the second head can name as the original of a swapped word.

Frequent word forms of the training corpus, and phrases of two or three words that spinners are known to replace as a whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from unspin_training.spinners.families import Families
from unspin_training.spinners.tables import FormTable, LemmaTable

_FORM = re.compile(r"[a-z0-9][a-z0-9'’-]*")
_TOKEN = re.compile(r"\w+(?:['’]\w+)*")


def known_phrases(families: Families) -> set[str]:
    """Heads of two or three words in the tables of ``families``."""
    heads: set[str] = set()
    for tables in families.values():
        for table in tables:
            if isinstance(table, FormTable):
                heads.update(table.entries)
            elif isinstance(table, LemmaTable):
                heads.update(head for head, _ in table.entries)
    return {head for head in heads if 1 <= head.count(" ") <= 2}


def build_vocabulary(texts: Iterable[str], phrases: set[str], words: int = 24_000, max_phrases: int = 4_000) -> list[str]:
    """Most frequent word forms of ``texts``, then the most frequent of ``phrases``; all lower case."""
    counts: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for text in texts:
        tokens = [token.lower().replace("’", "'") for token in _TOKEN.findall(text)]
        counts.update(tokens)
        for size in (2, 3):
            pairs.update(p for p in map(" ".join, zip(*(tokens[k:] for k in range(size)), strict=False)) if p in phrases)
    kept = [word for word, _ in counts.most_common(words * 2) if _FORM.fullmatch(word)][:words]
    return kept + [phrase for phrase, count in pairs.most_common(max_phrases) if count >= 5]


class OriginalIds:
    """Ids of originals: ``ids["agreement"]``; -100 (ignored in the loss) for what the vocabulary lacks."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._ids = {word: i for i, word in enumerate(vocabulary)}

    def __getitem__(self, original: str) -> int:
        return self._ids.get(" ".join(original.lower().replace("’", "'").replace("-", " ").split()), -100)
