"""The spinner families: where each one's substitutions come from.

Built-in families need nothing but the package: our own lexicon (words, function phrases, compounds) and swaps observed on real
pages. More come from a folder of thesauri, when the user names one, and from the neighbours of a word in an encoder.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import zstandard

from unspin.model import SHIPPED
from unspin.tensors import read_tensors
from unspin_training.spinners.function_words import FUNCTION_WORDS
from unspin_training.spinners.inflection import POS_OF_LETTER, analyse
from unspin_training.spinners.tables import NeighbourTable, SubstitutionTable, form_table, lemma_table

Families = Mapping[str, tuple[SubstitutionTable, ...]]

# How often a family is drawn. Observed swaps are the real thing, and the vast loose thesauri would drown the rest.
FAMILY_WEIGHTS = {
    "lexicon": 4.0, "function": 1.5, "compounds": 1.0, "seo": 3.0, "spinbot": 2.5, "blog": 1.0, "other": 1.2, "tortured": 0.5,
    "wordnet": 2.0, "mythes": 1.0, "pivot": 1.5, "moby": 1.0, "roget": 0.7, "frames": 0.7, "neighbours": 1.2,
}  # fmt: skip
OBSERVED = ("seo", "spinbot", "blog", "other")
_POS = {"noun": "NOUN", "verb": "VERB", "adj": "ADJ", "adv": "ADV", "adjective": "ADJ", "adverb": "ADV", "n": "NOUN", "v": "VERB",
        "a": "ADJ", "s": "ADJ", "r": "ADV", "satellite": "ADJ"}  # fmt: skip


def _package_rows(folder: str, name: str) -> Iterator[list[str]]:
    with files("unspin_training").joinpath(folder, name).open(encoding="utf8", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row and row[0] and not row[0].startswith("#"):
                yield row


def lexicon_files() -> list[str]:
    """Names of the lexicon files that the package carries."""
    return sorted(p.name for p in files("unspin_training").joinpath("lexicon").iterdir() if p.name.endswith(".tsv"))


def _lexicon_triples(names: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    for name in names:
        for head, letter, substitutes in _package_rows("lexicon", name):
            for substitute in substitutes.split(";"):
                yield head, POS_OF_LETTER.get(letter, "x"), substitute.strip()


def _observed_pairs(name: str) -> Iterator[tuple[str, str]]:
    """Observed ``(original, spun)``; of a phrase with as many words on both sides, the differing words too."""
    rows = [(row[1], row[0]) for row in _package_rows("observed", name)]
    yield from rows
    for original, spun in rows:
        old, new = original.split(), spun.split()
        if 1 < len(old) == len(new):
            # Function words on either side mostly stand opposite by accident ("the use of" <- "to use the").
            yield from ((o, n) for o, n in zip(old, new, strict=True) if o != n and not {o, n} & FUNCTION_WORDS)


def observed_counts() -> Iterator[tuple[str, str, int]]:
    """``(original, spun, times seen)`` over all observed families, lower case."""
    for name in OBSERVED:
        for spun, original, times in _package_rows("observed", f"{name}.tsv"):
            yield original.lower().strip(), spun.lower().strip(), int(times)


@cache
def built_in_families() -> Families:
    """The families that the package itself carries."""
    words = [name for name in lexicon_files() if name.startswith("words-")]
    function = lemma_table("function", _lexicon_triples(["function-words.tsv", "phrases.tsv"]))
    families: dict[str, tuple[SubstitutionTable, ...]] = {
        "lexicon": (lemma_table("lexicon", _lexicon_triples(words)), function),
        "function": (function,),
        "compounds": (lemma_table("compounds", _lexicon_triples(["compounds.tsv"])), function),
    }
    for name in OBSERVED:
        families[name] = (form_table(name, _observed_pairs(f"{name}.tsv")),)
    return families


def _lines(path: Path) -> Iterator[dict]:
    with zstandard.open(path, "rt", encoding="utf8") as file:
        for line in file:
            yield json.loads(line)


def thesaurus_families(folder: Path) -> Families:
    """Families of the thesauri found in ``folder`` (one sub-folder each; those that are missing are left out)."""
    readers = {
        "wordnet": ("wordnet31/synsets.jsonl.zst", _wordnet),
        "mythes": ("mythes-en-us/synonyms.jsonl.zst", _mythes),
        "moby": ("moby/synonyms.jsonl.zst", _any_class),
        "roget": ("roget-1911/groups.jsonl.zst", _roget),
        "frames": ("framenet-lexicon/synonyms.jsonl.zst", _any_class),
    }
    families: dict[str, tuple[SubstitutionTable, ...]] = {}
    for name, (path, read) in readers.items():
        if (folder / path).exists():
            families[name] = (lemma_table(name, read(folder / path)),)
    pivots = folder / "ppdb-xl-lexical/synonyms.jsonl.zst"
    if pivots.exists():
        families["pivot"] = (form_table("pivot", _pivot(pivots)),)
    tortured = folder / "tortured-phrases/pairs.jsonl"
    if tortured.exists():
        families["tortured"] = (form_table("tortured", _tortured(tortured)),)
    return families


def _tortured(path: Path) -> Iterator[tuple[str, str]]:
    """``(original, spun)``; brackets and alternatives in the original are notes of the list's makers."""
    for line in path.read_text(encoding="utf8").splitlines():
        row = json.loads(line)
        for original in re.split(r"[;/]", re.sub(r"\([^)]*\)", "", row["original"])):
            yield " ".join(original.split()), row["spun"]


