"""From HTML and XHTML to the parts that a reader sees."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser

from unspin.documents.parts import Part, table
from unspin.layout import BlockKind

# Tags that end the part they stand in, and tags whose content is never shown.
_BLOCKS = re.compile(
    "address|article|aside|blockquote|body|center|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|"
    "li|main|ol|p|pre|section|table|tbody|td|th|tr|ul"
)
_UNSEEN = frozenset({"head", "nav", "script", "style", "template", "title"})
_KINDS: Mapping[str, BlockKind] = {
    **{f"h{level}": "heading" for level in range(1, 7)}, "blockquote": "quotation", "pre": "code", "table": "table",
}  # fmt: skip


def markup_to_parts(markup: str) -> list[Part]:
    """All the parts of this HTML or XHTML. Menus and the like stay."""
    collector = _Collector()
    collector.feed(markup)
    collector.close()
    return collector.finished()


class _Collector(HTMLParser):
    """Keeps no tree, so that no nesting is too deep for it: only which kinds of parts are open, and how often."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[Part] = []
        self._pieces: list[str] = []
        self._cells: list[str] = []
        self._unseen: list[str] = []
        self._open: dict[str, int] = dict.fromkeys(_KINDS, 0)

    def finished(self) -> list[Part]:
        """The parts, when all is read."""
        self._end_part()
        self._end_table()
        return self._parts

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen.append(tag)
        elif tag == "body":
            self._unseen.clear()  # a head that was never closed
        elif tag == "br":
            self._pieces.append("\n")
        if _BLOCKS.fullmatch(tag):
            self._end_part()
        if tag in _KINDS:
            self._open[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN and tag in self._unseen:
            del self._unseen[self._unseen.index(tag) :]
        if _BLOCKS.fullmatch(tag):
            self._end_part()
        if tag in _KINDS:
            self._open[tag] = max(0, self._open[tag] - 1)
            if tag == "table" and not self._open["table"]:
                self._end_table()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._pieces.append(data if self._open["pre"] else re.sub(r"[ \t\r\n\f]+", " ", data))

    def _end_part(self) -> None:
        text = "".join(self._pieces)
        self._pieces.clear()
        if not text.strip():
            return
        if self._open["table"]:
            self._cells.append(text)
        else:
            self._parts.append(Part(text, next((kind for tag, kind in _KINDS.items() if self._open[tag]), "paragraph")))

    def _end_table(self) -> None:
        if self._cells:
            self._parts += table(self._cells)
            self._cells = []
