"""JSON Lines, plain or packed."""

from __future__ import annotations

import gzip
import json
import math
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from unspin.batch.extra import pyarrow
from unspin.batch.records import Layout, Record
from unspin.batch.writers import Write
from unspin.formats.safe_text import without_surrogates

_CHUNK = 1 << 20


@dataclass(frozen=True)
class JsonOutput:
    """``compression``: "", ".gz" or ".zst". Parts are plain; packing the whole in one stream is what every reader can undo."""

    layout: Layout
    compression: str

    @contextmanager
    def part(self, path: Path) -> Iterator[Write]:
        """Open a part."""
        with path.open("wb") as file:

            def write(records: Sequence[Record]) -> None:
                file.writelines(_line(self.layout.to_dict(record)) for record in records)

            yield write

    def join(self, parts: Iterable[Path], place: Path) -> None:
        """Put the parts one after the other, packed if asked for."""
        with place.open("wb") as file, self._packed(file) as packed:
            for path in parts:
                with path.open("rb") as part:
                    shutil.copyfileobj(part, packed, _CHUNK)

    def _packed(self, file: BinaryIO) -> AbstractContextManager[Any]:
        if self.compression == ".gz":
            return gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=file, mtime=0)
        if self.compression == ".zst":
            stream: AbstractContextManager[Any] = pyarrow().CompressedOutputStream(file, "zstd")
            return stream
        return nullcontext(file)


def json_text(value: Any) -> str:
    """Strict JSON for whatever a table may hold: no NaN, and what JSON does not know (dates, bytes) as its text."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, default=str)
    except ValueError:
        text = json.dumps(_finite(value), ensure_ascii=False, default=str)
    return without_surrogates(text)


def _line(fields: dict[str, Any]) -> bytes:
    return json_text(fields).encode() + b"\n"


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
