"""What docs/report.md says is so."""

from __future__ import annotations

import re
from pathlib import Path

from fakes import SPUN_TEXT, FakeModel
from unspin.formats.confidence import HIGH, MEDIUM, confidence_level
from unspin.formats.html_tables import VERDICT_WORDS

_PAGE = (Path(__file__).parents[2] / "docs" / "report.md").read_text("utf-8")


def test_levels_are_those_of_the_code() -> None:
    assert f"| high | {HIGH:.0%} and more |".replace("%", " %") in _PAGE
    assert f"| medium | {MEDIUM:.0%} and more |".replace("%", " %") in _PAGE
    assert [confidence_level(p) for p in (1.0, HIGH, HIGH - 0.01, MEDIUM, MEDIUM - 0.01, 0.0)] == [
        "high", "high", "medium", "medium", "low", "low",
    ]  # fmt: skip


def test_verdicts_are_named_as_the_page_names_them() -> None:
    for verdict in ("spun", "genuine"):
        assert re.search(rf'^\| {VERDICT_WORDS[verdict]}.* \| `"{verdict}"` \|', _PAGE, re.MULTILINE)  # type: ignore[index]


def test_example_runs(fake_model: FakeModel) -> None:
    example, _ = re.findall(r"```python\n(.*?)```", _PAGE, re.DOTALL)
    names: dict[str, object] = {"text": SPUN_TEXT}
    exec(example, names)
    assert "finds about 90\u00a0%" in str(names["page"])
