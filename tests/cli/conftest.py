"""How the command-line tests run unspin: in this process, with the fake model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fakes import GENUINE_TEXT, SPUN_TEXT, FakeModel
from unspin.cli.main import main

Run = Callable[..., Result]


@pytest.fixture
def run(fake_model: FakeModel) -> Run:
    """``run("score", path, stdin=b"")`` gives click's result; anything but an exit is an error in the test."""

    def invoke(*args: str | Path, stdin: bytes = b"") -> Result:
        return CliRunner().invoke(main, [str(arg) for arg in args], input=stdin, catch_exceptions=False)

    return invoke


@pytest.fixture
def spun(tmp_path: Path) -> Path:
    """A file that the fake model calls spun."""
    return write(tmp_path / "spun.txt", SPUN_TEXT)


@pytest.fixture
def genuine(tmp_path: Path) -> Path:
    """A file that it calls genuine."""
    return write(tmp_path / "genuine.txt", GENUINE_TEXT)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A file that is not UTF-8."""
    path = tmp_path / "broken.txt"
    path.write_bytes(b"The caf\x93 is closed.")
    return path


def write(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path
