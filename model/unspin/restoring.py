"""From ranked originals to edits of the text: case and confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from unspin.articles import with_articles
from unspin.marking import Mark, part_stretch
from unspin.ranking import Ranked, best_combinations
from unspin.reading import Reading
from unspin.report import Candidate, Edit, Span
from unspin.words import Words, match_case


def replacement_text(original: str, words: Words, mark: Mark) -> str:
    """``original`` (lower case) as it stands in the text: with the case pattern of the marked words."""
    found = words.text[words.starts[mark.first] : words.ends[mark.last - 1]]
    return match_case("I" if original == "i" else original, found)


def choose_edits(words: Words, spans: Sequence[Span], least: float) -> tuple[Edit, ...]:
    """An edit for every span whose best original is sure enough: P(swapped) times P(original) of at least ``least``.

    An a/an before an edited word follows it.
    """
    edits: list[Edit] = []
    for span in spans:
        if not span.originals:
            continue
        best = span.originals[0]
        confidence = span.probability * best.probability
        if confidence >= least and best.text != span.text:
            edits.append(Edit(span.start, span.end, span.text, best.text, confidence))
    return with_articles(words, edits)


@dataclass(frozen=True)
class Stretch:
    """Words that the caller names, and the swaps that may be in it: its parts, and the whole as one phrase where it has several."""

    first: int
    last: int
    parts: tuple[Mark, ...]
    whole: Mark | None

    @property
    def marks(self) -> tuple[Mark, ...]:
        """All marks to be ranked: the parts, then the whole."""
        return (*self.parts, self.whole) if self.whole else self.parts

    @classmethod
    def of(cls, words: Words, reading: Reading, start: int, end: int) -> Stretch:
        """The stretch from character ``start`` to ``end``; without marks when no word lies in it."""
        inside = [i for i in range(len(words)) if words.starts[i] < end and words.ends[i] > start and words.is_word[i]]
        if not inside:
            return cls(0, 0, (), None)
        parts = tuple(part_stretch(words, reading, inside[0], inside[-1] + 1))
        whole = Mark(inside[0], inside[-1] + 1, 1.0) if len(parts) > 1 else None
        return cls(inside[0], inside[-1] + 1, parts, whole)


def originals_of_stretch(words: Words, stretch: Stretch, ranked: Sequence[Ranked], k: int) -> list[Candidate]:
    """The ``k`` likeliest originals of a stretch; ``ranked`` belongs to ``stretch.marks``.

    A stretch of several words is either several swaps next to each other or one phrase that the channel lists: both are weighed.
    """
    if not stretch.parts:
        return []
    first, last = stretch.first, stretch.last
    found: dict[str, float] = {}
    options = [_or_kept(ranking, words, mark) for ranking, mark in zip(ranked, stretch.parts, strict=False)]
    for choice, probability in best_combinations(options, 2 * k):
        text = _put_together(words, first, last, stretch.parts, choice)
        found[text] = found.get(text, 0.0) + probability
    if stretch.whole:
        ranking = ranked[-1]
        for original, probability, listed in zip(ranking.texts, ranking.probabilities, ranking.listed, strict=True):
            if listed:
                text = replacement_text(original, words, stretch.whole)
                found[text] = found.get(text, 0.0) + probability * _share_of_whole(last - first)
    found.pop(words.text[words.starts[first] : words.ends[last - 1]], None)
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:k]
    return [Candidate(text, min(1.0, probability)) for text, probability in ordered]


def _or_kept(ranking: Ranked, words: Words, mark: Mark) -> Ranked:
    """The ranking with one more option: that these words were not swapped at all."""
    kept = words.text[words.starts[mark.first] : words.ends[mark.last - 1]]
    options = [(mark.probability * p, text) for text, p in zip(ranking.texts, ranking.probabilities, strict=True)]
    options.append((1 - mark.probability, kept))
    options.sort(key=lambda option: -option[0])
    return Ranked(tuple(t for _, t in options), tuple(p for p, _ in options), (False,) * len(options))


def _share_of_whole(length: int) -> float:
    """How believable it is that neighbouring marks are one phrase after all; long ones hardly are."""
    return 0.5 if length <= 3 else 0.1


def _put_together(words: Words, first: int, last: int, marks: Sequence[Mark], choice: Sequence[str]) -> str:
    parts, at = [], words.starts[first]
    for mark, original in zip(marks, choice, strict=True):
        parts += [words.text[at : words.starts[mark.first]], replacement_text(original, words, mark)]
        at = words.ends[mark.last - 1]
    parts.append(words.text[at : words.ends[last - 1]])
    return "".join(parts)
