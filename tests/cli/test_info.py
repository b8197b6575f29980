"""``unspin info`` names the model, its thresholds, its licences and the libraries."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy
from click.testing import Result

import unspin


def test_info_as_json(run: Callable[..., Result]) -> None:
    facts = json.loads(run("info", "--format", "json").stdout)
    assert facts["model"]["name"] == "fake"
    assert facts["model"]["thresholds"] == [[40, 0.01, 0.5], [40, 0.1, 0.2]]
    assert facts["model"]["licences"] == ["Apache-2.0"]
    assert facts["versions"]["unspin"] == unspin.__version__
    assert facts["versions"]["numpy"] == numpy.__version__


def test_info_as_text(run: Callable[..., Result]) -> None:
    lines = run("info").stdout.splitlines()
    assert "name: fake" in lines
    assert "licences: Apache-2.0" in lines
    assert "  from 40 words, 1.00% false positives: spun from 0.500" in lines
