"""Which files the INPUTs of the command line stand for, and how to tell later that they are still the same."""

from __future__ import annotations

import glob
import hashlib
import io
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Literal

from unspin.batch.addresses import is_address, matching, open_binary, stamp, without_secrets
from unspin.cli.inputs import STDIN, TEXT_SUFFIXES
from unspin.errors import InputError
from unspin.formats.safe_text import one_line

Kind = Literal["jsonl", "csv", "tsv", "parquet", "arrow", "text"]

COMPRESSIONS = (".gz", ".zst")
_PLAIN_TABLES: dict[str, Kind] = {".jsonl": "jsonl", ".csv": "csv", ".tsv": "tsv"}
_TABLES: dict[str, Kind] = {
    **_PLAIN_TABLES,
    **{table + compression: kind for table, kind in _PLAIN_TABLES.items() for compression in COMPRESSIONS},
    ".parquet": "parquet",
    ".arrow": "arrow",
}
_EDGE = 65_536  # bytes hashed at either end of a table


@dataclass(frozen=True, slots=True)
class OutputPlace:
    """Where the output goes, and what stands beside it; none of it is ever input."""

    file: Path

    @property
    def parts(self) -> Path:
        """The folder of parts, while the run lasts."""
        return self.file.with_name(f"{self.file.name}.parts")

    @property
    def manifest(self) -> Path:
        """What run the output belongs to."""
        return self.file.with_name(f"{self.file.name}.run.json")

    def holds(self, path: Path) -> bool:
        """Whether ``path`` is one of these files."""
        if not path.name.startswith(self.file.name):
            return False
        return path.resolve() in (self.file, self.parts, self.manifest)


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read (or an address, or "-"), what is in it, and its size in bytes (0 for standard input)."""

    path: str
    kind: Kind
    size: int

    @property
    def name(self) -> str:
        """What messages call it; its ending tells how it is packed."""
        return without_secrets(self.path)


@dataclass(frozen=True, slots=True)
class InputMark:
    """What one INPUT was when the run began: enough to notice a change without reading it all."""

    path: str
    files: int
    bytes: int
    sha256: str


def find_sources(inputs: Sequence[str], output: OutputPlace) -> Iterator[Source]:
    """The files of all INPUTs in order, one at a time (a folder may hold millions). ``output`` is never read.

    Iterating raises InputError for an INPUT that stands for no file at all.
    """
    return chain.from_iterable(_sources_of(name, output) for name in inputs)


def mark_inputs(inputs: Sequence[str], output: OutputPlace) -> tuple[InputMark, ...]:
    """A mark for each INPUT. Raises InputError for one that stands for no file or cannot be opened."""
    if inputs.count(STDIN) > 1:
        raise InputError("-: standard input was named twice; name it once")
    return tuple(_mark(name, output) for name in inputs)


def edge_hash(path: str | os.PathLike[str]) -> str:
    """SHA-256 over the first and the last 64 KiB of a file: the whole of a terabyte would take an hour."""
    digest = hashlib.sha256()
    with open_binary(os.fspath(path)) as file:
        digest.update(file.read(_EDGE))
        size = file.seek(0, io.SEEK_END)
        if size > _EDGE:
            file.seek(max(_EDGE, size - _EDGE))
            digest.update(file.read(_EDGE))
    return digest.hexdigest()


@contextmanager
def naming(path: str) -> Iterator[None]:
    """Turn a file that cannot be opened into an InputError that names it."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error) or "cannot be read").splitlines()[0].lower()
        raise InputError(f"{one_line(path)}: {one_line(reason)}; check the path and its permissions") from None


def _sources_of(name: str, output: OutputPlace) -> Iterator[Source]:
    if name == STDIN:
        return iter((Source(STDIN, "jsonl", 0),))
    if is_address(name):
        return _at_least_one(map(_table_at, matching(name)), f"{one_line(without_secrets(name))}: no file matches")
    path = Path(name)
    if path.is_dir():
        shown = one_line(name.rstrip("/"))
        hint = f"no text files (.txt, .md or no suffix) in this folder; for tables give a pattern, e.g. '{shown}/*.parquet'"
        return _at_least_one(_text_files(path, output), f"{shown}: {hint}")
    if path.exists():
        if path.resolve() == output.file:
            raise InputError(f"{one_line(name)}: is the output too; give the output another name")
        return iter((_source(name),))
    if glob.has_magic(name):
        matches = sorted(match for match in glob.iglob(name, recursive=True) if not output.holds(Path(match)))
        found = chain.from_iterable(_text_files(Path(m), output) if Path(m).is_dir() else [_source(m)] for m in matches)
        return _at_least_one(found, f"{one_line(name)}: no file matches this pattern")
    raise InputError(f"{one_line(name)}: no such file or folder; check the path")


def _source(path: str) -> Source:
    with naming(path):
        size, _ = stamp(path)
    return Source(path, _kind(path), size)


def _table_at(address: str) -> Source:
    place = without_secrets(address)
    if _kind(place) == "text":
        raise InputError(f"{one_line(place)}: only tables are read from an address, those that end in {', '.join(_TABLES)}")
    with naming(place):
        size, _ = stamp(address)
    return Source(address, _kind(place), size)


def _kind(path: str) -> Kind:
    lower = path.lower()
    return next((kind for ending, kind in _TABLES.items() if lower.endswith(ending)), "text")


def _text_files(folder: Path, output: OutputPlace) -> Iterator[Source]:
    """The text files under a folder, each directory sorted as it is met; hidden ones and links to folders are left out."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not output.holds(Path(root, name)))
        for name in sorted(names):
            file = Path(root, name)
            if not name.startswith(".") and file.suffix.lower() in TEXT_SUFFIXES and file.is_file() and not output.holds(file):
                yield _source(str(file))


def _at_least_one(sources: Iterator[Source], otherwise: str) -> Iterator[Source]:
    first = next(sources, None)
    if first is None:
        raise InputError(otherwise)
    return chain((first,), sources)


def _mark(name: str, output: OutputPlace) -> InputMark:
    files = size = 0
    digest = hashlib.sha256()
    for source in _sources_of(name, output):
        files += 1
        size += source.size
        if source.path == STDIN:
            continue
        _, changed = stamp(source.path)
        digest.update(f"{source.name}\0{source.size}\0{changed}\0".encode("utf-8", "surrogateescape"))
        # A folder may hold millions of small files; size and time must do for those.
        if source.kind != "text":
            with naming(source.name):
                digest.update(edge_hash(source.path).encode())
    return InputMark(without_secrets(name), files, size, digest.hexdigest())
