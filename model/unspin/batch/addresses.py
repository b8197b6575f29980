"""Files at addresses such as ``s3://bucket/key`` or ``gs://bucket/key``: whatever file system pyarrow opens.

Everything here takes an address or the path of a file on this machine, so that readers need not tell one from the other.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast
from urllib.parse import quote

from unspin.batch.extra import file_systems, pyarrow
from unspin.batch.rows import short_message
from unspin.errors import InputError
from unspin.formats.safe_text import one_line

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_BUFFER = 1 << 20


def is_address(path: str) -> bool:
    """Whether ``path`` names a file system of its own, as ``s3://bucket/key`` does."""
    return _SCHEME.match(path) is not None


def without_secrets(path: str) -> str:
    """What messages and files call it: an address without the parts that may hold a key (``key:secret@``, ``?...``)."""
    return re.sub(r"://[^/@]*@", "://", path.partition("?")[0]) if is_address(path) else path


def open_binary(path: str) -> BinaryIO:
    """Open a file for reading. OSError if that fails; InputError for an address of a kind that pyarrow does not know."""
    if not is_address(path):
        return open(path, "rb")
    system, place = _system_of(path)
    return cast(BinaryIO, io.BufferedReader(system.open_input_file(place), _BUFFER))


def stamp(path: str) -> tuple[int, int]:
    """Size in bytes and time of the last change in nanoseconds (0 if the store keeps none). Raises like ``open_binary``."""
    if not is_address(path):
        found = os.stat(path)
        return found.st_size, found.st_mtime_ns
    system, place = _system_of(path)
    info = system.get_file_info(place)
    if info.type != file_systems().FileType.File:
        is_folder = info.type == file_systems().FileType.Directory
        raise InputError(f"{one_line(without_secrets(path))}: {_FOLDER if is_folder else 'no such file; check the address'}")
    return int(info.size), int(info.mtime_ns or 0)


def matching(pattern: str) -> list[str]:
    """The addresses of all files that match, sorted. ``*`` stays within a folder, ``**/`` goes through folders.

    What follows a question mark belongs to the file system, not to the pattern (``?region=eu-west-1``).
    """
    address, mark, query = pattern.partition("?")
    magic = re.search(r"[*\[]", address)
    if magic is None:
        return [pattern]
    folder = address[: magic.start()].rpartition("/")[0]
    wanted = address[len(folder) + 1 :]
    system, base = _system_of(folder + mark + query)
    selector = file_systems().FileSelector(base, recursive="/" in wanted, allow_not_found=True)
    with _plain_errors(pattern):
        infos = system.get_file_info(selector)
    names = (info.path[len(base) :].lstrip("/") for info in infos if info.type == file_systems().FileType.File)
    fits = _as_regex(wanted)
    return sorted(f"{folder}/{quote(name)}{mark}{query}" for name in names if fits.fullmatch(name))


_FOLDER = "is a folder; give a pattern, e.g. 'FOLDER/*.parquet'"


def _system_of(address: str) -> tuple[Any, str]:
    with _plain_errors(address):
        system, place = file_systems().FileSystem.from_uri(address)
    return system, place


@contextmanager
def _plain_errors(address: str) -> Iterator[None]:
    try:
        yield
    except (pyarrow().ArrowException, OSError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0].replace(address, without_secrets(address))
        shown = one_line(without_secrets(address))
        raise InputError(f"{shown}: cannot be opened ({short_message(reason)}); check the address") from None


def _as_regex(pattern: str) -> re.Pattern[str]:
    pieces = re.split(r"(\*\*/|\*|\[[^\]]+\])", pattern)
    known = {"**/": "(?:.*/)?", "*": "[^/]*"}
    return re.compile(
        "".join(
            known.get(piece) or (piece.replace("[!", "[^") if piece.startswith("[") else re.escape(piece)) for piece in pieces
        )
    )
