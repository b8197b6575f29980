"""The shipped model and the example texts of the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

import unspin
from unspin.model import Model

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="session")
def model() -> Model:
    """The model that the package carries."""
    return unspin.load()


@pytest.fixture(scope="session")
def spun() -> str:
    """A text spun by ``unspin spin``."""
    return (EXAMPLES / "spun.txt").read_text(encoding="utf8")


@pytest.fixture(scope="session")
def genuine() -> str:
    """The text it was made from."""
    return (EXAMPLES / "genuine.txt").read_text(encoding="utf8")
