"""Word files: the paragraphs in order, tables and text boxes among them, with tracked changes taken as accepted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from unspin.documents.archive import open_archive
from unspin.documents.limits import Limits
from unspin.documents.parts import DocumentText, Part, put_together, table
from unspin.layout import BlockKind

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH, _TABLE = f"{_WORD}p", f"{_WORD}tbl"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}noBreakHyphen": "-"}
# By how the name of a style begins; those that users make are told by the style they are based on.
_STYLES: Mapping[str, BlockKind] = {
    "heading": "heading", "title": "heading", "subtitle": "heading", "quote": "quotation", "intense quote": "quotation",
    "block text": "quotation", "html preformatted": "code", "plain code": "code", "source code": "code", "code": "code",
}  # fmt: skip
_MOST_BASES = 10


def read_word_file(data: bytes, limits: Limits) -> DocumentText:
    """The text of a .docx file. Raises Unreadable, or an error of the library if the file is damaged."""
    import docx

    open_archive(data, limits).close()
    document = docx.Document(BytesIO(data))
    return put_together(_parts(document.element.body, _kinds(document.styles)))


def _kinds(styles: Any) -> dict[str, BlockKind]:
    """What paragraphs of a style are, by the id of the style."""
    kinds: dict[str, BlockKind] = {}
    for style in styles:
        based = style
        for _ in range(_MOST_BASES):
            name = (based.name or "").lower()
            kind = next((kind for start, kind in _STYLES.items() if name == start or name.startswith(f"{start} ")), None)
            if kind is not None:
                kinds[style.style_id] = kind
            based = getattr(based, "base_style", None)
            if kind is not None or based is None:
                break
    return kinds


def _parts(element: Any, kinds: Mapping[str, BlockKind]) -> Iterator[Part]:
    """The paragraphs and tables below an element."""
    for child in element.iterchildren():
        if child.tag == _PARAGRAPH:
            yield Part("".join(_pieces(child)), _kind(child, kinds))
        elif child.tag == _TABLE:
            yield from table(["".join(_pieces(paragraph)) for paragraph in child.iter(_PARAGRAPH)])
        elif child.tag != _FALLBACK:
            yield from _parts(child, kinds)


def _kind(paragraph: Any, kinds: Mapping[str, BlockKind]) -> BlockKind:
    style = paragraph.find(f"{_WORD}pPr/{_WORD}pStyle")
    if style is not None and (kind := kinds.get(style.get(f"{_WORD}val"))) is not None:
        return kind
    return "paragraph" if paragraph.find(f"{_WORD}pPr/{_WORD}outlineLvl") is None else "heading"


def _pieces(element: Any) -> Iterator[str]:
    """Text pieces below an element. Deleted text has a tag of its own (delText) and so is left out, inserted text is kept."""
    for child in element.iterchildren():
        if child.tag == f"{_WORD}t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag == _PARAGRAPH:  # in a text box
            yield from _pieces(child)
            yield "\n\n"
        elif child.tag != _FALLBACK:
            yield from _pieces(child)
