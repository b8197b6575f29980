"""A headless Chromium for tests of pages; tests that need one are skipped where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest


class NoBrowser(Exception):
    """There is none here; the message says what to install."""


def start_browser() -> Any:
    """A browser that its caller must quit. Raises NoBrowser."""
    try:
        from selenium import webdriver
    except ModuleNotFoundError:
        raise NoBrowser("needs selenium") from None
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        raise NoBrowser("needs chromium and chromedriver")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1200,900"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))


def open_browser() -> Iterator[Any]:
    """A browser for as long as a fixture lasts. Uncaught errors and breaches of a page's policy are in ``errors_of``."""
    try:
        browser = start_browser()
    except NoBrowser as error:
        pytest.skip(str(error))
    yield browser
    browser.quit()


def errors_of(browser: Any) -> list[str]:
    """What the pages complained of since this was last asked."""
    return [entry["message"] for entry in browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
