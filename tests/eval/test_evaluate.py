"""The command from end to end, with the fake model."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from made_up import original, spun, write_rows

from fakes import SPUN_TEXT, FakeModel
from unspin.cli.main import main
from unspin_eval.commands import evaluate
from unspin_eval.suites import built_in_suites

_LABELLED = (("genuine", original), ("spun", spun))


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(evaluate, [str(a) for a in arguments], catch_exceptions=False)


def _measures(result: Result) -> dict[tuple[str, str, str, str], dict[str, Any]]:
    """By suite, system, part and name."""
    assert result.exit_code == 0, result.stderr
    report = json.loads(result.stdout)
    return {(s["name"], m["system"], m["part"], m["name"]): m for s in report["suites"] for m in s["measures"]}


def test_the_built_in_suite_in_json(fake_model: FakeModel, folder: Path) -> None:
    result = _run("realworld", "--data", folder, "--format", "json")
    found = _measures(result)
    assert found["documents", "unspin", "all", "AUROC"]["value"] == 1.0
    assert found["documents", "unspin", "all", "AUROC"]["n"] == 12 + 12 + 8, "the spun sides of the pairs count"
    assert found["documents", "unspin", "village", "flagged (genuine)"]["value"] == 0.0
    assert found["documents", "unspin", "table", "recall at 1% FP"]["value"] == 1.0
    # Of the six swaps of a pair the fake model knows five and puts them back; it has never heard of "folk".
    assert found["words", "unspin", "all", "words: precision"]["value"] == 1.0
    assert found["words", "unspin", "all", "words: recall"]["value"] == pytest.approx(5 / 6, abs=1e-3)
    assert found["words", "unspin", "all", "swaps: original first"]["value"] == pytest.approx(5 / 6, abs=1e-3)
    assert found["evidence", "unspin", "all", "aligned words: original first"]["value"] == 1.0
    assert found["restoration", "unspin", "all", "edits that are right"]["value"] == 1.0
    assert found["restoration", "unspin", "all", "swaps put back"]["value"] == pytest.approx(5 / 6, abs=1e-3)
    before, after = (found["restoration", "unspin", "all", f"distance {when}"]["value"] for when in ("before", "after"))
    assert after == pytest.approx(before / 6, abs=1e-3)
    assert found["damage", "unspin", "all", "wrongly changed words per 1,000"]["value"] == 0.0
    assert all(m["low"] <= m["value"] <= m["high"] for m in found.values() if m["low"] is not None)


def test_the_same_seed_gives_the_same_reports(fake_model: FakeModel, folder: Path, tmp_path: Path) -> None:
    runs = [tmp_path / "one", tmp_path / "two"]
    for output in runs:
        assert _run("realworld", "--data", folder, "-o", output, "--seed", "7").exit_code == 0
    for name in ("report.json", "report.html"):
        assert runs[0].joinpath(name).read_bytes() == runs[1].joinpath(name).read_bytes()
    page = runs[0].joinpath("report.html").read_text()
    assert page.count("<svg") == 3, "ROC, reliability, registers"
    assert "<script" not in page
    assert "does not see text rewritten" in page


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv", "html"])
def test_every_format_has_the_numbers(fake_model: FakeModel, suite: Callable[[str], Path], form: str) -> None:
    path = suite('[[suite]]\nname = "mine"\nkind = "documents"\nmin_words = 20\n[[suite.files]]\npath = "documents.jsonl"\n')
    result = _run(path, "--format", form)
    assert result.exit_code == 0
    assert "AUROC" in result.stdout
    assert "12 spun and 12 genuine" in result.stderr
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(result.stdout)))
        assert {row["name"]: row["value"] for row in rows}["AUROC"] == "1.0"
    if form == "jsonl":
        assert all("value" in json.loads(line) for line in result.stdout.splitlines())


def test_texts_are_read_once_and_in_one_call(fake_model: FakeModel, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    real = fake_model.score_batch
    monkeypatch.setattr(fake_model, "score_batch", lambda texts: calls.append(len(texts)) or real(texts))
    _measures(_run("realworld", "--data", folder, "--format", "json"))
    assert len(calls) <= 2
    assert sum(calls) == 24, "pairs repeat the spun documents"


def test_hostile_names_are_harmless(fake_model: FakeModel, folder: Path, suite: Callable[[str], Path]) -> None:
    rows = [{"id": "\x1b[31m<script>", "text": make(n), "label": label} for label, make in _LABELLED for n in range(3)]
    write_rows(folder / "documents.jsonl", rows)
    path = suite('[[suite]]\nname = "<b>"\nkind = "documents"\n[[suite.files]]\npath = "documents.jsonl"\n')
    text, page = (_run(path, "--format", form).stdout for form in ("text", "html"))
    assert "\x1b" not in text + page
    assert "[U+001B]" in text
    assert "<script>" not in page
    assert "<b>" not in page


def test_genuine_texts_by_register(fake_model: FakeModel, suite: Callable[[str], Path]) -> None:
    path = suite('[[suite]]\nname = "mine"\nkind = "genuine"\nmin_words = 20\n[[suite.files]]\npath = "documents.jsonl"\n')
    found = _measures(_run(path, "--format", "json"))
    assert found["mine", "unspin", "all", "flagged (genuine)"]["n"] == 12


def test_dose_and_length(fake_model: FakeModel, suite: Callable[[str], Path]) -> None:
    toml = (
        '[[suite]]\nname = "dose"\nkind = "dose-length"\nrates = [0.05, 0.5]\nlengths = [20, 40, 900]\nfamilies = ["seo"]\n'
        '[[suite.files]]\npath = "documents.jsonl"\n'
    )
    result = _run(suite(toml), "--format", "json")
    found = _measures(result)
    assert "only 0 documents have 900 words" in result.stderr
    few, many = (found["dose", "unspin", f"40 words, {rate} to swap", "share really swapped"]["value"] for rate in ("5%", "50%"))
    assert 0 < few < many
    assert _run(suite(toml), "--format", "html").stdout.count("<svg") == 1


def test_leaving_a_family_out(fake_model: FakeModel, suite: Callable[[str], Path]) -> None:
    toml = (
        '[[suite]]\nname = "out"\nkind = "leave-one-family-out"\nmin_words = 20\nmodels = {table = "a", seo = "b"}\n'
        '[[suite.files]]\npath = "documents.jsonl"\n'
    )
    result = _run(suite(toml), "--format", "json")
    found = _measures(result)
    assert found["out", "trained without it", "table", "AUROC"]["value"] == 1.0
    assert ("out", "unspin", "seo", "AUROC") in found, "a family that the files lack is spun"
    assert "seo, 12 spun" in result.stderr


def test_a_run_can_be_repeated_from_its_report(fake_model: FakeModel, folder: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    assert _run("registers", "damage", "--data", folder, "--seed", "3", "--prior", "0.1", "-o", first).exit_code == 0
    report = json.loads(first.joinpath("report.json").read_text())
    assert _run(*report["run"]["arguments"], "-o", second).exit_code == 0
    assert second.joinpath("report.json").read_bytes() == first.joinpath("report.json").read_bytes()
    assert report["run"]["command"] == f"unspin eval registers damage --data {folder} --prior 0.1 --seed 3"
    assert {"python", "unspin", "numpy", "scikit-learn"} <= set(report["run"]["versions"])
    (file,) = report["run"]["suites"][0]["files"]
    assert (file["path"], len(file["sha256"])) == ("documents.jsonl", 64)


def test_what_moved_beyond_its_interval(fake_model: FakeModel, folder: Path, tmp_path: Path) -> None:
    before = tmp_path / "before"
    assert _run("registers", "--data", folder, "-o", before).exit_code == 0
    same = json.loads(_run("registers", "--data", folder, "--compare", before / "report.json", "--format", "json").stdout)["compared"]
    assert (same["moved"], same["stayed"], same["only_then"], same["only_now"], same["changed_data"]) == ([], 2, 0, 0, [])
    rows = [{"id": n, "text": f"{n} {SPUN_TEXT * 2}", "label": "genuine", "register": "village"} for n in range(30)]
    write_rows(folder / "documents.jsonl", rows)
    arguments = ("registers", "--data", folder, "--compare", before / "report.json")
    report = json.loads(_run(*arguments, "--format", "json").stdout)["compared"]
    flagged = next(row for row in report["moved"] if row["part"] == "village")
    assert (flagged["was"]["value"], flagged["now"]["value"], flagged["intervals_apart"]) == (0.0, 1.0, True)
    assert report["changed_data"] == ["documents.jsonl"]
    for form in ("text", "html"):
        page = _run(*arguments, "--format", form).stdout
        assert "Not the same data as then: documents.jsonl" in page
        assert "apart" in page


@pytest.mark.parametrize("content", [None, "", "[]", '{"schema": "unspin.report/1"}', '{"schema": "unspin.evaluation/1", "suites": 3}'])
def test_what_is_no_earlier_report_is_one_line(fake_model: FakeModel, folder: Path, tmp_path: Path, content: str | None) -> None:
    old = tmp_path / "old.json"
    if content is not None:
        old.write_text(content)
    result = CliRunner().invoke(main, ["eval", "registers", "--data", str(folder), "--compare", str(old)])
    assert result.exit_code == 2
    assert result.stderr.startswith(f"unspin: {old}: ")
    assert len(result.stderr.splitlines()) == 1


def test_what_a_flag_is_worth(fake_model: FakeModel, folder: Path) -> None:
    rows = [{"id": n, "text": f"{n} {SPUN_TEXT * 2}", "label": "spun"} for n in range(12)]
    rows += [{"id": n, "text": original(n), "label": "genuine"} for n in range(12, 24)]
    write_rows(folder / "documents.jsonl", rows)
    found = _measures(_run("realworld", "registers", "--data", folder, "--prior", "0.02", "--format", "json"))
    worth = found["documents", "unspin", "all", "chance that a flag is right (2 % spun)"]
    wrong = found["registers", "unspin", "all", "false accusations per 1,000 (2 % spun)"]
    assert worth["value"] == 1.0, "nothing genuine is flagged"
    assert 0 < worth["low"] < 0.2, "but twelve documents cannot show that"
    assert (wrong["value"], wrong["low"]) == (0.0, 0.0)
    assert 0 < wrong["high"] < 980


def test_every_built_in_suite_measures_something(fake_model: FakeModel, folder: Path) -> None:
    names = [name for name in built_in_suites() if name != "dose"]  # needs more documents, and has a test of its own
    found = _measures(_run(*names, "--data", folder, "--format", "json"))
    assert found["left out", "unspin", "seo", "AUROC"]["value"] > 0.5
    assert found["restoration of spun documents", "unspin", "all", "swaps put back"]["n"] > 50
    assert 0 < found["words of spun documents", "unspin", "all", "words: recall"]["value"] < 1
    assert found["damage", "unspin", "all", "documents changed"]["value"] == 0.0


def test_the_page_shows_the_words_of_the_worst_cases(fake_model: FakeModel, folder: Path) -> None:
    page = _run("realworld", "--data", folder, "--format", "html").stdout
    assert "<mark>cowl</mark> <small>[cover]</small>" in page
    assert "Genuine documents with the highest probability" in page
    assert page.count("<details open>") == 2


def test_an_encoder_needs_texts_to_train_on(fake_model: FakeModel, folder: Path) -> None:
    result = _run("registers", "--data", folder, "--encoder", folder)
    assert result.exit_code == 2
    assert "--baselines" in result.stderr
