"""Inputs that nobody checked: each gives an answer or one line, never a traceback, and never moves the reader's cursor."""

from __future__ import annotations

import codecs
import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakes import GENUINE_TEXT, SPUN_TEXT
from unspin.cli import inputs
from unspin.cli.exit_codes import ExitCode
from unspin.cli.inputs import Document, read_documents
from unspin.documents.parts import plain_text
from unspin.errors import InputError

Run = Callable[..., Result]

READABLE = {
    "empty": b"",
    "one word": b"settlement",
    "only blanks": b" \n\t\r\n ",
    "byte order mark": codecs.BOM_UTF8 + SPUN_TEXT.encode(),
    "utf-16 little": codecs.BOM_UTF16_LE + SPUN_TEXT.encode("utf-16-le"),
    "utf-16 big": codecs.BOM_UTF16_BE + SPUN_TEXT.encode("utf-16-be"),
    "right to left": "אבג settlement \u202egnihton\u202c \u2067x\u2069".encode(),
    "combining marks": ("e\u0301 settle" + "\u0300" * 200 + "ment").encode(),
    "escapes": b"\x1b[2J\x1b]0;title\x07 settlement \x9b".replace(b"\x9b", "\x9b".encode()),
    "markup": b"[bold red]settlement[/] [link=file:///etc] :smile: <b>&amp;</b> {{ x }}",
    "only code": b"for (;;) { x[i] = y[i++] ^ 0xff; }\n" * 20,
    "another language": "Порт был закрыт в понедельник. ".encode() * 20,
    "no line ends": b"settlement " * 5000,
    "only line ends": b"\r\n\r\n\n\n\r\r" * 50,
    "old line ends": b"The settlement\ris here\r",
    "emoji": "👩‍👩‍👧 settlement 👍🏽".encode(),
}

FIX = "convert it, e.g. iconv -f WINDOWS-1252 -t UTF-8"
REFUSED = {
    "NUL": (b"The settlement\0 is here", "binary data (a NUL byte at 14); give a text file"),
    "NUL in UTF-16": (codecs.BOM_UTF16_LE + "a\0b".encode("utf-16-le"), "binary data (a NUL character); give a text file"),
    "UTF-16 without mark": ("settlement".encode("utf-16-le"), "binary data (a NUL byte at 1); give a text file"),
    "Windows-1252": (
        b"The \x93settlement\x94",
        f"not UTF-8 text (byte 0x93 at 4); {FIX}",
    ),
    "lone surrogate": (b"a\xed\xa0\x80b", f"not UTF-8 text (byte 0xed at 1); {FIX}"),
    "lone surrogate in UTF-16": (
        codecs.BOM_UTF16_LE + b"a\0\0\xd8",
        f"not UTF-16 text (byte 0x00 at 4); {FIX}".replace("WINDOWS-1252", "UTF-16"),
    ),
    "half a character": (
        codecs.BOM_UTF8 + b"caf\xc3",
        f"not UTF-8 text (byte 0xc3 at 6); {FIX}",
    ),
}

HARMLESS = re.compile("[^\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]*")


@pytest.mark.parametrize("data", READABLE.values(), ids=READABLE.keys())
@pytest.mark.parametrize("command", [["score", "--explain"], ["restore", "--word-diff"]], ids=["score", "word diff"])
def test_hostile_text_gets_a_harmless_answer(command: list[str], data: bytes, tmp_path: Path, run: Run) -> None:
    (tmp_path / "x.txt").write_bytes(data)
    from_file = run(*command, tmp_path / "x.txt")
    from_stdin = run(*command, "-", stdin=data)
    for result in (from_file, from_stdin):
        assert result.exit_code == 0
        assert result.stderr == ""
        assert HARMLESS.fullmatch(result.stdout.replace("\r\n", "\n"))


@pytest.mark.parametrize("data", READABLE.values(), ids=READABLE.keys())
def test_restoring_keeps_every_byte_that_is_not_edited(data: bytes, tmp_path: Path, run: Run) -> None:
    (tmp_path / "x.txt").write_bytes(data)
    result = run("restore", tmp_path / "x.txt", "--min-confidence", "1")
    assert result.stdout_bytes == data, "with nothing sure enough to put back"
    run("restore", tmp_path / "x.txt", "--output", tmp_path / "y.txt")
    [read] = read_documents([str(tmp_path / "x.txt")], None)  # type: ignore[arg-type]
    assert isinstance(read, Document)
    words = re.compile(r"(?i)commerce|forefront|settlement|cowl|navy|mentioned|nation|info")
    originals = re.compile(r"(?i)trade|front|agreement|cover|military|said|country|information")
    [restored] = read_documents([str(tmp_path / "y.txt")], None)  # type: ignore[arg-type]
    assert isinstance(restored, Document)
    assert (restored.bom, restored.encoding) == (read.bom, read.encoding)
    assert originals.split(restored.text) == words.split(read.text)


