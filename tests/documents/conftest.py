"""Reading documents needs the extra ``formats``."""

from __future__ import annotations

from dataclasses import replace

import pytest

from unspin.documents.limits import LIMITS


@pytest.fixture(autouse=True)
def _extra() -> None:
    for library in ("trafilatura", "docx", "pypdf", "defusedxml"):
        pytest.importorskip(library)


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine must not fail a test; what happens to late documents is tested with the reader process."""
    monkeypatch.setattr("unspin.documents.LIMITS", replace(LIMITS, seconds=600))
