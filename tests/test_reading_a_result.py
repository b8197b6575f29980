"""The figures of docs/reading-a-result.md follow from what it says they follow from."""

from __future__ import annotations

import re
from pathlib import Path

from unspin.formats.base_rate import chance_right
from unspin.verdict import DEFAULT_FPR, MIN_WORDS

PAGE = (Path(__file__).parents[1] / "docs" / "reading-a-result.md").read_text(encoding="utf8")
RECALL = 0.8
ARTICLES = 10_000


def test_the_table_of_flags() -> None:
    assert f"{RECALL * 100:g} of 100 spun texts are found and {DEFAULT_FPR * 100:g} of 100 genuine ones is" in PAGE
    rows = re.findall(r"^\| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \| (\d+) % \|$", PAGE, re.MULTILINE)
    assert len(rows) == 4
    for row in rows:
        spun, right, wrong, share = (int(cell.replace(",", "")) for cell in row)
        assert right == round(RECALL * spun)
        assert wrong == round(DEFAULT_FPR * (ARTICLES - spun))
        assert share == round(100 * chance_right(spun / ARTICLES, DEFAULT_FPR, RECALL))


def test_the_shortest_text_that_is_judged() -> None:
    assert f"under about {MIN_WORDS} words" in PAGE
