"""The exit status says what happened, and stderr says it in one line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from click.testing import Result

from fakes import SPUN_TEXT
from unspin.cli.exit_codes import ExitCode
from unspin.errors import ModelError

Run = Callable[..., Result]


def test_spun_text_is_no_failure_unless_asked(spun: Path, genuine: Path, run: Run) -> None:
    assert run("score", spun).exit_code == ExitCode.NOTHING_SPUN
    assert run("score", spun, "--fail-on-spun").exit_code == ExitCode.SPUN
    assert run("score", genuine, "--fail-on-spun").exit_code == ExitCode.NOTHING_SPUN
    assert run("score", genuine, spun, "--fail-on-spun").exit_code == ExitCode.SPUN


def test_an_undecided_text_is_not_spun(tmp_path: Path, run: Run) -> None:
    (tmp_path / "x.txt").write_text("settlement settlement")
    assert run("score", tmp_path / "x.txt", "--fail-on-spun").exit_code == ExitCode.NOTHING_SPUN


@pytest.mark.parametrize("command", ["score", "restore"])
def test_one_bad_input_among_several_does_not_stop_the_others(command: str, spun: Path, broken: Path, run: Run) -> None:
    result = run(command, broken, spun, "--format", "jsonl")
    assert result.exit_code == ExitCode.SOME_FAILED
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == [str(spun)]
    assert result.stderr.count("\n") == 1
    assert str(broken) in result.stderr


def test_failed_goes_before_spun(spun: Path, broken: Path, run: Run) -> None:
    assert run("score", spun, broken, "--fail-on-spun").exit_code == ExitCode.SOME_FAILED


@pytest.mark.parametrize("command", ["score", "restore"])
def test_only_bad_inputs_are_wrong_usage(command: str, broken: Path, tmp_path: Path, run: Run) -> None:
    for paths in ([broken], [broken, tmp_path / "missing.txt"]):
        result = run(command, *paths)
        assert result.exit_code == ExitCode.USAGE
        assert result.stdout == ""
        assert result.stderr.count("\n") == len(paths)


@pytest.mark.parametrize(
    "arguments",
    [
        ["score"],
        ["score", "x.txt", "--format", "xml"],
        ["score", "x.txt", "--fpr", "1.5"],
        ["score", "x.txt", "--fpr", "nan"],
        ["score", "x.txt", "--originals", "0"],
        ["score", "x.txt", "--output", "no/such/folder/out.txt"],
        ["score", "x.txt", "--output", "."],
        ["restore", "x.txt", "--min-confidence", "-1"],
        ["restore", "x.txt", "--diff", "--word-diff"],
        ["restore", "x.txt", "--diff", "--format", "json"],
        ["restore", "x.txt", "--interactive"],
        ["restore", "-", "--interactive"],
        ["nonsense"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_told_in_words(arguments: list[str], tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.txt").write_text(SPUN_TEXT)
    result = run(*arguments)
    assert result.exit_code == ExitCode.USAGE
    assert result.stdout == ""
    assert "Error: " in result.stderr


@pytest.mark.parametrize("command", [["score", "x.txt"], ["restore", "x.txt"], ["info"]], ids=" ".join)
def test_a_broken_model_is_one_line(command: list[str], tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(path: str | None = None, **_: object) -> None:
        raise ModelError(f"{path}: not a model folder; export one with unspin export")

    monkeypatch.setattr("unspin.load", load)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.txt").write_text(SPUN_TEXT)
    result = run(*command, "--model", "folder")
    assert result.exit_code == ExitCode.USAGE
    assert result.stderr == "unspin: folder: not a model folder; export one with unspin export\n"


def test_the_threshold_follows_fpr(spun: Path, run: Run) -> None:
    assert json.loads(run("score", spun, "--format", "json", "--fpr", "0.25").stdout)["threshold"] == 0.75


def test_ctrl_c_is_not_a_verdict(spun: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(path: str | None = None, **_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("unspin.load", load)
    assert run("score", spun, "--fail-on-spun").exit_code == ExitCode.INTERRUPTED


@pytest.mark.parametrize(("command", "extra"), [("eval", "eval"), ("train", "train")])
def test_a_missing_extra_is_one_clear_line(command: str, extra: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Missing:
        def load(self) -> None:
            raise ModuleNotFoundError("No module named 'sklearn'", name="sklearn")

    monkeypatch.setattr("importlib.metadata.entry_points", lambda group, name: [Missing()])
    result = run(command)
    assert result.exit_code == ExitCode.USAGE
    assert result.stderr == f"unspin {command} needs the extra: pip install 'unspin[{extra}]' (sklearn is missing)\n"


def test_every_command_is_in_the_help(run: Run) -> None:
    plugins = {entry.name for entry in entry_points(group="unspin.commands")}
    commands = run("--help").stdout.split("Commands:")[1]
    assert set(re.findall(r"^  (\w+)", commands, re.MULTILINE)) >= plugins | {"score", "restore", "info"}
