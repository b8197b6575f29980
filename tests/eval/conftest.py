"""A folder in the form of the built-in suite ``realworld``, and suites of one's own beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from made_up import original, spun, write_rows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """documents.jsonl (12 genuine, 12 spun documents) and pairs.jsonl (8 pairs, whose spun sides are among them)."""
    about = (("genuine", original, "", "village"), ("spun", spun, "table", "web"))
    documents = [
        {"id": f"{label}-{n}", "text": make(n), "label": label, "family": family, "register": register, "source": f"s{n}"}
        for label, make, family, register in about
        for n in range(12)
    ]
    start = spun(0).index("cowl")
    documents[12]["evidence"] = [{"start": start, "end": start + 4, "spun": "cowl", "original": "cover"}]
    pairs = [
        {"id": f"pair-{n}", "spun": spun(n), "original": original(n), "family": "table", "source": f"site{n % 6}"}
        for n in range(8)
    ]
    write_rows(tmp_path / "documents.jsonl", documents)
    write_rows(tmp_path / "pairs.jsonl", pairs)
    return tmp_path


@pytest.fixture
def suite(folder: Path) -> Callable[[str], Path]:
    """Writes a TOML suite beside the data."""

    def make(toml: str) -> Path:
        path = folder / "mine.toml"
        path.write_text(toml, encoding="utf8")
        return path

    return make
