"""``unspin score --explain``: why each word is marked, and what the verdict would be after restoring."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from jsonschema import Draft202012Validator

from fakes import SHORT_TEXT, SPUN_TEXT, FakeModel
from unspin.cli.exit_codes import ExitCode
from unspin.formats.text import render_reports
from unspin.report_schema import report_schema

Run = Callable[..., Result]
OUTCOME = "with 9 words put back: 1.000 -> 0.000, it would be called genuine"
WHY = (
    "“Trade” is 340 times likelier here; swap seen twice on spun pages, listed in our lexicon and a thesaurus; "
    "1 of 3 likely originals can be spun into “Commerce”"
)


def test_text_says_why_under_each_swap_and_what_would_be(spun: Path, run: Run) -> None:
    lines = run("score", spun, "--explain").stdout.splitlines()
    assert lines[3] == OUTCOME
    row = next(i for i, line in enumerate(lines) if line.startswith("1:1 "))
    assert lines[row + 1] == f"    {WHY}"
    assert sum("times likelier here" in line for line in lines) == 9


@pytest.mark.parametrize("fmt", ["json", "jsonl"])
def test_json_holds_it_by_the_schema(fmt: str, spun: Path, run: Run) -> None:
    report = json.loads(run("score", spun, "--explain", "--format", fmt).stdout)
    Draft202012Validator(report_schema()).validate(report)
    assert report["counterfactual"] == {"put_back": 9, "probability": 0.0, "verdict": "genuine"}
    assert {span["evidence"]["kinds"][0] for span in report["spans"]} == {"observed"}


def test_html_always_says_what_would_be_and_why_if_asked(spun: Path, run: Run) -> None:
    plain = run("score", spun, "--format", "html").stdout
    assert "With 9 words put back: 100.0\u00a0% → 0.0\u00a0%, it would be called genuine." in plain
    assert "times likelier" not in plain
    assert WHY in run("score", spun, "--format", "html", "--explain").stdout
    assert "With 9 words put back" in run("restore", spun, "--format", "html").stdout


def test_evidence_counts_all_likely_originals_even_if_few_are_shown(spun: Path, run: Run) -> None:
    assert WHY in run("score", spun, "--explain", "--originals", "1").stdout


@pytest.mark.parametrize("fmt", ["text", "json", "jsonl", "csv"])
def test_nothing_is_explained_unless_asked_for(fmt: str, spun: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(FakeModel, "with_evidence")
    monkeypatch.delattr(FakeModel, "with_counterfactual")
    output = run("score", spun, "--format", fmt).stdout
    assert "put back" not in output
    assert "evidence" not in output


def test_a_text_without_marks_or_verdict_has_nothing_to_explain(genuine: Path, run: Run) -> None:
    assert run("score", genuine, "--explain").stdout == run("score", genuine).stdout
    output = run("score", "-", "--explain", stdin=SHORT_TEXT.encode()).stdout
    assert "put back" not in output


def test_csv_has_no_room_for_it(spun: Path, run: Run) -> None:
    result = run("score", spun, "--explain", "--format", "csv")
    assert result.exit_code == ExitCode.USAGE
    assert result.stdout == ""
    assert "--explain does not fit into --format csv" in result.stderr


def test_evidence_cannot_write_to_the_terminal() -> None:
    report = FakeModel().with_evidence(FakeModel().score(SPUN_TEXT))
    hostile = "a\x1b[2J\u202eb\nc"
    spans = tuple(replace(s, text=hostile, originals=(replace(s.originals[0], text=hostile),)) for s in report.spans)
    text = render_reports([replace(report, text="", spans=spans)])
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "can be spun into “a[U+001B][2J[U+202E]b c”\n" in text
