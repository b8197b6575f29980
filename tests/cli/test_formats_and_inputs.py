"""Every format with every kind of input: the output is well formed and tells the same story."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from jsonschema import Draft202012Validator

from fakes import GENUINE_TEXT, SPUN_TEXT
from unspin.report_schema import report_schema, restoration_schema

FORMATS = ["text", "json", "jsonl", "csv", "html"]
SCHEMAS = {"score": Draft202012Validator(report_schema()), "restore": Draft202012Validator(restoration_schema())}


def one_file(folder: Path) -> tuple[list[str], bytes, int]:
    (folder / "a.txt").write_text(SPUN_TEXT)
    return [str(folder / "a.txt")], b"", 1


def several_files(folder: Path) -> tuple[list[str], bytes, int]:
    (folder / "a.txt").write_text(SPUN_TEXT)
    (folder / "b.md").write_text(GENUINE_TEXT)
    return [str(folder / "a.txt"), str(folder / "b.md")], b"", 2


def a_folder(folder: Path) -> tuple[list[str], bytes, int]:
    (folder / "in" / "deep").mkdir(parents=True)
    (folder / "in" / "b.txt").write_text(GENUINE_TEXT)
    (folder / "in" / "deep" / "README").write_text(SPUN_TEXT)
    return [str(folder / "in")], b"", 2


def standard_input(folder: Path) -> tuple[list[str], bytes, int]:
    return ["-"], SPUN_TEXT.encode(), 1


def an_empty_file(folder: Path) -> tuple[list[str], bytes, int]:
    (folder / "a.txt").write_text("")
    return [str(folder / "a.txt")], b"", 1


INPUTS = [one_file, several_files, a_folder, standard_input, an_empty_file]


@pytest.mark.parametrize("command", ["score", "restore"])
@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("inputs", INPUTS)
def test_every_format_takes_every_input(
    command: str, fmt: str, inputs: Callable[[Path], tuple[list[str], bytes, int]], tmp_path: Path, run: Callable[..., Result]
) -> None:
    paths, stdin, count = inputs(tmp_path)
    result = run(command, *paths, "--format", fmt, stdin=stdin)
    assert result.exit_code == 0
    assert result.stderr == ""
    if fmt in ("json", "jsonl"):
        answers = parsed(result.stdout, fmt)
        assert len(answers) == count
        for answer in answers:
            SCHEMAS[command].validate(answer)
    elif fmt == "csv":
        assert len(list(csv.DictReader(io.StringIO(result.stdout)))) == count
    elif fmt == "html":
        assert result.stdout.startswith("<!doctype html>")
        assert result.stdout.count("<html") == 1


def parsed(output: str, fmt: str) -> list[dict[str, Any]]:
    if fmt == "jsonl":
        return [json.loads(line) for line in output.splitlines()]
    answer = json.loads(output)
    return answer if isinstance(answer, list) else [answer]


def test_json_is_an_object_for_one_file_and_a_list_for_more(spun: Path, run: Callable[..., Result]) -> None:
    assert isinstance(json.loads(run("score", spun, "--format", "json").stdout), dict)
    assert isinstance(json.loads(run("score", spun.parent, "--format", "json").stdout), list), "a folder, even of one file"
    assert isinstance(json.loads(run("score", spun, spun, "--format", "json").stdout), list)


def test_the_shape_of_json_does_not_depend_on_failures(spun: Path, broken: Path, run: Callable[..., Result]) -> None:
    assert len(json.loads(run("score", spun, broken, "--format", "json").stdout)) == 1


def test_a_folder_is_read_in_order_without_hidden_or_other_files(tmp_path: Path, run: Callable[..., Result]) -> None:
    for name in ["b.txt", "a/z.md", "c/LICENSE", ".hidden.txt", ".git/x.txt", "image.png", "table.csv", "A.TXT"]:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(GENUINE_TEXT)
    lines = run("score", tmp_path, "--format", "jsonl").stdout.splitlines()
    names = [str(Path(json.loads(line)["id"]).relative_to(tmp_path)) for line in lines]
    assert names == ["A.TXT", "a/z.md", "b.txt", "c/LICENSE"]


def test_output_writes_what_would_have_been_printed(spun: Path, tmp_path: Path, run: Callable[..., Result]) -> None:
    target = tmp_path / "out.json"
    target.write_text("old")
    result = run("score", spun, "--format", "json", "--output", target)
    assert result.stdout == ""
    assert target.read_text() == run("score", spun, "--format", "json").stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.json", "spun.txt"], "nothing half-written is left"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_csv_cells_never_begin_a_formula(start: str, tmp_path: Path, run: Callable[..., Result]) -> None:
    path = tmp_path / "x.txt"
    path.write_text(f"{start}HYPERLINK(settlement)")
    rows = list(csv.DictReader(io.StringIO(run("restore", path, "--format", "csv").stdout)))
    assert rows[0]["text"] == f"'{start}HYPERLINK(agreement)"


def test_csv_holds_the_verdict_and_the_words(spun: Path, genuine: Path, run: Callable[..., Result]) -> None:
    first, second = csv.DictReader(io.StringIO(run("score", spun, genuine, "--format", "csv").stdout))
    assert (first["verdict"], first["spans"], first["reason"]) == ("spun", "9", "")
    assert first["swapped"].startswith("Commerce; forefront; settlement")
    assert (second["verdict"], second["spans"], second["swapped"]) == ("genuine", "0", "")


def test_originals_limits_the_candidates_in_every_format(spun: Path, run: Callable[..., Result]) -> None:
    spans = json.loads(run("score", spun, "--format", "json", "--originals", "1").stdout)["spans"]
    assert {len(span["originals"]) for span in spans} == {1}
    assert "deal" in run("score", spun).stdout
    assert "deal" not in run("score", spun, "--originals", "1").stdout


@pytest.mark.parametrize("fmt", ["text", "json", "jsonl", "csv", "html"])
def test_prior_says_what_a_flag_is_worth_and_leaves_data_alone(run: Callable[..., Result], spun: Path, fmt: str) -> None:
    result = run("score", spun, "--format", fmt, "--prior", "0.02", "--fpr", "0.01")
    without = run("score", spun, "--format", fmt, "--fpr", "0.01")
    line = "what a flag is worth: if 2 % of the articles are spun: of 1,000 articles about 9.8 genuine ones are flagged"
    assert line in (result.stdout if fmt == "text" else result.stderr)
    if fmt != "text":
        assert result.stdout == without.stdout
    assert run("score", spun, "--prior", "2").exit_code == 2