@pytest.mark.parametrize(("data", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_text_is_refused_with_the_fix(data: bytes, message: str, tmp_path: Path, run: Run) -> None:
    (tmp_path / "x.txt").write_bytes(data)
    for result, name in [(run("score", tmp_path / "x.txt"), tmp_path / "x.txt"), (run("score", "-", stdin=data), "-")]:
        assert result.exit_code == ExitCode.USAGE
        assert result.stdout == ""
        assert result.stderr == f"unspin: {name}: {message}\n"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.binary(max_size=80))
def test_any_bytes_on_standard_input_are_an_answer_or_a_line(run: Run, data: bytes) -> None:
    result = run("score", "-", "--format", "json", stdin=data)
    if result.exit_code == 0:
        assert json.loads(result.stdout)["id"] == "-"
    else:
        assert result.exit_code == ExitCode.USAGE
        assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("missing.txt", "no such file"),
        ("x" * 300, "file name too long"),
        ("", "an empty path"),
        ("a.txt/b.txt", "not a directory"),
    ],
)
def test_paths_that_lead_nowhere(name: str, says: str, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(GENUINE_TEXT)
    result = run("score", name)
    assert result.exit_code == ExitCode.USAGE
    assert says in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_file_name_cannot_write_to_the_terminal(tmp_path: Path, run: Run) -> None:
    name = "a\n\x1b[31mb\u202e.txt"
    (tmp_path / name).write_text(GENUINE_TEXT)
    result = run("score", tmp_path / name, tmp_path / f"not {name}")
    assert HARMLESS.fullmatch(result.stdout + result.stderr)
    assert result.stderr.count("\n") == 1


def test_a_file_name_that_is_not_utf8(tmp_path: Path, run: Run) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")
    Path(path).write_text(GENUINE_TEXT)
    for fmt in ("text", "json", "jsonl", "csv", "html"):
        assert run("score", path, "--format", fmt).exit_code == 0
    assert json.loads(run("score", path, "--format", "json").stdout)["id"] == path


def test_an_empty_folder_says_what_is_read(tmp_path: Path, run: Run) -> None:
    result = run("score", tmp_path)
    assert result.exit_code == ExitCode.USAGE
    assert "no text files in this folder" in result.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read(tmp_path: Path, run: Run) -> None:
    (tmp_path / "closed").mkdir(mode=0)
    result = run("score", tmp_path / "closed")
    assert result.exit_code == ExitCode.USAGE
    assert "permission denied" in result.stderr


def test_a_folder_that_fails_inside_is_told(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(GENUINE_TEXT)

    def walk(folder: Path, onerror: Callable[[OSError], None]) -> list[tuple[str, list[str], list[str]]]:
        onerror(PermissionError(13, "Permission denied", str(folder / "closed")))
        return [(str(folder), [], ["a.txt"])]

    monkeypatch.setattr("os.walk", walk)
    result = run("score", tmp_path)
    assert result.exit_code == ExitCode.SOME_FAILED
    assert f"{tmp_path / 'closed'}: permission denied" in result.stderr


@pytest.mark.parametrize("from_stdin", [False, True])
def test_a_file_over_the_limit_names_the_limit(
    from_stdin: bool, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "MAX_BYTES", 2_000_000)
    data = b"word " * 400_001
    (tmp_path / "x.txt").write_bytes(data)
    result = run("score", "-", stdin=data) if from_stdin else run("score", tmp_path / "x.txt")
    assert result.exit_code == ExitCode.USAGE
    assert "over 2 MB" in result.stderr


def test_standard_input_named_twice(run: Run) -> None:
    result = run("score", "-", "-", "--format", "jsonl", stdin=SPUN_TEXT.encode())
    assert result.exit_code == ExitCode.SOME_FAILED
    assert len(result.stdout.splitlines()) == 1


def test_a_link_to_itself_ends(tmp_path: Path, run: Run) -> None:
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "a.txt").write_text(GENUINE_TEXT)
    assert len(run("score", tmp_path, "--format", "jsonl").stdout.splitlines()) == 1


def test_document_files_go_to_their_reader(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.docx").write_bytes(b"PK\0\0")
    monkeypatch.setattr("unspin.documents.read_document", lambda path: plain_text(SPUN_TEXT))
    assert json.loads(run("score", tmp_path / "x.docx", "--format", "json").stdout)["verdict"] == "spun"

    def unreadable(path: Path) -> str:
        raise InputError(f"{path}: damaged; open it and save it again")

    monkeypatch.setattr("unspin.documents.read_document", unreadable)
    result = run("score", tmp_path / "x.docx")
    assert result.exit_code == ExitCode.USAGE
    assert result.stderr == f"unspin: {tmp_path / 'x.docx'}: damaged; open it and save it again\n"
