"""Every command and every line of Python in the README runs."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from unspin.cli.main import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf8")
SPUN = (ROOT / "examples" / "spun.txt").read_text(encoding="utf8")
COMMANDS = [
    re.sub(r"\s+#.*", "", line)
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
    if re.match(r"(cat \S+ \| )?unspin (?!serve)", line)
]  # serving does not end by itself: its page has tests of its own


@pytest.mark.parametrize("command", COMMANDS)
def test_command(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("article.txt").write_text(SPUN, encoding="utf8")
    Path("articles").mkdir()
    Path("articles/one.txt").write_text(SPUN, encoding="utf8")
    Path("articles.jsonl").write_text(json.dumps({"id": "1", "text": SPUN}) + "\n", encoding="utf8")
    before, _, last = command.rpartition("| ")
    done = CliRunner().invoke(main, shlex.split(last)[1:], input=SPUN if before else None)
    assert done.exit_code == (1 if "--fail-on-spun" in command else 0), done.output


def test_there_are_commands_for_score_restore_and_batch() -> None:
    assert {shlex.split(command.rpartition("| ")[2])[1] for command in COMMANDS} >= {"score", "restore", "batch"}


def test_the_python_example(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(code, "README.md", "exec"), {"text": SPUN})
    assert capsys.readouterr().out.strip()


def test_every_page_is_linked() -> None:
    docs = (page for page in (ROOT / "docs").iterdir() if page.suffix in (".md", ".json"))
    pages = [*docs, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", ROOT / "CITATION.cff"]
    assert [page.name for page in pages if f"({page.relative_to(ROOT)})" not in README] == []


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf8")
    targets = re.findall(r"```sh\nmake (\w+)\n```", README)
    assert targets == ["demo", "test"]
    assert all(f"\n{target}:" in makefile for target in targets)


@pytest.mark.parametrize("page", [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md"], ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf8")):
        assert (page.parent / target).exists(), target
