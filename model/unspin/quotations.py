"""Which stretches of a paragraph are quoted: what somebody else said or wrote, between double quotation marks.

A mark opens or closes by what stands around it. One that does not pair up within its paragraph and a fair length quotes nothing, so
that a stray one never swallows a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from unspin.layout import Block
from unspin.words import Words

# Fewer words than this in quotation marks are a term, a title or an irony: the writer's own.
_LEAST_WORDS = 5
_MOST_TOKENS = 300
_MARKS = frozenset("\"“”„«»")
_ROLES = {"“": "opens", "„": "opens", "«": "opens", "”": "closes", "»": "closes"}
_GUILLEMETS = frozenset("«»")
_BEFORE_OPENING = frozenset("([{—–-/'‘’…:")
_AFTER_CLOSING = frozenset(")]}—–-/'’…:,.;!?")

Role = Literal["opens", "closes"]


def find_quotations(words: Words, paragraphs: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Where quotations start and end, marks included, in order. ``paragraphs`` are in order; none is parted by a quotation.

    Of a quotation that goes on in the next paragraph only that one closes, so that a paragraph is quoted to its end if the mark it
    opens stays open and the next begins with another.
    """
    marks = [i for i, token in enumerate(words.tokens) if token in _MARKS]
    if not marks:
        return
    at = 0
    for number, block in enumerate(paragraphs):
        while at < len(marks) and words.starts[marks[at]] < block.start:
            at += 1
        opened: int | None = None
        while at < len(marks) and words.starts[marks[at]] < block.end:
            mark = marks[at]
            at += 1
            role = _role(words, mark)
            if role == "opens":
                opened = mark
            elif role == "closes" and opened is not None:
                if _belong_together(words, opened, mark):
                    yield words.starts[opened], words.ends[mark]
                opened = None
        if opened is not None and number + 1 < len(paragraphs) and words.text[paragraphs[number + 1].start] in "\"“":
            last = _last_token(words, opened, block.end)
            if last is not None and _is_long_enough(words, opened, last):
                yield words.starts[opened], words.ends[last]


def _role(words: Words, mark: int) -> Role | None:
    """Whether a mark opens or closes: its shape decides only where its neighbours do not, as many texts have the wrong one."""
    text, at = words.text, words.starts[mark]
    before = at == 0 or text[at - 1].isspace() or text[at - 1] in _BEFORE_OPENING
    after = at + 1 == len(text) or text[at + 1].isspace() or text[at + 1] in _AFTER_CLOSING
    if before != after:
        return "opens" if before else "closes"
    role = _ROLES.get(text[at])
    return "opens" if role == "opens" else "closes" if role == "closes" else None


def _belong_together(words: Words, opening: int, closing: int) -> bool:
    same = (words.tokens[opening] in _GUILLEMETS) == (words.tokens[closing] in _GUILLEMETS)
    return same and closing - opening <= _MOST_TOKENS and _is_long_enough(words, opening, closing)


def _is_long_enough(words: Words, first: int, last: int) -> bool:
    return sum(words.is_word[first : last + 1]) >= _LEAST_WORDS


def _last_token(words: Words, first: int, end: int) -> int | None:
    """The last token before the character ``end``; None if it is too far from ``first`` for one quotation."""
    for i in range(first, min(first + _MOST_TOKENS, len(words))):
        if i + 1 == len(words) or words.starts[i + 1] >= end:
            return i
    return None
