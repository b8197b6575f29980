"""Every surface is fuzzed, so every extra is needed."""

from __future__ import annotations

import pytest

for library in ("fastapi", "uvicorn", "trafilatura", "docx", "pypdf", "defusedxml"):
    pytest.importorskip(library)
