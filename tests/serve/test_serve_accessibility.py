"""The page of the server breaks no rule of accessibility that axe-core knows, before, during and after an answer."""

from __future__ import annotations

from typing import Any

import pytest
from test_serve_in_browser import Reader, address, reader

from axe import faults_of
from fakes import SPUN_TEXT

__all__ = ["address", "reader"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_breaks_no_rule(browser: Any, reader: Reader, scheme: str) -> None:
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
    assert faults_of(browser) == []
    reader.check(SPUN_TEXT)
    assert faults_of(browser) == []
    reader.click("#marked mark")
    assert faults_of(browser) == []
