"""Restoring at the shell: the text, its diffs, and deciding swap by swap."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fakes import SPUN_TEXT, FakeModel
from unspin.cli.interactive import FINISH, SKIP, UNDO, Answer, walk
from unspin.cli.main import main
from unspin.formats.diff import render_diff
from unspin.report import Report, Restoration, apply_edits

Run = Callable[..., Result]
RESTORED = FakeModel().restore(SPUN_TEXT).text


def test_the_restored_text_alone_is_printed(spun: Path, run: Run) -> None:
    assert run("restore", spun).stdout == RESTORED
    assert run("restore", "-", stdin=SPUN_TEXT.encode()).stdout == RESTORED


def test_several_texts_are_named(spun: Path, genuine: Path, run: Run) -> None:
    output = run("restore", spun, genuine).stdout
    assert output == f"==> {spun} <==\n{RESTORED}\n==> {genuine} <==\n{genuine.read_text()}"


def test_only_sure_wording_is_put_back_if_asked(spun: Path, run: Run) -> None:
    assert run("restore", spun, "--min-confidence", "0.61").stdout == SPUN_TEXT


@pytest.mark.skipif(shutil.which("patch") is None, reason="needs patch")
@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\x0c\n", "\u2028"])
def test_patch_takes_the_diff(end: str, tmp_path: Path, run: Run) -> None:
    text = f"One line.\r\nThe settlement\x0bis\u2028here.\nA third line.\nThe commerce{end}"
    path = tmp_path / "x.txt"
    path.write_bytes(text.encode())
    diff = run("restore", path, "--diff").stdout_bytes
    subprocess.run(["patch", "--binary", "--silent", str(path)], input=diff, check=True)
    assert path.read_bytes().decode() == FakeModel().restore(text).text


def test_nothing_changed_is_an_empty_diff() -> None:
    assert render_diff(Restoration("x", "Same.", "Same.", ())) == ""


def test_the_word_diff_shows_found_and_original(run: Run) -> None:
    output = run("restore", "-", "--word-diff", stdin=b"The settlement holds.\n").stdout
    assert output == "The [-settlement-]{+agreement+} holds.\n"


def answers(*given: object) -> Callable[[Report, int], Answer]:
    """Answers in turn: a number picks that original, a letter stands for itself."""
    left = list(given)

    def ask(report: Report, at: int) -> Answer:
        answer = left.pop(0)
        return report.spans[at].originals[answer] if isinstance(answer, int) else str(answer)

    return ask


@pytest.mark.parametrize(
    ("given", "restored"),
    [
        ([0, 0, 0], "The agreement covers trade and the country."),
        ([1, SKIP, 0], "The deal covers commerce and the country."),
        ([0, UNDO, 1, 0, UNDO, UNDO, 2, SKIP, SKIP], "The accord covers commerce and the nation."),
        ([UNDO, 0, FINISH], "The agreement covers commerce and the nation."),
        ([FINISH], "The settlement covers commerce and the nation."),
    ],
)
def test_walking_the_swaps(given: list[object], restored: str) -> None:
    report = FakeModel().score("The settlement covers commerce and the nation.")
    restoration = walk(report, answers(*given))
    assert restoration.text == restored
    assert apply_edits(report.text, restoration.edits) == restored


def test_articles_follow_the_word_put_back() -> None:
    assert walk(FakeModel().score("It is a settlement."), answers(0)).text == "It is an agreement."


def test_asking_on_a_terminal(spun: Path, fake_model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    runner = CliRunner()
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda self: self.name == "<stdin>")
    result = runner.invoke(main, ["restore", str(spun), "--interactive"], input="\n7\ns\n2\nq\n", catch_exceptions=False)
    assert result.exit_code == 0
    assert result.stdout == SPUN_TEXT.replace("Commerce", "Trade").replace("cooperation settlement", "cooperation deal")
    assert "1/9, line 1:" in result.stderr
    assert "*forefront*" in result.stderr
