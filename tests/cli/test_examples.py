"""The examples at the end of the help pages run as they stand there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fakes import SPUN_TEXT, FakeModel
from unspin.cli import examples
from unspin.cli.exit_codes import ExitCode
from unspin.cli.main import main

LINES = re.findall(r"^  (unspin .*)$", examples.SCORE + examples.RESTORE, re.MULTILINE)


@pytest.mark.parametrize("line", LINES)
def test_example(line: str, tmp_path: Path, fake_model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda self: self.name == "<stdin>")
    Path("article.txt").write_text(SPUN_TEXT)
    Path("articles").mkdir()
    Path("articles/one.txt").write_text(SPUN_TEXT)
    words = shlex.split(line)[1:]
    stdin = "q\n"
    for sign in {"<", ">"} & set(words):
        at = words.index(sign)
        name = words.pop(at + 1)
        words.pop(at)
        stdin = Path(name).read_text() if sign == "<" else stdin
    result = CliRunner().invoke(main, words, input=stdin, catch_exceptions=False)
    assert result.exit_code == (ExitCode.SPUN if "--fail-on-spun" in words else ExitCode.NOTHING_SPUN)
    for made in (Path("report.html"), Path("restored.txt")):
        assert made.exists() == (made.name in words)


@pytest.mark.parametrize("command", ["score", "restore", "batch"])
def test_the_help_ends_with_them(command: str, run: Callable[..., Result]) -> None:
    page = run(command, "--help").stdout
    assert page.rstrip().endswith(getattr(examples, command.upper()).rstrip().splitlines()[-1])
