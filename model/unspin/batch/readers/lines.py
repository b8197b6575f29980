"""Lines of a file that may be compressed, and may hold a line that no memory could."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, cast

from unspin.batch.addresses import open_binary
from unspin.batch.extra import pyarrow
from unspin.batch.sources import Source
from unspin.cli.inputs import MAX_BYTES, STDIN

# Small, because what is in the buffer is lost when the file breaks off.
_ZST_BUFFER = 4096
TOO_LONG = f"line over {MAX_BYTES // 1_000_000} MB; split it"


@dataclass(frozen=True, slots=True)
class OpenFile:
    """``data``: the unpacked bytes; ``position()``: how far the file itself was read."""

    data: BinaryIO
    raw: BinaryIO | None

    def position(self) -> int:
        return self.raw.tell() if self.raw else 0

    def lines(self) -> Iterator[bytes | None]:
        """Every line with its line end; None for one that is too long to hold."""
        while line := self.data.readline(MAX_BYTES + 1):
            if len(line) <= MAX_BYTES:
                yield line
                continue
            while line and not line.endswith(b"\n"):
                line = self.data.readline(MAX_BYTES + 1)
            yield None


@contextmanager
def open_lines(source: Source, stdin: BinaryIO) -> Iterator[OpenFile]:
    """Open a source (or standard input), unpacking .gz and .zst."""
    if source.path == STDIN:
        yield OpenFile(stdin, None)
        return
    with open_binary(source.path) as raw:
        lower = source.name.lower()
        if lower.endswith(".gz"):
            with gzip.open(raw) as unpacked:
                yield OpenFile(cast(BinaryIO, unpacked), raw)
        elif lower.endswith(".zst"):
            # Not python-zstandard: it takes a file that was cut off for a whole one.
            with pyarrow().CompressedInputStream(raw, "zstd") as stream:
                yield OpenFile(io.BufferedReader(stream, _ZST_BUFFER), raw)
        else:
            yield OpenFile(raw, raw)
