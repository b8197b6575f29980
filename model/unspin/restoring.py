"""From ranked originals to edits of the text: case, articles, confidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from unspin.marking import Mark, part_stretch
from unspin.ranking import Ranked, best_combinations
from unspin.reading import Reading
from unspin.report import Candidate, Edit
from unspin.words import Words, indefinite_article, match_case

Ranking = Callable[[Sequence[Mark]], list[Ranked]]


def replacement_text(original: str, words: Words, mark: Mark) -> str:
    """``original`` (lower case) as it stands in the text: with the case pattern of the marked words."""
    found = words.text[words.starts[mark.first] : words.ends[mark.last - 1]]
    return match_case("I" if original == "i" else original, found)


def choose_edits(words: Words, marks: Sequence[Mark], ranked: Sequence[Ranked], least: float) -> tuple[Edit, ...]:
    """An edit for every mark whose best original is sure enough: P(swapped) times P(original) of at least ``least``.

    An a/an before an edited word follows it.
    """
    edits: list[Edit] = []
    for mark, ranking in zip(marks, ranked, strict=True):
        if not ranking.texts:
            continue
        confidence = min(1.0, mark.probability) * ranking.probabilities[0]
        if confidence < least:
            continue
        start, end = words.starts[mark.first], words.ends[mark.last - 1]
        new = replacement_text(ranking.texts[0], words, mark)
        if new == words.text[start:end]:
            continue
        article = _article_edit(words, mark.first - 1, new, confidence)
        if article is not None and (not edits or edits[-1].end <= article.start):
            edits.append(article)
        edits.append(Edit(start, end, words.text[start:end], new, confidence))
    return tuple(edits)


def _article_edit(words: Words, before: int, new: str, confidence: float) -> Edit | None:
    if before < 0 or words.tokens[before].lower() not in ("a", "an"):
        return None
    found = words.tokens[before]
    fitting = indefinite_article(new)
    if fitting == found.lower():
        return None
    return Edit(words.starts[before], words.ends[before], found, match_case(fitting, found) if found != "A" else "An", confidence)


def originals_of_stretch(words: Words, reading: Reading, span: tuple[int, int], rank: Ranking, k: int) -> list[Candidate]:
    """The ``k`` likeliest originals of a stretch of characters that the caller names.

    A stretch of several words is either one swap (a phrase) or several next to each other: both are weighed.
    """
    inside = [i for i in range(len(words)) if words.starts[i] < span[1] and words.ends[i] > span[0] and words.is_word[i]]
    if not inside:
        return []
    first, last = inside[0], inside[-1] + 1
    marks = part_stretch(words, reading, first, last)
    whole = Mark(first, last, max(mark.probability for mark in marks))
    found: dict[str, float] = {}
    several = marks != [whole]
    for choice, probability in best_combinations(rank(marks), k):
        text = _put_together(words, first, last, marks, choice)
        found[text] = found.get(text, 0.0) + probability
    if several:
        ranking = rank([whole])[0]
        for original, probability in zip(ranking.texts[:k], ranking.probabilities, strict=False):
            text = replacement_text(original, words, whole)
            found[text] = found.get(text, 0.0) + probability * _share_of_whole(last - first)
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:k]
    return [Candidate(text, min(1.0, probability)) for text, probability in ordered]


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
