"""A small strict reader of HTML for tests: tags must pair up, attributes must not repeat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"meta", "input", "rect"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]
    children: list[Element | str] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def classes(self) -> list[str]:
        return (self.attributes.get("class") or "").split()

    def select(self, tag: str, kind: str = "") -> list[Element]:
        return [e for e in self.walk() if e.tag == tag and (not kind or kind in e.classes())]

    def text(self, skip: tuple[str, ...] = ()) -> str:
        """All the text in it, but not that of elements of the classes ``skip``."""
        return "".join(self._texts(skip))

    def _texts(self, skip: tuple[str, ...]) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif not set(skip) & set(child.classes()):
                yield child.text(skip)


class Tree(HTMLParser):
    """Builds a tree and fails on tags that do not pair up."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.root = Element("root", {})
        self._open = [self.root]
        self.feed(page)
        self.close()
        assert self._open == [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs)
        element = Element(tag, dict(attrs))
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)
