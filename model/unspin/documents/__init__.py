"""Reads the text of web pages, Word, PDF and EPUB files and e-mails, which may be damaged or made to harm.

The parsing happens in a process of its own (``reader_process``), which is stopped when it takes too long or too much memory. The
libraries for it come with the extra ``formats`` and are loaded only there.
"""

from __future__ import annotations

import os
from pathlib import Path

from unspin.documents.limits import LIMITS, Unreadable
from unspin.documents.parts import DocumentText
from unspin.documents.reader_process import shared_reader
from unspin.errors import InputError
from unspin.formats.safe_text import one_line

__all__ = ["DOCUMENT_SUFFIXES", "DocumentText", "read_document", "read_document_bytes"]

DOCUMENT_SUFFIXES = (".docx", ".eml", ".epub", ".htm", ".html", ".pdf")


def read_document(path: str | os.PathLike[str]) -> DocumentText:
    """The text of the document at ``path``, with its layout; its suffix tells the kind. Raises InputError, one line that names file and fix."""
    name = one_line(str(path))
    try:
        with Path(path).open("rb") as file:
            data = file.read(LIMITS.file_bytes + 1)
    except OSError as error:
        raise InputError(f"{name}: {(error.strerror or 'cannot be read').lower()}; check the path and its permissions") from None
    return read_document_bytes(data, str(path))


def read_document_bytes(data: bytes, name: str) -> DocumentText:
    """The text, with its layout, of a document given as bytes; the suffix of ``name`` tells the kind. Raises InputError, as ``read_document``."""
    suffix = Path(name).suffix.lower()
    try:
        if suffix not in DOCUMENT_SUFFIXES:
            raise Unreadable(f"this kind of document is not read; give one of {', '.join(DOCUMENT_SUFFIXES)}, or plain text")
        if len(data) > LIMITS.file_bytes:
            raise Unreadable(f"over {LIMITS.file_bytes // 1_000_000} MB; split it, or save its text as .txt")
        return shared_reader().read(data, suffix, LIMITS.seconds)
    except Unreadable as error:
        raise InputError(f"{one_line(name)}: {error}") from None
