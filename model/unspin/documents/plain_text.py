"""From markup and raw extracts to plain paragraphs."""

from __future__ import annotations

import re
from html.parser import HTMLParser

# Tags that end the line they stand in, and tags whose content is never shown.
_BLOCKS = re.compile(
    "address|article|aside|blockquote|body|center|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|"
    "li|main|ol|p|pre|section|table|tbody|td|th|tr|ul"
)
_UNSEEN = frozenset({"head", "nav", "script", "style", "template", "title"})

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\u00ad]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANK_LINES = re.compile(r"\n{3,}")


def tidy(text: str) -> str:
    """``text`` with plain line feeds, no blanks at the ends of lines, one blank line at most, and no control characters.

    Soft hyphens go too: they say where a word may be broken and are no part of it. Lone surrogates become U+FFFD.
    """
    text = re.sub(r"\r\n|[\r\x0b\x0c\u2028\u2029]", "\n", text)
    text = _SURROGATE.sub("\ufffd", _CONTROL.sub("", text))
    lines = (line.strip(" \t") for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def markup_to_text(markup: str) -> str:
    """All the text that a reader of this HTML or XHTML sees, blocks parted by blank lines. Menus and the like stay."""
    collector = _Collector()
    collector.feed(markup)
    collector.close()
    return tidy("".join(collector.parts))


class _Collector(HTMLParser):
    """Keeps no tree, so that no nesting is too deep for it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen.append(tag)
        elif tag == "body":
            self._unseen.clear()  # a head that was never closed
        elif tag == "br":
            self.parts.append("\n")
        if _BLOCKS.fullmatch(tag):
            self.parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN and tag in self._unseen:
            del self._unseen[self._unseen.index(tag) :]
        if _BLOCKS.fullmatch(tag):
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(re.sub(r"[ \t\r\n\f]+", " ", data))
