"""Rows of the files that hold documents and pairs, whatever their kind."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import zstandard

from unspin.errors import InputError
from unspin.manifest import file_hash

_READABLE = (".jsonl", ".jsonl.zst", ".csv", ".tsv", ".txt")


def rows_of(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Rows of a file, or of every readable file in a folder, each with its place ("news.csv, row 3"). A .txt file is one row.

    Raises InputError.
    """
    files = sorted(p for p in path.rglob("*") if p.is_file() and p.name.endswith(_READABLE)) if path.is_dir() else [path]
    if not files:
        raise InputError(f"{path}: no {', '.join(_READABLE)} file in it")
    for file in files:
        try:
            for number, row in enumerate(_file_rows(file), start=1):
                yield f"{file}, row {number}", row
        except OSError as error:
            raise InputError(f"{file}: {error.strerror or error}") from None
        except UnicodeDecodeError:
            raise InputError(f"{file}: not UTF-8; convert it first") from None
        except (csv.Error, zstandard.ZstdError) as error:
            raise InputError(f"{file}: {error}") from None


def content_hash(path: Path) -> str:
    """The sha256 of a file, or of the names and contents of every file in a folder. Raises InputError."""
    try:
        if path.is_file():
            return file_hash(path)
        digest = hashlib.sha256()
        for file in sorted(p for p in path.rglob("*") if p.is_file()):
            digest.update(f"{file.relative_to(path)}\0{file_hash(file)}\0".encode())
        return digest.hexdigest()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None


def _file_rows(path: Path) -> Iterator[Mapping[str, Any]]:
    if path.name.endswith((".jsonl", ".jsonl.zst")):
        yield from _json_lines(path)
    elif path.suffix in (".csv", ".tsv"):
        with path.open(encoding="utf8", newline="") as file:
            yield from csv.DictReader(file, delimiter="\t" if path.suffix == ".tsv" else ",")
    elif path.suffix == ".txt":
        yield {"id": path.stem, "text": path.read_text(encoding="utf8")}
    else:
        raise InputError(f"{path}: cannot read this kind of file; give {', '.join(_READABLE)} or a folder of them")


def _json_lines(path: Path) -> Iterator[Mapping[str, Any]]:
    with zstandard.open(path, "rt", encoding="utf8") if path.suffix == ".zst" else path.open(encoding="utf8") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError:
                raise InputError(f"{path}, line {number}: not JSON; the file needs one object a line") from None
            if not isinstance(row, dict):
                raise InputError(f"{path}, line {number}: not a JSON object")
            yield row
