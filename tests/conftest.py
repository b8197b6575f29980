"""Fixtures for every test: the fake model in the place of the shipped one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from fakes import FakeModel


@pytest.fixture
def fake_model(monkeypatch: pytest.MonkeyPatch) -> FakeModel:
    """``unspin.load`` gives this model, whatever folder it is asked for."""
    model = FakeModel()
    monkeypatch.setattr("unspin.load", lambda path=None: model)
    return model
