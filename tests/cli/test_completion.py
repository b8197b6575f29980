"""Tab completion: what the shells are told, and the lines of docs/cli.md that switch it on."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import BashComplete

from unspin.cli.main import main

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
LINES = {shell: line for line, shell in re.findall(r"^(.*_UNSPIN_COMPLETE=(\w+)_source unspin[^#\n]*)", PAGE, re.MULTILINE)}
# Each shell is given the line of the page, then asked what may follow "unspin re".
ASK = {
    "bash": 'COMP_WORDS=(unspin re); COMP_CWORD=1; _unspin_completion unspin; echo "${COMPREPLY[@]}"',
    "fish": 'complete -C "unspin re"',
    "zsh": "whence -w _unspin_completion",
}


def offered(*words: str) -> list[tuple[str, str]]:
    """Kind and value of what is offered for the last of these words."""
    complete = BashComplete(main, {}, "unspin", "_UNSPIN_COMPLETE")
    return [(item.type, item.value) for item in complete.get_completions(list(words[:-1]), words[-1])]


def test_commands_are_offered_without_being_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unspin.cli.main._load", None)
    assert offered("s") == [("plain", "score"), ("plain", "serve"), ("plain", "spin")]
    assert ("plain", "--version") in offered("--")


@pytest.mark.parametrize(
    ("words", "first"),
    [
        (("score", "--form"), ("plain", "--format")),
        (("score", "--format", "h"), ("plain", "html")),
        (("score", "art"), ("file", "art")),
        (("restore", "a.txt", "b"), ("file", "b")),
        (("batch", "x"), ("file", "x")),
        (("score", "--model", "m"), ("dir", "m")),
        (("score", "-o", "r"), ("file", "r")),
    ],
    ids=lambda value: " ".join(value),
)
def test_options_values_and_files_are_offered(words: tuple[str, ...], first: tuple[str, str]) -> None:
    assert offered(*words)[0] == first


def test_the_page_has_a_line_for_every_shell() -> None:
    assert set(LINES) == set(ASK)


@pytest.mark.parametrize("shell", ASK)
def test_the_line_of_the_page_works(shell: str, tmp_path: Path) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    if shutil.which(shell) is None or shutil.which("unspin", path=path) is None:
        pytest.skip(f"needs {shell} and an installed unspin")
    start = "autoload -U compinit; compinit -u;" if shell == "zsh" else ""
    environment = os.environ | {"PATH": path, "HOME": str(tmp_path)}
    done = subprocess.run(
        [shell, "-c", f"{start}{LINES[shell]}\n{ASK[shell]}"], capture_output=True, text=True, env=environment, cwd=tmp_path
    )
    assert ("_unspin_completion: function" if shell == "zsh" else "restore") in done.stdout, done.stderr
