"""One browser for all tests of the HTML report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from browser import open_browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    yield from open_browser()
