"""The HTML report in a real browser: nothing of a text runs, nothing is fetched, and its few controls work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from html_samples import MODEL

from browser import errors_of
from fakes import GENUINE_TEXT, SPUN_TEXT
from unspin.formats.html import render_html
from unspin.report import Candidate

_ATTACK = """<script>window.pwned=1</script><img src=x onerror="window.pwned=1"></style></title>--><svg onload=window.pwned=1>
" onfocus="window.pwned=1" autofocus tabindex="1" x=" ${alert(1)} javascript:window.pwned=1 <base href="http://127.0.0.1:9/">"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One page of one text with its restoration, one of several texts of which one attacks."""
    folder = tmp_path_factory.mktemp("pages")
    attack = f"{_ATTACK} settlement {SPUN_TEXT}"
    attacking = MODEL.with_counterfactual(MODEL.with_evidence(MODEL.score(attack, id=_ATTACK)))
    attacking = replace(attacking, spans=tuple(replace(s, originals=(Candidate(_ATTACK, 0.5),)) for s in attacking.spans))
    several = [attacking, MODEL.score(GENUINE_TEXT, id="genuine"), MODEL.score(SPUN_TEXT, id="spun")]
    (folder / "one.html").write_text(render_html([MODEL.score(SPUN_TEXT)], [MODEL.restore(SPUN_TEXT)]), "utf-8")
    (folder / "several.html").write_text(render_html(several), "utf-8")
    return folder


def _open(browser: Any, page: Path) -> None:
    browser.get(page.as_uri())


def _shown(browser: Any, selector: str) -> str:
    return str(browser.execute_script("return document.querySelector(arguments[0]).innerText", selector))


def _column(browser: Any, column: int) -> Sequence[str]:
    script = "return [...document.querySelectorAll('table')[0].tBodies[0].rows].map((row) => row.cells[arguments[0]].innerText)"
    return list(browser.execute_script(script, column))


def test_text_neither_runs_nor_fetches(browser: Any, pages: Path) -> None:
    for name in ("one.html", "several.html"):
        _open(browser, pages / name)
        assert browser.execute_script("return window.pwned") is None
        assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0
        assert errors_of(browser) == []
    assert _ATTACK.split("\n")[0] in browser.execute_script("return document.querySelector('.found').innerText")


def test_policy_blocks_what_escaping_might_miss(browser: Any, pages: Path) -> None:
    _open(browser, pages / "one.html")
    add = "document.body.append(Object.assign(document.createElement(arguments[0]), arguments[1]))"
    browser.execute_script(add, "script", {"textContent": "window.pwned = 1"})
    browser.execute_script(add, "img", {"src": "http://127.0.0.1:9/x.png"})
    assert browser.execute_script("return window.pwned") is None
    assert sum("Content Security Policy" in error for error in errors_of(browser)) == 2


def test_views_switch_between_found_and_restored(browser: Any, pages: Path) -> None:
    _open(browser, pages / "one.html")
    shown = {}
    for view in ("found", "restored", "both"):
        browser.execute_script("document.querySelector(arguments[0]).click()", f".view-{view}")
        shown[view] = _shown(browser, ".rows")
    assert ("settlement" in shown["found"], "agreement" in shown["found"].replace("[likely: agreement]", "")) == (True, False)
    assert "strategic cooperation agreement" in shown["restored"].replace(" [found: settlement]", "")
    assert len(shown["both"]) > max(len(shown["found"]), len(shown["restored"]))


def test_originals_show_on_focus_until_escape(browser: Any, pages: Path) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    _open(browser, pages / "one.html")
    mark = browser.find_element(By.CSS_SELECTOR, ".rows mark")
    tip = mark.find_element(By.CSS_SELECTOR, ".tip")
    assert not tip.is_displayed()
    browser.execute_script("arguments[0].focus()", mark)
    assert tip.is_displayed()
    assert "trade" in tip.text.lower()
    mark.send_keys(Keys.ESCAPE)
    assert not tip.is_displayed()


def test_index_sorts_by_number_both_ways(browser: Any, pages: Path) -> None:
    _open(browser, pages / "several.html")
    for expected in (sorted, lambda names: sorted(names, reverse=True)):
        browser.execute_script("document.querySelectorAll('table')[0].tHead.rows[0].cells[6].querySelector('button').click()")
        words = [int(cell) for cell in _column(browser, 6)]
        assert words == expected(words)
    head = "return document.querySelectorAll('table')[0].tHead.rows[0].cells[6].getAttribute('aria-sort')"
    assert browser.execute_script(head) == "descending"


def test_base_rate_can_be_chosen(browser: Any, pages: Path) -> None:
    _open(browser, pages / "one.html")
    answers = set()
    for at in range(3):
        choose = "const s = document.querySelector('.chooser select'); s.selectedIndex = arguments[0]; "
        browser.execute_script(choose + "s.dispatchEvent(new Event('change'))", at)
        answers.add(_shown(browser, ".answer"))
        assert browser.execute_script("return document.querySelectorAll('tr.chosen').length") == 1
    assert len(answers) == 3


def test_print_shows_the_originals_and_hides_the_controls(browser: Any, pages: Path) -> None:
    _open(browser, pages / "one.html")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        width = "return document.querySelector('.rows mark .aside').getBoundingClientRect().width"
        assert browser.execute_script(width) > 20
        assert browser.execute_script("return getComputedStyle(document.querySelector('.views')).display") == "none"
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_a_narrow_window_shows_the_swaps_without_sideways_scrolling(browser: Any, pages: Path) -> None:
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 360, "height": 700, "deviceScaleFactor": 1, "mobile": True})
    try:
        _open(browser, pages / "several.html")
        overflow = "return [document.documentElement, ...document.querySelectorAll('.scroll:has(.stacks)')].map(e => e.scrollWidth - e.clientWidth)"
        assert max(browser.execute_script(overflow)) <= 0
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read_on_their_marks(browser: Any, pages: Path, scheme: str) -> None:
    """WCAG AA: a contrast of 4.5 between text and what is behind it."""
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
    _open(browser, pages / "one.html")
    script = """
      const probe = document.createElement("span"); document.body.append(probe);
      const style = getComputedStyle(document.documentElement);
      const luminance = (name) => {
        probe.className = ""; probe.style.color = style.getPropertyValue(name);
        const rgb = getComputedStyle(probe).color.match(/[\\d.]+/g).slice(0, 3).map((v) => v / 255)
          .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
        return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
      };
      const contrast = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      return arguments[0].map(([a, b]) => contrast(luminance(a), luminance(b)));
    """
    pairs = [("--ink", f"--{back}") for back in ("page", "card", "high", "medium", "back")]
    pairs += [("--soft", "--card"), ("--soft", "--page"), ("--link", "--card"), ("--box-edge", "--box")]
    pairs += [(f"--{verdict}", "--card") for verdict in ("spun", "genuine", "undecided")]
    contrasts = dict(zip(pairs, browser.execute_script(script, pairs), strict=True))
    assert {pair: contrast for pair, contrast in contrasts.items() if contrast < 4.5} == {}
