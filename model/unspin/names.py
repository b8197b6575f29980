"""Which stretches of a text are names of people, places and bodies: two and more capitalised words in the middle of a sentence.

Spinners swap words that begin with a capital too ("Theresa May" becomes "Theresa Could", "Artificial Intelligence" becomes
"Counterfeit Consciousness"), so a run with a word that they may have put, or that this text also writes small, is no name up to
there, and neither is a single capitalised word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from unspin.layout import Block
from unspin.words import Words

_LEAST_WORDS = 2
# Of the words inside sentences; more than this is Title Case, where a capital says nothing.
_MOST_CAPITALS = 0.4
_PARTICLES = frozenset("al bin da dal de del della den der di do dos du el ibn la le ter van vom von zu".split())


def find_names(words: Words, paragraphs: Sequence[Block], is_substitute: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Where names in ``paragraphs`` start and end, in order; ``is_substitute`` tells whether spinners put a word (in lower case)."""
    capitalised = [i for i, token in enumerate(words.tokens) if token[0].isupper()]
    if len(capitalised) > _MOST_CAPITALS * words.word_count:
        return
    small = {token for token in words.tokens if token[0].islower()}
    at = 0
    for first, last in _runs(words, capitalised):
        while at < len(paragraphs) and paragraphs[at].end <= words.starts[first]:
            at += 1
        if at == len(paragraphs):
            return
        if words.starts[first] < paragraphs[at].start or words.ends[last - 1] > paragraphs[at].end:
            continue
        if not _is_inside_sentence(words, first):
            first += 1
        yield from _names_in(words, first, last, lambda word: word in small or is_substitute(word))


def _runs(words: Words, capitalised: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Tokens from one capitalised word to another with only name parts between, as (first, last + 1)."""
    done = 0
    for first in capitalised:
        if first < done:
            continue
        last = at = first + 1
        while at < len(words) and _goes_on(words, at):
            at += 1
            if words.tokens[at - 1][0].isupper():
                last = at
        done = at
        if last - first > 1:
            yield first, last


def _goes_on(words: Words, at: int) -> bool:
    """Whether a token can go on with a name that the one before is part of."""
    token, before = words.tokens[at], words.tokens[at - 1]
    gap = words.text[words.ends[at - 1] : words.starts[at]]
    if token == "-" or (token == "." and _is_initial(before)):
        return not gap
    return (gap == " " or (not gap and before in "-.")) and (token[0].isupper() or token in _PARTICLES)


def _names_in(words: Words, first: int, last: int, is_other: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """The parts of a run between words that may be no names."""
    start, end, parts = first, first, 0
    for i in [*range(first, last), last]:
        token = words.tokens[i] if i < last else ""
        if i < last and (not token[0].isupper() or _is_initial(token)):
            continue
        if i < last and len(token) > 1 and any(map(str.islower, token)) and not is_other(_stem(token)):
            start = start if parts else i
            end, parts = i + 1, parts + 1
            continue
        if parts >= _LEAST_WORDS:
            yield words.starts[start], words.ends[end - 1]
        parts = 0


def _stem(token: str) -> str:
    return token.lower().removesuffix("'s").removesuffix("’s")


def _is_initial(token: str) -> bool:
    return len(token) == 1 and token.isupper() and token != "I"


def _is_inside_sentence(words: Words, at: int) -> bool:
    """Whether a word or a comma stands before on the same line, so that it is no sentence that makes the capital."""
    if at == 0 or not (words.is_word[at - 1] or words.tokens[at - 1] == ","):
        return False
    return words.text[words.ends[at - 1] : words.starts[at]] == " "
