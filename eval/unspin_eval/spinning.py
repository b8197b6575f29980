"""Texts spun on the fly, with the spinners that training uses."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from unspin.errors import InputError
from unspin.words import split_words
from unspin_eval.data import Pair, read_documents, read_pairs
from unspin_eval.metrics.restoring import Change
from unspin_eval.suites import SuiteSpec
from unspin_training.spinners.answer_key import Spun
from unspin_training.spinners.families import FAMILY_WEIGHTS, Families, built_in_families, thesaurus_families
from unspin_training.spinners.spin import spin
from unspin_training.spinners.tool import imagine_tool


def spinner_families(thesauri: Path | None, only: Sequence[str] = ()) -> Families:
    """The built-in families and those of a folder of thesauri; ``only`` these, if any are named. Raises InputError."""
    families = dict(built_in_families())
    if thesauri is not None:
        families |= thesaurus_families(thesauri)
    unknown = sorted(set(only) - set(families))
    if unknown:
        raise InputError(
            f"no spinner family {unknown[0]!r}; there are {', '.join(sorted(families))} (more with a folder of thesauri)"
        )
    return {name: tables for name, tables in families.items() if not only or name in only}


def spin_texts(texts: Sequence[str], families: Families, *, seed: int, rate: float | None = None) -> list[Spun]:
    """Each text spun by a tool of its own; ``rate`` sets the share of words to swap, else the tool's habit does."""
    rng = random.Random(seed)
    spun = []
    for number, text in enumerate(texts):
        tool = imagine_tool(rng, families, FAMILY_WEIGHTS)
        if rate is not None:
            tool = replace(tool, rate=rate, coverage=1.0)
        spun.append(spin(text, tool, seed=number))
    return spun


def pairs_of(spec: SuiteSpec, spin_documents: int, thesauri: str, seed: int) -> list[Pair]:
    """The pairs of a suite's files; or, if ``spin_documents`` is not 0, so many of their genuine documents, spun here.

    Raises InputError.
    """
    if not spin_documents:
        return read_pairs(spec.files)
    genuine = sorted((d for d in read_documents(spec.files) if not d.spun), key=lambda d: d.id)
    if not genuine:
        raise InputError(f"{spec.place}: no genuine document to spin")
    chosen = random.Random(seed).sample(genuine, min(spin_documents, len(genuine)))
    families = spinner_families(spec.folder / thesauri if thesauri else None)
    versions = spin_texts([d.text for d in chosen], families, seed=seed)
    return [
        Pair(d.id, v.text, d.text, "", d.group, tuple(Change(s.start, s.end, s.original) for s in v.swaps))
        for d, v in zip(chosen, versions, strict=True)
        if v.swaps
    ]


def share_swapped(spun: Sequence[Spun]) -> float:
    """Swapped words among all words of the spun texts, 0 to 1."""
    words = sum(split_words(s.text).word_count for s in spun)
    return sum(split_words(swap.swapped).word_count for s in spun for swap in s.swaps) / max(words, 1)


def first_words(text: str, count: int) -> str | None:
    """The text up to its ``count``-th word; None when it has fewer."""
    words = split_words(text)
    if words.word_count < count:
        return None
    last = [i for i, is_word in enumerate(words.is_word) if is_word][count - 1]
    return text[: words.ends[last]]
