"""A reader pastes a text, accepts an original and takes the result away, in a real browser against a real server."""

from __future__ import annotations

import re
import sys
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from browser import errors_of
from fakes import SPUN_TEXT, FakeModel
from unspin.cli.serve import _listen
from unspin.formats.hidden_characters import is_hidden
from unspin.layout import Layout
from unspin.report import Report, Unjudged
from unspin.serve.app import create_app

_HOSTILE = '<img src=x onerror="window.pwned=1"> \u202edesrever 👩 '


class _LeavesOut(FakeModel):
    """Does not judge what stands between guillemets."""

    def score(
        self, text: str, *, id: str | None = None, fpr: float | None = None, layout: Layout | None = None
    ) -> Report:
        report = super().score(text, id=id, fpr=fpr, layout=layout)
        left_out = tuple(Unjudged(*match.span(), "quotation", 2) for match in re.finditer("«.*?»", text))
        judged = (span for span in report.spans if not any(s.start < span.end and span.start < s.end for s in left_out))
        return replace(report, spans=tuple(judged), not_judged=left_out)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    listener = _listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(create_app(_LeavesOut()), log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    server.should_exit = True
    thread.join(30)


def _until(condition: Callable[[], Any], seconds: float = 60) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError("waited in vain")


class Reader:
    """What a reader does at the page."""

    def __init__(self, browser: Any) -> None:
        self._browser = browser

    def check(self, text: str) -> None:
        self.run("document.getElementById('text').value = arguments[0]; document.querySelector('#ask .main').click()", text)
        _until(lambda: self.run("return !document.getElementById('answer').hidden"))

    def shown(self) -> str:
        return str(self.run("return document.getElementById('marked').textContent"))

    def count(self, selector: str) -> int:
        return int(self.run("return document.querySelectorAll(arguments[0]).length", selector))

    def click(self, selector: str) -> None:
        self.run("document.querySelector(arguments[0]).click()", selector)

    def run(self, script: str, *arguments: object) -> Any:
        return self._browser.execute_script(script, *arguments)


@pytest.fixture
def reader(browser: Any, address: str, tmp_path: Path) -> Reader:
    browser.get(address)
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    return Reader(browser)


def test_what_was_not_judged_is_grey_and_counted(reader: Reader) -> None:
    text = f"«The settlement» was signed.\n{SPUN_TEXT}"
    reader.check(text)
    assert reader.shown() == text
    assert reader.run("return document.querySelector('#marked .unjudged').textContent") == "«The settlement»"
    assert "2 of them, in grey, were not judged: quotations." in reader.run("return document.getElementById('explanation').textContent")
    reader.click("#restore")
    _until(lambda: reader.count("#marked ins"))
    assert reader.count("#marked .unjudged") in (0, 1), "a word put back there takes its place"


def test_a_document_is_sent_back_with_its_blocks_until_it_is_changed(reader: Reader) -> None:
    reader.run("state.read = { text: 'The settlement', blocks: [{ start: 0, end: 14, kind: 'heading', page: 7 }] }")
    reader.check("The settlement")
    assert reader.run("return state.report.spans[0].page") == 7
    reader.check("The settlement.")
    _until(lambda: reader.run("return state.text === 'The settlement.'"))
    assert reader.run("return state.report.spans[0].page === undefined")


def test_reader_accepts_an_original_and_takes_the_result_away(browser: Any, reader: Reader, tmp_path: Path) -> None:
    text = _HOSTILE + "A settlement. " + SPUN_TEXT
    reader.check(text)
    marks = reader.count("#marked mark")
    assert marks == len(FakeModel().score(text).spans)
    assert "<img src=x" in reader.shown()
    assert "U+202Edesrever" in reader.shown()

    reader.click("#marked mark")
    assert reader.run("return [...document.querySelectorAll('#menu bdi')].map((e) => e.textContent)") == [
        "agreement", "deal", "accord", "as found",
    ]  # fmt: skip
    reader.click("#menu button")
    _until(lambda: "An agreement. Commerce" in reader.shown())
    assert reader.count("#marked mark") == marks - 1

    reader.click("#download")
    saved = _until(lambda: next((p.read_text("utf-8") for p in tmp_path.glob("*.txt")), ""))
    assert saved == _HOSTILE + "An agreement. " + SPUN_TEXT
    reader.click("#report")
    page = _until(lambda: next((p.read_text("utf-8") for p in tmp_path.glob("*.html")), ""))
    assert "[found: settlement]" in page

    reader.click("#undo")
    _until(lambda: reader.count("#marked mark") == marks)
    reader.click("#restore")
    _until(lambda: reader.count("#marked mark") == 0)
    assert "Trade and finance" in reader.shown()
    assert reader.run("return window.pwned") is None
    assert errors_of(browser) == []


def test_words_can_be_chosen_with_the_keyboard_alone(browser: Any, reader: Reader) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    reader.check(SPUN_TEXT)
    mark = browser.find_element(By.CSS_SELECTOR, "#marked mark")
    mark.send_keys(Keys.ENTER)
    browser.switch_to.active_element.send_keys(Keys.ARROW_DOWN)
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    _until(lambda: reader.shown().startswith("Business and finance"))
    assert browser.switch_to.active_element.text == "Business"
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert reader.run("return document.getElementById('menu').hidden")
    assert browser.switch_to.active_element.text == "Business"


def test_files_are_read_here_or_by_the_server(browser: Any, reader: Reader, tmp_path: Path) -> None:
    from selenium.webdriver.common.by import By

    (tmp_path / "a.txt").write_text("Plain text.", "utf-8")
    (tmp_path / "b.eml").write_text("Subject: s\n\nFrom a mail.", "utf-8")
    (tmp_path / "c.pdf").write_text("broken", "utf-8")
    value, error = "return document.getElementById('text').value", "return document.getElementById('error').textContent"
    field = browser.find_element(By.ID, "file")
    for name, text in (("a.txt", "Plain text."), ("b.eml", "From a mail.")):
        field.send_keys(str(tmp_path / name))
        _until(lambda text=text: reader.run(value) == text)
    field.send_keys(str(tmp_path / "c.pdf"))
    assert "c.pdf: " in _until(lambda: reader.run(error))
    errors_of(browser)


def test_page_hides_no_character_that_the_report_shows(reader: Reader) -> None:
    known = [n for n in range(sys.maxunicode + 1) if unicodedata.category(chr(n)) not in ("Cn", "Cs", "Co")]
    script = "return arguments[0].filter((n) => HIDDEN.test(String.fromCodePoint(n)) && n !== 9 && n !== 10)"
    assert reader.run(script, known) == [n for n in known if is_hidden(chr(n))]


def test_server_that_is_gone_is_told(browser: Any, reader: Reader) -> None:
    reader.run("fetch = () => Promise.reject(new TypeError('gone'))")
    reader.run("document.getElementById('text').value = 'x'; document.querySelector('#ask .main').click()")
    error = _until(lambda: reader.run("return document.getElementById('error').textContent"))
    assert error == "Failed: the server does not answer; is it still running?"
