"""A bar for whoever watches and waits, on standard error, and never anywhere else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fakes import FakeModel
from unspin.cli import documents
from unspin.cli.documents import in_batches
from unspin.cli.inputs import Document
from unspin.cli.main import main


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every wait is long enough for a bar, which is there before the work goes on."""

    class Now:
        daemon = True

        def __init__(self, seconds: float, action: Callable[[], None]) -> None:
            self._action = action

        def start(self) -> None:
            self._action()

        def cancel(self) -> None:
            pass

    monkeypatch.setattr("unspin.cli.progress.Timer", Now)


def _watched(monkeypatch: pytest.MonkeyPatch, *arguments: str, stream: str = "<stderr>") -> Result:
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda self: self.name == stream)
    monkeypatch.setenv("TERM", "xterm")
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


@pytest.mark.parametrize(("command", "doing"), [("score", "scoring"), ("restore", "restoring")])
def test_whoever_waits_at_a_terminal_sees_a_bar(
    command: str, doing: str, spun: Path, fake_model: FakeModel, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = _watched(monkeypatch, command, str(spun), str(spun), "missing.txt", "--format", "jsonl")
    assert doing in result.stderr
    assert "reading" in result.stderr
    assert "missing.txt: no such file" in result.stderr
    assert result.stdout.count("\n") == 2


def test_quick_work_shows_nothing(spun: Path, fake_model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unspin.cli.progress._PATIENCE", 60)
    assert _watched(monkeypatch, "score", str(spun)).stderr == ""


def test_nobody_watches_a_pipe(spun: Path, fake_model: FakeModel, impatient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _watched(monkeypatch, "score", str(spun), stream="<stdin>").stderr == ""


def test_long_texts_are_taken_alone_and_short_ones_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "_CHARACTERS", 10)
    monkeypatch.setattr(documents, "_AT_A_TIME", 3)
    sizes = [2, 2, 2, 2, 30, 9, 2, 0]
    seen: list[list[int]] = []

    def run(texts: list[str], names: list[str], layouts: list[object]) -> list[str]:
        seen.append([len(text) for text in texts])
        return names

    names = [str(n) for n in range(len(sizes))]
    given = [Document(name, "x" * size) for name, size in zip(names, sizes, strict=True)]
    assert in_batches(given, run, "") == names
    assert seen == [[2, 2, 2], [2], [30], [9], [2, 0]]
