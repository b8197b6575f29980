"""Any text corpus as a ``datasets.Dataset`` of documents: ``id``, ``text``, ``source``.

A source is a file or a folder (jsonl, csv, parquet, txt; .gz and .zst too) or the name of a data set on a hub. Files are memory-mapped by
``datasets``, so a corpus larger than memory is fine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from unspin.errors import InputError

if TYPE_CHECKING:
    from datasets import Dataset

_LOADERS = {".jsonl": "json", ".json": "json", ".csv": "csv", ".tsv": "csv", ".parquet": "parquet", ".txt": "text", ".md": "text"}
_PACKED = (".zst", ".gz", ".bz2", ".xz")


@dataclass(frozen=True)
class Source:
    """Where documents come from. ``cap`` limits the number of documents (0: all)."""

    path: str
    column: str = "text"
    cap: int = 0
    split: str = "train"


def load_documents(sources: Sequence[Source]) -> Dataset:
    """All documents of ``sources`` after one another.

    Raises InputError for a folder without readable files or a missing text column.
    """
    from datasets import concatenate_datasets

    return concatenate_datasets([_load(source) for source in sources])


def held_out(identifier: str, percent: int = 1) -> bool:
    """Whether a document is kept apart for measuring: a fixed share by a hash of its id, the same in every run."""
    return crc32(identifier.encode()) % 100 in range(7, 7 + percent)


def _load(source: Source) -> Dataset:
    from datasets import Value, load_dataset

    path = Path(source.path)
    if path.exists():
        files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file() and _loader(p))
        if not files:
            raise InputError(f"{path}: no jsonl, csv, parquet or txt file in it; name a folder that holds some")
        kind = _loader(files[0])
        if kind is None:
            raise InputError(f"{path}: unknown kind of file; use jsonl, csv, parquet or txt (.gz and .zst are fine)")
        options = {"sample_by": "document"} if kind == "text" else {}
        loaded = load_dataset(kind, data_files=[str(f) for f in files if _loader(f) == kind], split="train", **options)
        name = path.name if path.is_dir() else path.parent.name
    else:
        loaded, name = load_dataset(source.path, split=source.split), source.path
    if source.column not in loaded.column_names:
        raise InputError(f"{source.path}: no column {source.column!r}; it has {', '.join(loaded.column_names)}")
    if source.cap and len(loaded) > source.cap:
        loaded = loaded.select(range(source.cap))
    ids = [f"{name}/{i}" for i in loaded["id"]] if "id" in loaded.column_names else [f"{name}/{i}" for i in range(len(loaded))]
    texts = loaded.select_columns([source.column]).rename_columns({source.column: "text"} if source.column != "text" else {})
    texts = texts.cast_column("text", Value("large_string"))
    return texts.add_column("id", ids).add_column("source", [name] * len(ids))


def _loader(path: Path) -> str | None:
    suffixes = [s for s in path.suffixes if s not in _PACKED]
    return _LOADERS.get(suffixes[-1]) if suffixes else None
