"""From the parts of a document, as its reader finds them, to one text and its layout."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from unspin.documents.plain_text import tidy
from unspin.layout import Block, BlockKind, Layout, find_layout

# Tables that only arrange prose on the page have cells with more words than this, on the average.
_CELL_WORDS = 15
_HEADING_WORDS = 25


@dataclass(frozen=True, slots=True)
class Part:
    """One paragraph, heading, table, piece of code or block quote; ``page`` counts from 1, None where there are no pages."""

    text: str
    kind: BlockKind = "paragraph"
    page: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The tidy text of a document and where its parts stand in it."""

    text: str
    layout: Layout


def put_together(parts: Iterable[Part]) -> DocumentText:
    """The parts as one text, a blank line between each two; those with nothing in them are left out."""
    texts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for part in parts:
        text = tidy(part.text)
        if not text:
            continue
        kind = "paragraph" if part.kind == "heading" and len(text.split()) > _HEADING_WORDS else part.kind
        blocks.append(Block(at, at + len(text), kind, part.page))
        texts.append(text)
        at += len(text) + 2
    return DocumentText("\n\n".join(texts), Layout(tuple(blocks)))


def plain_text(text: str) -> DocumentText:
    """A text that has no structure but that of its lines."""
    text = tidy(text)
    return DocumentText(text, find_layout(text))


def table(cells: Sequence[str]) -> list[Part]:
    """A table as one part; one that arranges prose, as its paragraphs."""
    cells = [cell for cell in cells if cell.strip()]
    if sum(len(cell.split()) for cell in cells) > _CELL_WORDS * len(cells):
        return [Part(cell) for cell in cells]
    return [Part("\n\n".join(cells), "table")]
