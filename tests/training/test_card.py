"""The model card that is committed is the one that the shipped model and its run give."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from unspin.errors import InputError
from unspin.manifest import read_manifest
from unspin.model import SHIPPED
from unspin_training.card import render_card

ROOT = Path(__file__).parents[2]
RUN = ROOT / "training" / "runs" / "continued-3"


def test_the_committed_card_is_up_to_date() -> None:
    committed = (ROOT / "docs" / "model-card.md").read_text(encoding="utf8")
    assert committed == render_card(SHIPPED, RUN, RUN / "evaluation.json")
    manifest = read_manifest(SHIPPED)
    assert manifest.sha256 in committed
    assert all(licence in committed for licence in manifest.licences)
    assert "cannot see" in committed


def test_the_figures_are_of_the_shipped_model() -> None:
    evaluation = json.loads((RUN / "evaluation.json").read_text(encoding="utf8"))
    assert read_manifest(SHIPPED).sha256 in json.dumps(evaluation["model"])


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=tmp_path.name):
        render_card(SHIPPED, tmp_path)
