"""Substitution tables: what one source says may stand for a word or phrase.

Three kinds, one interface: ``table.options(phrase)`` gives the substitutes of a lower-case phrase, already inflected, most typical
first. ``FormTable`` holds surface forms as they are (observed swaps, pivots); ``LemmaTable`` holds base forms and inflects;
both are sense-blind on purpose: every sense and every word class of the found form is offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from unspin_training.spinners.function_words import FUNCTION_WORDS
from unspin_training.spinners.inflection import TAGS, analyse, inflect

_CLEAN = re.compile(r"[a-z0-9][a-z0-9 '’.-]*")
_MAX_OPTIONS = 60


@dataclass(eq=False)
class SubstitutionTable:
    """Common part of the tables: a name, the longest phrase it knows, and a memory of answers."""

    name: str
    longest: int = 1
    starts: frozenset[str] = frozenset()  # first words of the phrases, so that most look-ups of phrases end at once
    _memory: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    def options(self, phrase: str) -> tuple[str, ...]:
        """Substitutes of a lower-case phrase, most typical first; empty when the table has none."""
        if " " in phrase and not self._may_start(phrase[: phrase.index(" ")]):
            return ()
        known = self._memory.get(phrase)
        if known is None:
            known = self._memory[phrase] = self._look_up(phrase)
        return known

    def originals(self) -> Iterator[str]:
        """The words and phrases that have substitutes, in every inflection."""
        raise NotImplementedError

    def _may_start(self, word: str) -> bool:
        return word in self.starts

    def _look_up(self, phrase: str) -> tuple[str, ...]:
        raise NotImplementedError


@dataclass(eq=False)
class FormTable(SubstitutionTable):
    """Surface forms to surface forms."""

    entries: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    def originals(self) -> Iterator[str]:
        yield from self.entries

    def _look_up(self, phrase: str) -> tuple[str, ...]:
        return self.entries.get(phrase, ())


@dataclass(eq=False)
class LemmaTable(SubstitutionTable):
    """Base forms to base forms, by word class; the class ``""`` holds entries that fit any class.

    In a phrase the first word is inflected when it is a verb phrase, else the last.
    """

    entries: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict, repr=False)

    def originals(self) -> Iterator[str]:
        for head, pos in self.entries:
            forms = dict.fromkeys([head, *(inflect(head, tag) for tag in TAGS.get(pos, ()))])
            yield from filter(self.options, forms)  # "more able" is made of "able", not looked up

    def _may_start(self, word: str) -> bool:
        return word in self.starts or any(reading.lemma in self.starts for reading in analyse(word))

    def _look_up(self, phrase: str) -> tuple[str, ...]:
        words = phrase.split(" ")
        found: dict[str, None] = dict.fromkeys(self.entries.get((phrase, "x"), ()))
        for at in {0, len(words) - 1}:
            for reading in analyse(words[at]):
                if len(words) > 1 and (at == 0) != (reading.pos == "VERB"):
                    continue
                head = " ".join([*words[:at], reading.lemma, *words[at + 1 :]])
                for pos in (reading.pos, ""):
                    for substitute in self.entries.get((head, pos), ())[:_MAX_OPTIONS]:
                        found[inflect(substitute, reading.tag)] = None
        found.pop(phrase, None)
        return tuple(found)


@dataclass(eq=False)
class NeighbourTable(SubstitutionTable):
    """Near words: the rows of a table of word vectors that point the same way (cosine), nearest first."""

    words: tuple[str, ...] = ()
    rows: np.ndarray = field(default_factory=lambda: np.zeros((0, 1), np.float32), repr=False)
    least: float = 0.4  # cosine under which a word is no neighbour

    def __post_init__(self) -> None:
        self._places = {word: i for i, word in enumerate(self.words)}
        self.rows = self.rows / np.maximum(np.linalg.norm(self.rows, axis=1, keepdims=True), 1e-6)

    def originals(self) -> Iterator[str]:
        yield from self.words

    def _look_up(self, phrase: str) -> tuple[str, ...]:
        at = self._places.get(phrase)
        if at is None or phrase in FUNCTION_WORDS:
            return ()
        alike = self.rows @ self.rows[at]
        best = np.argsort(-alike, kind="stable")[:24]
        # The same first letters are mostly the same word, inflected.
        near = [self.words[i] for i in best if alike[i] >= self.least and self.words[i][:4] != phrase[:4]]
        return tuple(near[:12])


def form_table(name: str, pairs: Iterable[tuple[str, str]]) -> FormTable:
    """Table of ``(original, substitute)`` surface pairs, kept in the order in which they come."""
    entries: dict[str, dict[str, None]] = {}
    for original, substitute in pairs:
        original, substitute = original.lower().strip(), substitute.lower().strip()
        if original != substitute and _CLEAN.fullmatch(original) and _CLEAN.fullmatch(substitute):
            entries.setdefault(original, {})[substitute] = None
    longest = max((head.count(" ") + 1 for head in entries), default=1)
    starts = frozenset(head.split(" ")[0] for head in entries if " " in head)
    return FormTable(name, min(longest, 5), starts, entries={head: tuple(subs) for head, subs in entries.items()})


def lemma_table(name: str, triples: Iterable[tuple[str, str, str]]) -> LemmaTable:
    """Table of ``(head, word class, substitute)``; class is NOUN, VERB, ADJ, ADV, ``x`` (no inflection) or empty (any)."""
    entries: dict[tuple[str, str], dict[str, None]] = {}
    for head, pos, substitute in triples:
        head, substitute = head.lower().replace("_", " "), substitute.lower().replace("_", " ")
        if head != substitute and _CLEAN.fullmatch(head) and _CLEAN.fullmatch(substitute) and substitute.count(" ") < 4:
            entries.setdefault((head, pos), {})[substitute] = None
    longest = max((head.count(" ") + 1 for head, _ in entries), default=1)
    starts = frozenset(head.split(" ")[0] for head, _ in entries if " " in head)
    return LemmaTable(name, min(longest, 5), starts, entries={head: tuple(subs) for head, subs in entries.items()})
