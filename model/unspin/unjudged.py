"""Which stretches of a text are left out of the judgement, and why: they are not the writer's own running words.

Quotations are somebody else's words, references and names have to stand as they are, and headings, tables and code are no sentences.
The network still reads them, as context.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

from unspin.citations import find_citations
from unspin.layout import Layout
from unspin.names import find_names
from unspin.quotations import find_quotations
from unspin.report import Unjudged, UnjudgedKind
from unspin.words import Words

_CODE = re.compile(r"(?<!`)`[^`\r\n]{1,80}`(?!`)")


def find_unjudged(words: Words, layout: Layout, is_substitute: Callable[[str], bool]) -> tuple[Unjudged, ...]:
    """The stretches that are not judged, in order and apart from each other; each begins and ends with a token and has a word.

    ``is_substitute``: whether spinners put a word; what they may have put is no name.
    """
    left_out: list[Unjudged] = []
    taken = bytearray(len(words))
    for kind, (start, end) in _candidates(words, layout, is_substitute):
        first, last = bisect_left(words.ends, start + 1), bisect_left(words.starts, end)
        count = sum(words.is_word[first:last])
        if count and taken.find(1, first, last) < 0:
            taken[first:last] = bytes([1]) * (last - first)
            left_out.append(Unjudged(words.starts[first], words.ends[last - 1], kind, count))
    return tuple(sorted(left_out, key=lambda stretch: stretch.start))


def _candidates(
    words: Words, layout: Layout, is_substitute: Callable[[str], bool]
) -> Iterator[tuple[UnjudgedKind, tuple[int, int]]]:
    """Stretches by their kinds; where two overlap, the one that comes first here counts."""
    text = words.text
    for block in layout.blocks:
        if block.kind != "paragraph":
            yield block.kind, (block.start, block.end)
    paragraphs = [block for block in layout.blocks if block.kind == "paragraph"]
    yield from (("quotation", found) for found in find_quotations(words, paragraphs))
    if "`" in text:
        yield from (("code", match.span()) for block in paragraphs for match in _CODE.finditer(text, block.start, block.end))
    yield from (("citation", found) for found in find_citations(text, layout.blocks))
    yield from (("name", found) for found in find_names(words, paragraphs, is_substitute))
