"""Files that survive a power cut: written beside, forced to disk, then renamed into place."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from unspin.errors import UnspinError
from unspin.formats.safe_text import one_line


def publish(written: Path, place: Path) -> None:
    """Make the finished file ``written`` appear at ``place``, whole, replacing what stood there. OSError if the disk fails."""
    _sync(written, os.O_RDWR)
    os.replace(written, place)
    sync_folder(place.parent)


def publish_text(text: str, place: Path) -> None:
    """``publish`` for a small text."""
    beside = place.with_name(f"{place.name}.tmp")
    beside.write_text(text, encoding="utf-8")
    publish(beside, place)


def append_line(line: str, path: Path) -> None:
    """Add a line (with its line end) and force it to disk. A crash may leave a piece of it."""
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Force the names in a folder to disk."""
    if sys.platform != "win32":  # Windows cannot open folders
        _sync(folder, os.O_RDONLY)


@contextmanager
def only_one(lock: Path, output: Path) -> Iterator[None]:
    """Hold ``lock`` so that two runs never write the same output; it is let go when the process ends, however it ends.

    Makes the folder of the lock, and removes it if nothing else is left in it.
    """
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as file:
        if not _locked(file, lock):
            raise UnspinError(f"{one_line(str(output))}: another unspin batch is writing it; wait for that one")
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)
            with suppress(OSError):
                lock.parent.rmdir()


@contextmanager
def saying_how_to_go_on(output: Path) -> Iterator[None]:
    """Turn a failing disk into one line that says how to go on."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnspinError(
            f"{one_line(str(output))}: cannot be written ({one_line(reason)}); mend that and run the same command again, "
            "it goes on where it stopped"
        ) from None


def _locked(file: IO[str], lock: Path) -> bool:
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(file.fileno()), lock.stat())
    except (BlockingIOError, FileNotFoundError):  # held by another run, or removed by one that ended just now
        return False


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
