"""``--profile``: thresholds of one's own, obeyed by score, restore and batch, refused for another model."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from fakes import GENUINE_TEXT, SPUN_TEXT, FakeModel
from unspin.profile import Measured, Profile, Share, read_profile
from unspin.verdict import Band, Bands

Run = Callable[..., Result]
_NONE = Share(0, 0.0, 0.2)
STRICT = Profile(FakeModel.id, Bands((Band(0, 0.01, 1.0), Band(0, 0.1, 0.01))), 7, (Measured(0.01, _NONE, _NONE),))


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """At 1 % only a probability of 1 is called spun, at 10 % nearly everything."""
    path = tmp_path / "newsroom.json"
    path.write_text(STRICT.to_json())
    return path


def test_a_profile_is_read_as_it_was_written(profile: Path) -> None:
    assert read_profile(profile) == STRICT
    assert read_profile(profile).sha256 == STRICT.sha256
    assert replace(STRICT, texts=8).sha256 != STRICT.sha256


def test_score_obeys_the_profile(run: Run, tmp_path: Path, profile: Path) -> None:
    text = tmp_path / "some.txt"
    text.write_text(GENUINE_TEXT + " The settlement of the nation.")  # two swapped words: probability about 0.4
    shown = {
        name: json.loads(run("score", text, "--format", "json", *options).stdout)
        for name, options in (("strict", ["--profile", profile]), ("lax", ["--profile", profile, "--fpr", "0.1"]), ("own", []))
    }
    assert {name: (report["threshold"], report["verdict"]) for name, report in shown.items()} == {
        "strict": (1.0, "genuine"), "lax": (0.01, "spun"), "own": (0.5, "genuine"),
    }  # fmt: skip
    assert len({report["probability"] for report in shown.values()}) == 1


def test_restore_takes_a_profile(run: Run, spun: Path, profile: Path) -> None:
    assert run("restore", spun, "--profile", profile).exit_code == 0


@pytest.mark.parametrize("command", ["score", "restore"])
def test_a_profile_of_another_model_is_refused(run: Run, spun: Path, tmp_path: Path, command: str) -> None:
    other = replace(STRICT, model=replace(STRICT.model, sha256="f" * 64))
    (tmp_path / "other.json").write_text(other.to_json())
    result = run(command, spun, "--profile", tmp_path / "other.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "made for another model: fake 0 (ffffffffffff), not fake 0 (000000000000)" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "content",
    [None, "", "{}", "[]", "[" * 100_000, '{"schema": "unspin.profile/1", "model": 3}', STRICT.to_json().replace("7,", "1e999,"), "\udcff"],
    ids=lambda content: str(content)[:40],
)
def test_what_is_no_profile_is_one_line(run: Run, spun: Path, tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "broken.json"
    if content is not None:
        path.write_text(content, errors="surrogateescape")
    result = run("score", spun, "--profile", path)
    assert result.exit_code == 2
    assert result.stderr.count("broken.json") == 1
    assert len(result.stderr.splitlines()) == 1
    assert SPUN_TEXT[:20] not in result.output
