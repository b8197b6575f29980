"""Fixtures for every test: the fake model in the place of the shipped one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

from fakes import FakeModel

# The same examples in every run, so that a change is green or red by what it does; look for new ones with
# --hypothesis-profile=explore.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=500, deadline=None)
settings.load_profile("steady")


@pytest.fixture
def fake_model(monkeypatch: pytest.MonkeyPatch) -> FakeModel:
    """``unspin.load`` gives this model, whatever folder it is asked for."""
    model = FakeModel()
    monkeypatch.setattr("unspin.load", lambda path=None, **_: model)
    return model
