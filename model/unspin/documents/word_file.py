"""Word files: the paragraphs in order, tables and text boxes among them, with tracked changes taken as accepted."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from unspin.documents.archive import open_archive
from unspin.documents.limits import Limits

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}noBreakHyphen": "-"}


def read_word_file(data: bytes, limits: Limits) -> str:
    """The text of a .docx file. Raises Unreadable, or an error of the library if the file is damaged."""
    import docx

    open_archive(data, limits).close()
    body = docx.Document(BytesIO(data)).element.body
    return "".join(_pieces(body))


def _pieces(element: Any) -> Iterator[str]:
    """Text pieces below an element. Deleted text has a tag of its own (delText) and so is left out, inserted text is kept."""
    for child in element.iterchildren():
        if child.tag == f"{_WORD}t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag == f"{_WORD}p":
            yield from _pieces(child)
            yield "\n\n"
        elif child.tag != _FALLBACK:
            yield from _pieces(child)
