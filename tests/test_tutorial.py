"""Every command of docs/tutorial.md runs, in order and in one folder, and prints what the page shows; ``...`` stands for anything."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

import unspin
from unspin.cli.main import main

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf8")
BLOCKS = re.findall(r"```(sh|console)\n(.*?)```", PAGE, re.DOTALL)
INSTALLING = "python3 -m venv"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a reader of the page would be: a folder with the examples."""
    for library in ("fastapi", "uvicorn"):
        pytest.importorskip(library)
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    model = unspin.load()
    monkeypatch.setattr("unspin.load", lambda path=None, **_: model)
    # Serving does not end by itself, and its port may be taken here.
    monkeypatch.setattr("uvicorn.Server.run", lambda server, sockets: None)
    monkeypatch.setattr("unspin.cli.serve._listen", lambda host, port: _Listener(port))
    # Somebody is there to answer, and goes through the first words.
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda self: self.name == "<stdin>")
    return tmp_path


class _Listener:
    def __init__(self, port: int) -> None:
        self._port = port

    def __enter__(self) -> _Listener:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def getsockname(self) -> tuple[str, int]:
        return "127.0.0.1", self._port


def test_the_page_from_beginning_to_end(folder: Path) -> None:
    for language, block in BLOCKS:
        if language == "console":
            for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
                printed = _printed(command)
                assert re.fullmatch(_pattern(output), printed, re.DOTALL), f"{command}\nprints\n{printed}"
        elif INSTALLING not in block:
            subprocess.run(["bash", "-e", "-c", block], check=True)
    assert (folder / "report.html").read_text(encoding="utf8").startswith("<!doctype html>")
    assert (folder / "restored.txt").read_text(encoding="utf8").startswith("The city council voted on Tuesday night to")


def test_the_first_step_installs_extras_that_there_are() -> None:
    (install,) = (block for _, block in BLOCKS if INSTALLING in block)
    (named,) = re.findall(r"pip install '\.\[(.*)\]'", install)
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["project"]["optional-dependencies"]
    assert set(named.split(",")) <= set(extras)


def _printed(command: str) -> str:
    """What a command prints, on both streams; unspin runs in this process, where its model is loaded already."""
    words = shlex.split(command)
    if words[0] != "unspin":
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout
    result = CliRunner().invoke(main, words[1:], input="1\ns\nu\ns\nq\n", catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def _pattern(shown: str) -> str:
    return ".*".join(map(re.escape, shown.rstrip("\n").split("..."))) + r"\s*"
