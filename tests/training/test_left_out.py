"""Runs without some families: what is trained, what is measured, and the table."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from unspin.errors import InputError
from unspin_training import left_out
from unspin_training.arguments import read_arguments


def test_every_family_is_measured_unseen_and_seen(config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(left_out, "GROUPS", {"nothing": (), "real pages": ("seo", "blog")})
    monkeypatch.setattr(left_out, "WORDS", 40)
    monkeypatch.setattr(left_out, "TEXTS", 10)
    monkeypatch.setattr(left_out, "_CALIBRATED_ON", 60)
    arguments = replace(read_arguments(config), steps=2)
    found = left_out.measure_left_out(arguments, tmp_path)
    assert {row.family for row in found if row.left_out == "nothing"} == {"lexicon", "function", "compounds", "seo", "spinbot", "blog", "other"}
    unseen = [row for row in found if row.unseen]
    assert {row.family for row in unseen} == {"seo", "blog"}
    assert all(0 <= row.low <= row.auroc <= row.high <= 1 and 0 <= row.recall <= 1 for row in found)
    kept = json.loads((tmp_path / "real-pages" / "arguments.json").read_text(encoding="utf8"))
    assert kept["leave_out"] == ["seo", "blog"]
    assert kept["weights"] == ""  # a model that has seen every family can't be the start
    table = left_out.render_table(found).splitlines()
    assert len(table) == 2 + len(unseen)

    monkeypatch.setattr(left_out, "WORDS", 10_000)
    with pytest.raises(InputError, match="held-out"):
        left_out.measure_left_out(arguments, tmp_path)
