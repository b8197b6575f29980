"""axe-core in the browser of the tests: which rules of accessibility a page breaks. Skipped where axe-core is not installed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

_INSTALLED = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"


def faults_of(browser: Any) -> list[str]:
    """The broken rules of any weight (WCAG 2.2 A and AA, and good practice), with the first place of each."""
    source = Path(os.environ.get("AXE_CORE", _INSTALLED))
    if not source.is_file():
        pytest.skip("needs axe-core: npm install --no-save axe-core, or its axe.min.js named in AXE_CORE")
    browser.execute_script(source.read_text("utf-8"))
    found = browser.execute_async_script("axe.run(document).then((found) => arguments[0](found.violations))")
    return [f"{fault['impact']}: {fault['id']}: {fault['help']}: {fault['nodes'][0]['html'][:150]}" for fault in found]
