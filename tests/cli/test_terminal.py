"""What a person sees: words, marks that need no colour, colour only on a terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from fakes import SHORT_TEXT, SPUN_TEXT, FakeModel
from unspin.cli.output import wants_color
from unspin.formats.text import render_reports
from unspin.report import Passage

Run = Callable[..., Result]


def test_the_report_in_words(spun: Path, run: Run) -> None:
    lines = run("score", spun).stdout.splitlines()
    assert lines[0] == str(spun)
    assert lines[1] == "spun: strong signals of word swapping"
    assert lines[2] == "probability 1.000 (spun from 0.500), about 21 % of 42 words swapped"
    assert lines[4].startswith(
        "*Commerce* [Trade] and finance are on the *forefront* [front] of a strategic cooperation *settlement*"
    )
    assert "2:36         cowl        90 %     cover 60 %" in [line.rstrip() for line in lines]
    assert "cannot see" in lines[-1]


def test_a_genuine_text_is_not_repeated(genuine: Path, run: Run) -> None:
    output = run("score", genuine).stdout
    assert "genuine: no signals of word swapping" in output
    assert "council" not in output


def test_an_undecided_text_gets_the_reason_and_no_figures(run: Run) -> None:
    output = run("score", "-", stdin=SHORT_TEXT.encode()).stdout
    assert output.startswith("standard input\nundecided: too short (4 words; about 40 are needed)\nnot judged, 4 words\n")
    assert "probability" not in output


def test_nobody_is_accused(spun: Path, run: Run) -> None:
    for fmt in ("text", "html"):
        output = run("score", spun, "--format", fmt).stdout.lower()
        assert "plagiari" not in output
        assert "stolen" not in output


def test_a_spun_part_of_a_genuine_text_shows() -> None:
    report = FakeModel().score(
        "Nothing here.\nNor here, as it seems to be.\nAnd the settlement.\n" + "so it goes on and on " * 30
    )
    assert report.verdict == "genuine"
    passages = (Passage(0, 13, 2, 0.1), Passage(14, 56, 8, 0.8), Passage(57, 600, 90, 0.49))
    text = render_reports([replace(report, passages=passages)])
    assert "passages with signals of word swapping: lines 2-3 (0.800)\n" in text


def test_colour_adds_to_the_marks_and_replaces_none() -> None:
    import click

    report = FakeModel().score(SPUN_TEXT, id="a.txt")
    colored = render_reports([report], color=True)
    assert "\x1b[" in colored
    assert click.unstyle(colored) == render_reports([report])


@pytest.mark.parametrize(
    ("environment", "output", "colored"),
    [
        ({}, None, True),
        ({"NO_COLOR": "1"}, None, False),
        ({"NO_COLOR": ""}, None, True),
        ({"TERM": "dumb"}, None, False),
        ({}, Path("x"), False),
    ],
    ids=["terminal", "NO_COLOR", "empty NO_COLOR", "dumb terminal", "file"],
)
def test_when_colour_is_used(
    environment: dict[str, str], output: Path | None, colored: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert wants_color(output) == colored


def test_no_colour_in_a_pipe_whatever_the_environment_says(spun: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("CLICOLOR_FORCE", "1")
    for command in (["score"], ["restore", "--word-diff"], ["restore", "--diff"]):
        assert "\x1b" not in run(*command, spun).stdout