def _pivot(path: Path) -> Iterator[tuple[str, str]]:
    """Words that share translations; foreign scraps and inflections of the word itself are left out."""
    for row in _lines(path):
        if row["word"] not in FUNCTION_WORDS and analyse(row["word"]):
            yield from ((row["word"], s) for s in row["syns"] if s[:4] != row["word"][:4] and analyse(s))


def _wordnet(path: Path) -> Iterator[tuple[str, str, str]]:
    synsets = {row["id"]: row for row in _lines(path)}
    for row in sorted(synsets.values(), key=lambda r: -max(r["counts"], default=0)):
        pos = _POS.get(row["pos"], "")
        near = [m for other in row["similar"] for key in (other, row["id"][0] + other) if key in synsets for m in synsets[key]["members"]]
        above = [m for other in row["hypernyms"] if (key := row["id"][0] + other) in synsets for m in synsets[key]["members"]]
        for head in row["members"]:
            if head.islower():
                yield from ((head, pos, other) for other in [*row["members"], *near[:4], *above[:2]] if other.islower())


def _mythes(path: Path) -> Iterator[tuple[str, str, str]]:
    for row in _lines(path):
        for sense in row["senses"]:
            related = sense.get("related", {})
            loose = related.get("similar term", [])[:4] + related.get("generic term", [])[:1]
            for substitute in [*sense["syns"], *loose]:
                yield row["word"], _POS.get(sense["pos"].strip("()"), ""), substitute


def _any_class(path: Path) -> Iterator[tuple[str, str, str]]:
    for row in _lines(path):
        yield from ((row["word"], "", substitute) for substitute in row["syns"])


def _roget(path: Path) -> Iterator[tuple[str, str, str]]:
    for row in _lines(path):
        for head in row["members"]:
            yield from ((head, _POS.get(row["pos"], ""), other) for other in row["members"])


def neighbour_family(path: Path) -> Families:
    """Near words of an encoder, one JSON object a line: ``word``, ``near`` (nearest first)."""
    with path.open(encoding="utf8") as file:
        rows = [json.loads(line) for line in file]
    return {"neighbours": (form_table("neighbours", ((row["word"], near) for row in rows for near in row["near"])),)}


@cache
def shipped_neighbour_family() -> Families:
    """Near words in the original-word head of the shipped model: no file of neighbours is needed to spin a text."""
    vocabulary = (SHIPPED / "vocabulary.txt").read_text(encoding="utf8").split("\n")
    tensors, _ = read_tensors(SHIPPED / "originals.safetensors")
    single = [i for i in range(len(tensors["rows"])) if vocabulary[i].isalpha() and len(vocabulary[i]) > 2]
    rows = tensors["rows"][single].astype(np.float32)
    return {"neighbours": (NeighbourTable("neighbours", words=tuple(vocabulary[i] for i in single), rows=rows),)}
