"""What docs/extending.md shows runs, and the places that it names are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from fakes import FakeModel
from unspin.channel import SOURCES
from unspin.cli.main import main
from unspin.documents import DOCUMENT_SUFFIXES, limits, worker
from unspin.evidence import KINDS

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf8")
FAMILY, READER = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
TEXT = "The town council held a meeting by the old bridge. After the meeting it closed the bridge to all traffic for a year. " * 3


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return str(found)


def test_the_example_family_swaps_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("lemminflect")
    exec(compile(FAMILY, "extending.md", "exec"), {"text": TEXT})
    swaps = re.findall(r"^(.*) -> (.*)$", capsys.readouterr().out, re.MULTILINE)
    assert swaps
    assert {original.lower() for original, _ in swaps} <= {"bridge", "town council", "meeting", "a", "an"}


def test_the_places_of_a_family_are_as_described() -> None:
    families = pytest.importorskip("unspin_training.spinners.families")
    for name in families.OBSERVED:
        rows = (ROOT / "training" / "unspin_training" / "observed" / f"{name}.tsv").read_text(encoding="utf8").splitlines()
        spun, original, times = next(row for row in rows if row and not row.startswith("#")).split("\t")
        assert spun != original
        assert times.isdigit()
    assert set(families.built_in_families()) <= set(families.FAMILY_WEIGHTS)
    assert set(SOURCES) == set(KINDS)
    assert len(SOURCES) <= 16


def test_the_example_suite_is_measured(fake_model: FakeModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sklearn")
    pytest.importorskip("matplotlib")
    monkeypatch.chdir(tmp_path)
    Path("desk.csv").write_text(block("csv"))
    Path("desk.toml").write_text(block("toml"))
    (command,) = re.findall(r"^unspin (eval .*)$", PAGE, re.MULTILINE)
    result = CliRunner().invoke(main, command.split(), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert "desk" in result.stdout
    assert Path("desk-report/report.html").exists()


def test_the_kinds_of_suites_are_where_it_says() -> None:
    run = pytest.importorskip("unspin_eval.run")
    assert "genuine" in run.KINDS


def test_the_example_reader_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    made: dict[str, object] = {}
    exec(compile(READER, "extending.md", "exec"), made)
    monkeypatch.setitem(worker._READERS, ".srt", made["read_subtitles"])  # type: ignore[arg-type]
    subtitles = (
        b"1\r\n00:00:01,000 --> 00:00:02,000\r\nThe council met\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\non Tuesday.\r\n"
    )
    assert worker.extract_text(subtitles, ".srt", limits.LIMITS).text == "The council met on Tuesday."
    with pytest.raises(limits.Unreadable, match="no subtitles"):
        worker.extract_text(b"", ".srt", limits.LIMITS)


def test_every_place_of_a_format_knows_every_format() -> None:
    assert set(worker._READERS) == set(DOCUMENT_SUFFIXES)
    page = (ROOT / "model" / "unspin" / "serve" / "page" / "index.html").read_text(encoding="utf8")
    (accepted,) = re.findall(r'accept="(.*?)"', page)
    assert set(accepted.split(",")) == {".txt", ".md", *DOCUMENT_SUFFIXES}


def test_every_file_that_is_named_is_there() -> None:
    for name in re.findall(r"`((?:model|training|eval|tests|documents|serve|kinds)/[\w/.-]+)`", PAGE):
        if "NAME" in name:
            continue
        roots = (ROOT, ROOT / "model" / "unspin", ROOT / "eval" / "unspin_eval")
        assert any((root / name).exists() for root in roots), name
