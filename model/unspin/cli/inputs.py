"""From the paths on the command line to texts: files, folders, standard input; or one line for each that cannot be read."""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from unspin.errors import InputError
from unspin.formats.safe_text import one_line, without_surrogates
from unspin.layout import Layout

STDIN = "-"
MAX_BYTES = 20_000_000
TEXT_SUFFIXES = ("", ".md", ".txt")

_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@dataclass(frozen=True, slots=True)
class Document:
    """One text and how it was stored: ``text`` is without the byte order mark ``bom``; ``layout`` is None for plain text."""

    name: str
    text: str
    encoding: str = "utf-8"
    bom: bytes = b""
    layout: Layout | None = None

    def encode(self, text: str) -> bytes:
        """``text`` as bytes in the way this document was stored, so that what was not edited stays the same bytes."""
        return self.bom + without_surrogates(text).encode(self.encoding)


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that could not be read; ``message`` is one line that names it and the fix."""

    message: str


def read_documents(paths: Sequence[str], stdin: BinaryIO) -> Iterator[Document | Failure]:
    """Every document that the paths stand for, in order: folders are walked, "-" is standard input."""
    stdin_used = False
    for path in paths:
        if path != STDIN:
            yield from _read_path(Path(path), path)
        elif stdin_used:
            yield Failure("-: standard input was named twice; name it once")
        else:
            stdin_used = True
            yield _attempt(STDIN, partial(_read_stream, stdin, STDIN))


def is_single(paths: Sequence[str]) -> bool:
    """Whether one file was asked about (then JSON is one object), not several or a folder."""
    return len(paths) == 1 and not os.path.isdir(paths[0])


def _read_path(path: Path, name: str) -> Iterator[Document | Failure]:
    if not name:
        yield Failure("an empty path was given; name a file, a folder or -")
        return
    if not os.path.isdir(path):  # unlike Path.is_dir it never raises
        yield _attempt(name, partial(_read_file, path, name))
        return
    files, failures = _walk(path)
    yield from failures
    if not files and not failures:
        yield Failure(f"{one_line(name)}: no text files in this folder (only .txt, .md and files without a suffix are read)")
    for file in files:
        yield _attempt(str(file), partial(_read_file, file, str(file)))


def _walk(folder: Path) -> tuple[list[Path], list[Failure]]:
    """The text files under a folder, sorted; hidden ones and links to folders are left out."""
    files: list[Path] = []
    failures: list[Failure] = []

    def unreadable(error: OSError) -> None:
        failures.append(Failure(_os_error_line(str(error.filename), error)))

    for root, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        candidates = (Path(root, name) for name in names if not name.startswith("."))
        files += (file for file in candidates if file.suffix.lower() in TEXT_SUFFIXES and file.is_file())
    return sorted(files), failures


def _attempt(name: str, read: Callable[[], Document]) -> Document | Failure:
    try:
        return read()
    except InputError as error:
        return Failure(str(error))
    except OSError as error:
        return Failure(_os_error_line(name, error))


def _read_file(path: Path, name: str) -> Document:
    if path.stat().st_size > MAX_BYTES:
        raise _too_big(name)
    if path.suffix.lower() not in TEXT_SUFFIXES:
        from unspin.documents import DOCUMENT_SUFFIXES, read_document

        if path.suffix.lower() in DOCUMENT_SUFFIXES:
            read = read_document(path)
            return Document(name, read.text, layout=read.layout)
    with path.open("rb") as file:
        return _read_stream(file, name)


def _read_stream(stream: BinaryIO, name: str) -> Document:
    # A pipe or a device has no size, so the limit is held while reading too.
    return _decode(name, stream.read(MAX_BYTES + 1))


def _decode(name: str, data: bytes) -> Document:
    """The text of a file's bytes: UTF-8, or UTF-16 with a byte order mark. Raises InputError for anything else."""
    if len(data) > MAX_BYTES:
        raise _too_big(name)
    encoding, bom = "utf-8", b""
    if data.startswith(codecs.BOM_UTF8):
        bom = codecs.BOM_UTF8
    elif data[:2] in _UTF16:
        encoding, bom = _UTF16[data[:2]], data[:2]
    elif b"\0" in data:
        raise InputError(f"{one_line(name)}: binary data (a NUL byte at {data.index(0)}); give a text file")
    try:
        text = data[len(bom) :].decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(_not_text(name, data, len(bom) + error.start, encoding)) from None
    if "\0" in text:
        raise InputError(f"{one_line(name)}: binary data (a NUL character); give a text file")
    return Document(name, text, encoding, bom)


def _not_text(name: str, data: bytes, at: int, encoding: str) -> str:
    source = "WINDOWS-1252" if encoding == "utf-8" else "UTF-16"
    what = f"not {encoding[:6].upper().rstrip('-')} text (byte 0x{data[at]:02x} at {at})"
    return f"{one_line(name)}: {what}; convert it, e.g. iconv -f {source} -t UTF-8"


def _too_big(name: str) -> InputError:
    return InputError(f"{one_line(name)}: over {MAX_BYTES // 1_000_000} MB; split it into texts, or use unspin batch")


def _os_error_line(name: str, error: OSError) -> str:
    return f"{one_line(name)}: {(error.strerror or 'cannot be read').lower()}; check the path and its permissions"
