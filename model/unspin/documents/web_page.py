"""Web pages: the main text alone, without menus, notices and comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from unspin.documents.limits import Limits, Unreadable
from unspin.documents.parts import DocumentText, Part, put_together, table
from unspin.layout import BlockKind

# The parts of what trafilatura makes of a page.
_KINDS: Mapping[str, BlockKind] = {"head": "heading", "quote": "quotation", "code": "code"}
_ON_LINES_OF_THEIR_OWN = frozenset({"p", "item", "head", "row", "lb"})


def read_web_page(data: bytes, limits: Limits) -> DocumentText:
    """The article of a saved web page. Raises Unreadable if none can be made out."""
    import trafilatura

    article: Any = trafilatura.bare_extraction(data, include_comments=False) if data.strip() else None
    body = None if article is None else article.body
    read = put_together([] if body is None else _parts(body))
    if not read.text:
        raise Unreadable("no article can be made out in this page; copy its text into a .txt file")
    return read


def _parts(body: Any) -> Iterator[Part]:
    yield Part(body.text or "")
    for element in body:
        if element.tag == "table":
            yield from table([_text(cell) for cell in element.iter("cell")])
        elif element.tag == "list":
            yield Part("\n".join(f"- {_text(item).strip()}" for item in element.iter("item")))
        else:
            yield Part(_text(element), _KINDS.get(element.tag, "paragraph"))
        yield Part(element.tail or "")


def _text(element: Any) -> str:
    """The text in an element, however deep; what stands on a line of its own is on a line of its own."""
    from lxml.etree import iterwalk  # type: ignore[import-untyped]

    pieces = []
    for event, node in iterwalk(element, events=("start", "end")):
        own_line = node is not element and node.tag in _ON_LINES_OF_THEIR_OWN
        if event == "start":
            pieces += ["\n" if own_line else "", node.text or ""]
        elif node is not element:
            pieces += ["\n" if own_line and node.tag != "lb" else "", node.tail or ""]
    return "".join(pieces)
