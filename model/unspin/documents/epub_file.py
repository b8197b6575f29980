"""EPUB books: the chapters in reading order."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote
from zipfile import ZipFile

from unspin.documents.archive import open_archive
from unspin.documents.limits import Limits
from unspin.documents.markup import markup_to_parts
from unspin.documents.parts import DocumentText, put_together

_CONTAINER = "META-INF/container.xml"
_MARKUP = ("application/xhtml+xml", "text/html")


def read_epub(data: bytes, limits: Limits) -> DocumentText:
    """The text of an EPUB file. Raises Unreadable, or an error of the library if the file is damaged."""
    with open_archive(data, limits) as archive:
        chapters = (archive.read(name).decode("utf-8", "replace") for name in _reading_order(archive))
        return put_together(part for chapter in chapters for part in markup_to_parts(chapter))


def _reading_order(archive: ZipFile) -> Iterator[str]:
    """The names of the chapters: the container names the package, whose spine lists items of its manifest."""
    from defusedxml.ElementTree import fromstring

    package_name = fromstring(archive.read(_CONTAINER)).find(".//{*}rootfile").attrib["full-path"]
    package = fromstring(archive.read(package_name))
    items = {item.attrib["id"]: item.attrib for item in package.iterfind("{*}manifest/{*}item")}
    for reference in package.iterfind("{*}spine/{*}itemref"):
        item = items[reference.attrib["idref"]]
        if item.get("media-type") in _MARKUP:
            yield posixpath.normpath(posixpath.join(posixpath.dirname(package_name), unquote(item["href"])))
