"""The HTML report breaks no rule of accessibility that axe-core knows, in either colour scheme and in every view."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from html_samples import MODEL

from axe import faults_of
from fakes import GENUINE_TEXT, SHORT_TEXT, SPUN_TEXT
from unspin.formats.html import render_html
from unspin.report import Unjudged


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    reports = [MODEL.score(text, id=name) for name, text in (("a", SPUN_TEXT), ("b", GENUINE_TEXT), ("c", SHORT_TEXT))]
    grey = replace(MODEL.score(SPUN_TEXT), not_judged=(Unjudged(9, 12, "name", 1),))
    (folder / "one.html").write_text(render_html([grey], [MODEL.restore(SPUN_TEXT)]), "utf-8")
    (folder / "several.html").write_text(render_html(reports), "utf-8")
    return folder


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("page", "view"), [("one.html", "found"), ("one.html", "restored"), ("one.html", "both"), ("several.html", "found")]
)
def test_report_breaks_no_rule(browser: Any, pages: Path, page: str, view: str, scheme: str) -> None:
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
    browser.get((pages / page).as_uri())
    browser.execute_script("document.querySelector(arguments[0])?.click()", f".view-{view}")
    assert faults_of(browser) == []
