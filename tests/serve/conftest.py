"""The server needs its extra; pages are looked at in one browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from browser import open_browser

pytest.importorskip("fastapi")
pytest.importorskip("uvicorn")
pytest.importorskip("httpx")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    yield from open_browser()
