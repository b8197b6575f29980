"""``unspin batch`` as it is typed: options, exit status, what goes where; and the functions for ``datasets``."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from running import read_jsonl, sentences, write_jsonl

from fakes import GENUINE_TEXT, SPUN_TEXT, FakeModel
from unspin.batch import annotate, not_spun
from unspin.cli.batch import batch as command
from unspin.cli.main import main

DOCS = Path(__file__).parents[2] / "docs" / "batch.md"


@pytest.fixture(autouse=True)
def _stub(inline: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unspin.batch.worker.load_model", lambda *given: FakeModel())


def _unspin(*arguments: Any, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["batch", *map(str, arguments)], input=stdin)


@pytest.mark.parametrize(
    ("rows", "options", "status"),
    [
        (sentences(4), [], 0),
        (sentences(4), ["--fail-on-spun"], 1),
        (sentences(4)[1:3], ["--fail-on-spun"], 0),
        ([*sentences(4), {"text": 1}], [], 3),
        ([*sentences(4), {"text": 1}], ["--fail-on-spun"], 3),
        ([], [], 0),
    ],
)
def test_exit_status_and_summary(tmp_path: Path, rows: list[Any], options: list[str], status: int) -> None:
    source, output = write_jsonl(tmp_path / "in.jsonl", rows), tmp_path / "out.jsonl"
    for _ in range(2):
        result = _unspin(source, "-o", output, *options)
        assert result.exit_code == status
        assert result.stdout == ""
        assert f"{len(rows):,} documents: " in result.stderr
        assert len(read_jsonl(output)) == len(rows)


def test_standard_input_to_csv_with_columns(tmp_path: Path) -> None:
    rows = [{"key": n, "body": SPUN_TEXT, "url": f"u{n}"} for n in range(3)]
    stdin = "".join(json.dumps(row) + "\n" for row in rows)
    options = ["--text-column", "body", "--id-column", "key", "--keep", "url", "--keep", "key", "--restore", "--fpr", "0.05"]
    result = _unspin("-", "-o", tmp_path / "out.csv", *options, stdin=stdin)
    assert result.exit_code == 0
    lines = (tmp_path / "out.csv").read_text().splitlines()
    assert lines[0].endswith(",error,changes,restored,url,key")
    assert lines[1].startswith("0,")


@pytest.mark.parametrize(
    "arguments", [["in.jsonl"], ["-o", "out.jsonl"], ["no.jsonl", "-o", "out.jsonl"], ["in.jsonl", "-o", "out.txt"]]
)
def test_wrong_usage_is_status_2_and_no_traceback(tmp_path: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_jsonl(tmp_path / "in.jsonl", sentences(1))
    result = _unspin(*arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr
    assert result.stderr


def test_first_failures_are_shown_and_only_those(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", [{"text": n} for n in range(50)])
    result = _unspin(source, "-o", tmp_path / "out.jsonl")
    assert result.exit_code == 3
    assert result.stderr.count("is of type int") == 3
    assert "50 failed" in result.stderr


def test_interrupt_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("unspin.cli.batch.run_batch", interrupted)
    result = _unspin(write_jsonl(tmp_path / "in.jsonl", []), "-o", tmp_path / "out.jsonl")
    assert result.exit_code == 130
    assert "the same command goes on" in result.stderr


def test_bar_shows_on_a_terminal_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", sentences(100))
    assert "%" not in _unspin(source, "-o", tmp_path / "1.jsonl").stderr
    monkeypatch.setattr("unspin.cli.batch._is_terminal", lambda: True)
    result = _unspin(source, "-o", tmp_path / "2.jsonl")
    assert result.exit_code == 0
    assert "100 documents: " in result.stderr


def test_docs_name_every_option_and_no_other() -> None:
    text = DOCS.read_text(encoding="utf-8")
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text))
    known = {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
    assert known <= named
    assert named - {"--format", "--documents", "--kills"} <= known  # those are of unspin score and of the endurance script


def test_annotate_and_filter(fake_model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unspin.batch.columns._load", lambda model: fake_model)
    batch = {"text": [SPUN_TEXT, None, GENUINE_TEXT, 5, ""]}
    columns = annotate(batch)
    assert columns["verdict"] == ["spun", None, "genuine", None, "undecided"]
    assert columns["spans"][0][0]["text"] == "Commerce"
    assert {len(column) for column in columns.values()} == {5}
    assert not_spun(batch) == [False, True, True, True, True]
    assert annotate({"text": []}) == {"verdict": [], "probability": [], "swap_rate": [], "spans": []}


def _recipe(library: str) -> str:
    """The piece of Python in the docs that uses the library."""
    (recipe,) = (code for code in re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL) if library in code)
    return str(recipe)


def test_recipe_for_datasets_runs(fake_model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr("unspin.batch.columns._load", lambda model: fake_model)
    names: dict[str, Any] = {"dataset": datasets.Dataset.from_dict({"text": [SPUN_TEXT, GENUINE_TEXT, None]})}
    exec(_recipe("dataset.map"), names)
    assert names["dataset"]["text"] == [GENUINE_TEXT, None]


def test_recipe_for_datatrove_runs(fake_model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    data = pytest.importorskip("datatrove.data")
    monkeypatch.setattr("unspin.batch.columns._load", lambda model: fake_model)
    names: dict[str, Any] = {}
    exec(_recipe("datatrove"), names)
    documents = [data.Document(text, str(number)) for number, text in enumerate([SPUN_TEXT, GENUINE_TEXT] * 70)]
    kept = list(names["NotSpun"](fpr=0.5).run(iter(documents)))
    assert [document.id for document in kept] == [str(number) for number in range(1, 140, 2)]
