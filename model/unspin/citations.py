"""Which stretches of a text refer to a source: [12], (Smith and Jones, 2019), links, e-mail addresses, lists of references.

Every pattern is bounded, so that no text costs more than its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from unspin.layout import Block

_YEAR = r"(?:1[6-9]|20)\d\d[a-z]?"
_NAME = r"[A-Z][\w’'-]{1,30}"
_ADDRESS = re.compile(r"(?:\b[a-z]{2,10}://|\bwww\.|\bdoi: ?|\b10\.\d{4,9}/)[^\s<>\"”’)\]|]+", re.I)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_NUMBERED = re.compile(r"\[\d{1,4}(?: ?[,;–—-] ?\d{1,4}){0,20}\]")
_IN_TEXT = re.compile(rf"\b{_NAME}(?: et al\.?,?| (?:and|&) {_NAME}) \({_YEAR}\)")
_PARENTHESIS = re.compile(r"\([^()\r\n]{6,200}\)")
# "see Smith et al., 2019, p. 12": a name first, then a comma, "et al." or a second name before the year.
_SOURCE = re.compile(
    rf"(?:(?:see|cf\.?|e\.g\.,?|also|in) ){{0,2}}(?:(?:van|von|de|der) ){{0,2}}{_NAME}"
    rf"(?:,? (?:{_NAME}|[A-Z]\.|and|&|et|al\.?|van|von|de|der)){{0,8}}"
    rf"(?:, ?|(?<=[a-z.]) ){_YEAR}"
    r"(?:, ?(?:p|pp|ch|sec|fig)\.? ?\d{1,5}(?:[–-]\d{1,5})?)?",
)
_REFERENCES = re.compile(
    r"^[ \t]{0,20}#{0,6} ?(?:\d{1,2}\.? )?(?:references|bibliography|works cited|literature cited)[ \t]{0,20}:?[ \t]{0,20}$", re.I | re.M
)
_ENTRY = re.compile(rf"\b{_YEAR}\b|\bdoi\b|://|^\[?\d{{1,3}}[\].]", re.I | re.M)
_TRAILING = ".,;:!?'"


def find_citations(text: str, blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Where citations start and end: first lists of references, then those in ``blocks`` that are paragraphs. They may overlap."""
    yield from _reference_lists(text, blocks)
    for block in blocks:
        if block.kind == "paragraph":
            yield from _in_paragraph(text, block.start, block.end)


def _in_paragraph(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _ADDRESS.finditer(text, start, end):
        yield match.start(), match.start() + len(match.group().rstrip(_TRAILING))
    if text.find("@", start, end) >= 0:
        yield from (match.span() for match in _MAIL.finditer(text, start, end))
    if text.find("[", start, end) >= 0:
        yield from (match.span() for match in _NUMBERED.finditer(text, start, end))
    if text.find("(", start, end) >= 0:
        yield from (match.span() for match in _IN_TEXT.finditer(text, start, end))
        yield from (match.span() for match in _PARENTHESIS.finditer(text, start, end) if _names_sources(match.group()[1:-1]))


def _names_sources(inside: str) -> bool:
    """Whether every part between semicolons is a source: "Smith, 2019; Jones et al., 2020"."""
    return all(_SOURCE.fullmatch(part.strip()) and _is_no_date(part) for part in inside.split(";"))


def _is_no_date(part: str) -> bool:
    """ "(Smith 2019)" may as well be "(May 2019)": a name alone needs the comma."""
    return "," in part or " and " in part or "&" in part or " al" in part


def _reference_lists(text: str, blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """The entries below each heading that announces them: paragraphs with a year, an address or a number in front."""
    at = 0
    for heading in _REFERENCES.finditer(text):
        while at < len(blocks) and blocks[at].end <= heading.end():
            at += 1
        while at < len(blocks) and blocks[at].kind == "paragraph":
            start = max(blocks[at].start, heading.end())
            if not _ENTRY.search(text, start, blocks[at].end):
                break
            yield start, blocks[at].end
            at += 1
