"""Every command in docs/evaluation.md runs, and the page names every built-in suite, kind and option."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from made_up import original

from fakes import FakeModel
from unspin.cli.main import main
from unspin.verdict import Band, Bands
from unspin_eval.commands import evaluate
from unspin_eval.run import KINDS
from unspin_eval.suites import built_in_suites

PAGE = (Path(__file__).parents[2] / "docs" / "evaluation.md").read_text(encoding="utf-8")
COMMANDS = [line.strip() for line in PAGE.splitlines() if re.match(r"    unspin (?!.*\.\.\.)", line)]


@pytest.fixture
def desk(fake_model: FakeModel, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files that the examples name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(FakeModel, "manifest", SimpleNamespace(bands=Bands((Band(0, 0.01, 0.5),))), raising=False)
    Path("my-pages").symlink_to(folder, target_is_directory=True)
    Path("archive").mkdir()
    Path("article.txt").write_text(original(1))
    Path("archive/one.txt").write_text(original(2))


def test_commands_run_one_after_the_other(desk: None) -> None:
    assert len(COMMANDS) >= 4
    for command in COMMANDS:
        words, _, _ = command.partition(" > ")
        done = CliRunner().invoke(main, shlex.split(words)[1:])
        missing_dose = "dose" in words and "fewer than 10 genuine documents" in done.output  # the examples' folder is a small one
        assert done.exit_code == 0 or missing_dose, (command, done.output)


def test_the_page_names_what_there_is() -> None:
    for name in (*built_in_suites(), *KINDS):
        assert f"`{name}`" in PAGE
    for parameter in evaluate.params:
        for option in parameter.opts:
            assert not option.startswith("--") or option in PAGE or option == "--output", option
