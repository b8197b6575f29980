"""Training texts for the baselines: labelled texts as they are, or genuine ones of which half are spun."""

from __future__ import annotations

import heapq
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from unspin.errors import InputError
from unspin.words import split_words
from unspin_eval.data import SPUN_LABELS
from unspin_eval.rows import rows_of
from unspin_eval.spinning import spin_texts, spinner_families
from unspin_training.spinners.answer_key import Spun

_PASSAGES = 6_000
_DOCUMENTS = 20_000  # that the language model reads, at most
_WORDS = (60, 300)  # passages are this long
_HELD_OUT = 5  # every fifth passage sets thresholds


@dataclass(frozen=True)
class Material:
    """``passages[i]`` is spun if ``spun[i]``; ``prose``: genuine documents that no passage was cut from; ``keys``: passages
    with their swaps, empty when the texts came with labels. Every fifth passage and key is held out, to set thresholds on.
    """

    passages: Sequence[str]
    spun: Sequence[bool]
    prose: Sequence[str]
    keys: Sequence[Spun]

    def part(self, *, held_out: bool) -> tuple[list[str], list[bool]]:
        """The passages to fit on, or those to set thresholds on, with whether they are spun."""
        chosen = [i for i in range(len(self.passages)) if (i % _HELD_OUT == 0) == held_out]
        return [self.passages[i] for i in chosen], [self.spun[i] for i in chosen]

    def keys_of(self, *, held_out: bool) -> list[Spun]:
        """The answer keys, parted alike."""
        return [key for i, key in enumerate(self.keys) if (i % _HELD_OUT == 0) == held_out]


def read_material(path: Path, thesauri: Path | None, seed: int) -> Material:
    """Read a file or a folder. Raises InputError when it holds too little to fit anything on."""
    rows = _draw(path, seed)
    labelled = [(text, label) for text, label in rows if label]
    if labelled:
        return _labelled(labelled, path)
    texts = [text for text, _ in rows]
    cut = texts[: min(_PASSAGES, len(texts) // 2)]
    prose = texts[len(cut) :]
    rng = random.Random(seed)
    passages = [_passage(text, rng) for text in cut]
    versions = spin_texts(passages, spinner_families(thesauri), seed=seed)
    spun = [bool(version.swaps) and rng.random() < 0.5 for version in versions]
    _check(spun, path)
    chosen = [version.text if is_spun else passage for passage, version, is_spun in zip(passages, versions, spun, strict=True)]
    return Material(chosen, spun, prose, versions)


def _labelled(rows: Sequence[tuple[str, str]], path: Path) -> Material:
    genuine = [text for text, label in rows if label not in SPUN_LABELS]
    kept = genuine[: len(genuine) // 2]
    passages = [(text, False) for text in kept] + [(text, True) for text, label in rows if label in SPUN_LABELS]
    passages.sort(key=lambda row: crc32(row[0].encode()))
    _check([is_spun for _, is_spun in passages], path)
    return Material([text for text, _ in passages], [is_spun for _, is_spun in passages], genuine[len(kept) :], ())


def _check(spun: Sequence[bool], path: Path) -> None:
    if min(sum(spun), len(spun) - sum(spun)) < 2 * _HELD_OUT:
        raise InputError(
            f"{path}: too few texts to fit baselines on; give at least {4 * _HELD_OUT} spun and as many genuine ones"
        )


def _draw(path: Path, seed: int) -> list[tuple[str, str]]:
    """Text and label of a sample of the rows, the same one for the same seed, in random order."""
    keyed = (
        (crc32(f"{seed}:{number}".encode()), number, row["text"], str(row.get("label", "")).strip().lower())
        for number, (_, row) in enumerate(rows_of(path))
        if isinstance(row.get("text"), str) and len(row["text"]) > 200
    )
    return [(text, label) for _, _, text, label in heapq.nsmallest(_DOCUMENTS, keyed)]


def _passage(text: str, rng: random.Random) -> str:
    """A stretch of a document of random length, from a random word on."""
    words = split_words(text)
    size = rng.randint(*_WORDS)
    if len(words) <= size:
        return text
    start = rng.randrange(len(words) - size)
    return text[words.starts[start] : words.ends[start + size - 1]]
