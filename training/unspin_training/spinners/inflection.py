"""English inflection for swapped words, over the tables of ``lemminflect``.

A spinner that swaps "agreements" for the noun "settlement" writes "settlements": the lemma is swapped and the inflection kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from lemminflect import getAllLemmas, getInflection

TAGS = {
    "NOUN": ("NN", "NNS"),
    "VERB": ("VB", "VBZ", "VBG", "VBD", "VBN"),
    "ADJ": ("JJ", "JJR", "JJS"),
    "ADV": ("RB", "RBR", "RBS"),
}
# Thesauri and our own lexicon name word classes by one letter.
POS_OF_LETTER = {"n": "NOUN", "v": "VERB", "a": "ADJ", "s": "ADJ", "r": "ADV"}
_BASE_TAGS = frozenset({"NN", "VB", "JJ", "RB"})


@dataclass(frozen=True)
class Analysis:
    """One reading of a word form: "leaves" is leaf/NOUN/NNS and leave/VERB/VBZ."""

    lemma: str
    pos: str
    tag: str


@lru_cache(maxsize=500_000)
def analyse(form: str) -> tuple[Analysis, ...]:
    """All readings of a lower-case word form; empty for a word that the tables do not know."""
    readings = []
    for pos, lemmas in getAllLemmas(form).items():
        for tag in TAGS.get(pos, ()):
            for lemma in lemmas[:2]:
                if form in getInflection(lemma, tag, inflect_oov=False) or (form == lemma and tag in _BASE_TAGS):
                    readings.append(Analysis(lemma, pos, tag))
    return tuple(readings)


@lru_cache(maxsize=500_000)
def inflect(phrase: str, tag: str) -> str:
    """Put a base-form phrase into the form that ``tag`` names.

    The last word of a noun phrase and the first of a verb phrase carries the inflection; comparatives of longer adjectives are
    made with "more" and "most".
    """
    if tag in _BASE_TAGS or tag.startswith("RB"):
        return phrase
    words = phrase.split(" ")
    at = 0 if tag.startswith("V") else len(words) - 1
    forms = getInflection(words[at], tag)
    if tag in ("JJR", "JJS") and (not forms or len(words[at]) > 7):
        return ("more " if tag == "JJR" else "most ") + phrase
    if forms:
        words[at] = forms[0]
    return " ".join(words)
