"""From ranked originals to edits of the text: case and confidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from unspin.articles import with_articles
from unspin.channel import LONGEST_FOUND
from unspin.marking import Mark, found_wording, part_stretch
from unspin.ranking import Ranked, best_combinations
from unspin.reading import Reading
from unspin.report import Candidate, Edit, Span, apply_edits
from unspin.words import Words, match_case

# How believable a phrase of known originals is beside its words having been swapped one by one.
_PHRASE = 0.7
_LONGEST_PARTED = 12  # words; in a longer stretch phrases are not looked for


def replacement_text(original: str, words: Words, mark: Mark) -> str:
    """``original`` (lower case) as it stands in the text: with the case pattern of the marked words."""
    found = words.text[words.starts[mark.first] : words.ends[mark.last - 1]]
    return match_case("I" if original == "i" else original, found)


def edit_of(words: Words, mark: Mark, original: str) -> Edit:
    """The edit that puts ``original`` (lower case) in the place of the marked words."""
    start, end = words.starts[mark.first], words.ends[mark.last - 1]
    return Edit(start, end, words.text[start:end], replacement_text(original, words, mark), mark.probability)


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
    """Words that the caller names, and the swaps that may be in it: its parts, and known phrases over several of its words."""

    first: int
    last: int
    parts: tuple[Mark, ...]
    phrases: tuple[Mark, ...]

    @property
    def marks(self) -> tuple[Mark, ...]:
        """All marks to be ranked: the parts, then the phrases."""
        return (*self.parts, *self.phrases)

    @classmethod
    def of(cls, words: Words, reading: Reading, start: int, end: int, is_listed: Callable[[str], bool]) -> Stretch:
        """The stretch from character ``start`` to ``end``; without marks when no word lies in it."""
        inside = [i for i in range(len(words)) if words.starts[i] < end and words.ends[i] > start and words.is_word[i]]
        if not inside:
            return cls(0, 0, (), ())
        first, last = inside[0], inside[-1] + 1
        parts = tuple(part_stretch(words, reading, first, last))
        return cls(first, last, parts, tuple(_known_phrases(words, first, last, parts, is_listed)))


def _known_phrases(
    words: Words, first: int, last: int, parts: Sequence[Mark], is_listed: Callable[[str], bool]
) -> Iterator[Mark]:
    if last - first > _LONGEST_PARTED:
        return
    already = {(part.first, part.last) for part in parts}
    for start in range(first, last):
        for end in range(start + 2, min(start + LONGEST_FOUND, last) + 1):
            phrase = Mark(start, end, 1.0)
            if (start, end) not in already and all(words.is_word[start:end]) and is_listed(found_wording(words, phrase)):
                yield phrase


def originals_of_stretch(words: Words, stretch: Stretch, ranked: Sequence[Ranked], k: int) -> list[Candidate]:
    """The ``k`` likeliest originals of a stretch; ``ranked`` belongs to ``stretch.marks``.

    Its words are either swaps of their own next to each other, or one phrase of known originals stands among them: both are weighed.
    """
    if not stretch.parts:
        return []
    first, last, parts = stretch.first, stretch.last, stretch.parts
    options = [_or_kept(ranking, words, mark) for ranking, mark in zip(ranked, parts, strict=False)]
    readings = [(parts, options, 1.0)]
    for phrase, ranking in zip(stretch.phrases, ranked[len(parts) :], strict=True):
        others = [
            (mark, option)
            for mark, option in zip(parts, options, strict=True)
            if mark.last <= phrase.first or mark.first >= phrase.last
        ]
        row = sorted([*others, (phrase, _listed_only(ranking))], key=lambda pair: pair[0].first)
        readings.append((tuple(mark for mark, _ in row), [option for _, option in row], _PHRASE))
    found: dict[str, float] = {}
    for marks, choices, share in readings:
        for choice, probability in best_combinations(choices, 2 * k):
            text = _put_together(words, first, last, marks, choice)
            found[text] = found.get(text, 0.0) + share * probability
    found.pop(words.text[words.starts[first] : words.ends[last - 1]], None)
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:k]
    return [Candidate(text, min(1.0, probability)) for text, probability in ordered]


def _listed_only(ranking: Ranked) -> Ranked:
    kept = [i for i, listed in enumerate(ranking.listed) if listed]
    return Ranked(tuple(ranking.texts[i] for i in kept), tuple(ranking.probabilities[i] for i in kept), (True,) * len(kept))


def _or_kept(ranking: Ranked, words: Words, mark: Mark) -> Ranked:
    """The ranking with one more option: that these words were not swapped at all."""
    kept = words.text[words.starts[mark.first] : words.ends[mark.last - 1]]
    options = [(mark.probability * p, text) for text, p in zip(ranking.texts, ranking.probabilities, strict=True)]
    options.append((1 - mark.probability, kept))
    options.sort(key=lambda option: -option[0])
    return Ranked(tuple(t for _, t in options), tuple(p for p, _ in options), (False,) * len(options))


def _put_together(words: Words, first: int, last: int, marks: Sequence[Mark], choice: Sequence[str]) -> str:
    """The stretch with the chosen wordings in it, and every a/an inside as they need it."""
    start, end = words.starts[first], words.ends[last - 1]
    edits = [edit_of(words, mark, original) for mark, original in zip(marks, choice, strict=True)]
    changed = with_articles(words, [edit for edit in edits if edit.text != edit.replacement])
    inside = [replace(edit, start=edit.start - start, end=edit.end - start) for edit in changed if edit.start >= start]
    return apply_edits(words.text[start:end], inside)
