"""The parts of an unfinished output, and the journal that says which of them are whole."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from unspin.batch.counts import Counts
from unspin.batch.files import append_line, publish, publish_text, sync_folder
from unspin.batch.writers import Output, Write


@dataclass(frozen=True, slots=True)
class Sizes:
    """``group``: rows to a call of the model. A part, which is what a crash can cost, ends after so many rows or seconds.

    Seconds, because putting a part on disk for good takes a slow disk almost one.
    """

    group: int = 64
    part: int = 16_384
    seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Part:
    """A part on disk. ``rows``: hash of all input rows up to its end; ``bytes``: its size."""

    counts: Counts
    rows: str
    bytes: int


class Parts:
    """The folder OUTPUT.parts: part-00000000, ... and journal.jsonl, a line for each part that is whole."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._journal = folder / "journal.jsonl"
        self.done: list[Part] = []

    def recover(self) -> None:
        """Find out what an earlier run left. A line cut short by a crash is forgotten, and with it its part."""
        self.folder.mkdir(exist_ok=True)
        if not self._journal.exists():
            return
        written = self._journal.read_bytes()
        whole = written[: written.rfind(b"\n") + 1]
        self.done = []
        for line in whole.splitlines():
            part = _part(line)
            path = self.path(len(self.done))
            if part is None or not path.exists() or path.stat().st_size != part.bytes:
                break
            self.done.append(part)
        lines = "".join(_line(part) for part in self.done)
        if lines.encode() != written:
            publish_text(lines, self._journal)

    @property
    def counts(self) -> Counts:
        """The counts of all parts."""
        return sum((part.counts for part in self.done), Counts())

    def path(self, number: int) -> Path:
        """Where a part stands."""
        return self.folder / f"part-{number:08d}"

    @contextmanager
    def writing(self, output: Output) -> Iterator[Write]:
        """Write the next part, under another name until ``add``."""
        with output.part(self._unfinished) as write:
            yield write

    def add(self, counts: Counts, rows: str) -> None:
        """The part that was written is whole: give it its name and note it."""
        place = self.path(len(self.done))
        part = Part(counts, rows, self._unfinished.stat().st_size)
        publish(self._unfinished, place)
        append_line(_line(part), self._journal)
        self.done.append(part)

    def join(self, output: Output, place: Path) -> None:
        """Make the whole output appear at ``place``."""
        whole = self.folder / "whole"
        output.join((self.path(number) for number in range(len(self.done))), whole)
        publish(whole, place)

    def remove(self) -> None:
        """Delete the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
        sync_folder(self.folder.parent)

    def forget(self) -> None:
        """Delete all parts, but keep the folder (and its lock)."""
        self._journal.unlink(missing_ok=True)
        sync_folder(self.folder)
        for path in self.folder.glob("part-*"):
            path.unlink()
        self.done = []

    @property
    def _unfinished(self) -> Path:
        return self.folder / "unfinished"


def _line(part: Part) -> str:
    return json.dumps(asdict(part)) + "\n"


def _part(line: bytes) -> Part | None:
    try:
        fields = json.loads(line)
        return Part(Counts(**fields["counts"]), fields["rows"], fields["bytes"])
    except (ValueError, TypeError, KeyError):
        return None
