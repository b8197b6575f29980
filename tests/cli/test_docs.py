"""The examples in docs/cli.md are what the commands print."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from fakes import GENUINE_TEXT, SPUN_TEXT
from unspin.cli.exit_codes import ExitCode

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
NOTE = "The settlement covers all the ports on the river, and the mayor mentioned that the work would begin in the spring.\n"
EXAMPLES = re.findall(r"```console\n\$ unspin ([^\n]*)\n(.*?)```\n", PAGE, re.DOTALL)


@pytest.mark.parametrize(("command", "output"), EXAMPLES, ids=[command for command, _ in EXAMPLES])
def test_example(command: str, output: str, run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    Path("article.txt").write_text(SPUN_TEXT)
    Path("note.txt").write_text(NOTE)
    Path("meeting.txt").write_text(GENUINE_TEXT)
    Path("old.txt").write_bytes(b"The \x93settlement\x94")
    assert run(*shlex.split(command)).output == output


def test_the_page_shows_every_core_command_and_exit_status() -> None:
    commands = {command.split()[0] for command, _ in EXAMPLES}
    assert commands >= {"score", "restore", "info"}
    assert {int(status) for status in re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)} == set(ExitCode)
