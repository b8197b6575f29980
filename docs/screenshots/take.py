"""``python docs/screenshots/take.py``: takes the pictures of the report and of the page anew, with the shipped model.

Needs Chromium with its driver, and the Python packages selenium and pillow.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import uvicorn
from PIL import Image

import unspin
from unspin.cli.serve import _listen
from unspin.formats.html import render_html
from unspin.serve.app import create_app

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))

from browser import start_browser

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
_WIDTH, _HEIGHT = 1080, 1060
_COLOURS = 96  # enough for text on a few backgrounds, and a fraction of the bytes
_MOST_BYTES = 150_000
# A marked word near the top, whose originals are shown in the picture.
_NTH_MARK = 3


def main() -> None:
    """Write the pictures beside this file."""
    text = (ROOT / "examples" / "spun.txt").read_text("utf-8")
    model = unspin.load()
    browser = start_browser()
    try:
        browser.set_window_size(_WIDTH, _HEIGHT)
        browser.execute_cdp_cmd("Emulation.setScrollbarsHidden", {"hidden": True})
        light = {"features": [{"name": "prefers-color-scheme", "value": "light"}]}
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", light)
        with TemporaryDirectory() as folder:
            page = Path(folder) / "report.html"
            restoration = model.restore(text, id="article.txt")
            report = model.with_counterfactual(model.score(text, id="article.txt"), restoration)
            page.write_text(render_html([report], [restoration]), "utf-8")
            browser.get(page.as_uri())
            _run(browser, f"document.querySelectorAll('.rows mark')[{_NTH_MARK}].focus({{preventScroll: true}})")
            _save(browser, "report.png")
        with _served(model) as address:
            browser.get(address)
            _run(
                browser,
                "document.getElementById('text').value = arguments[0]; document.querySelector('#ask .main').click()",
                text,
            )
            _until(lambda: _run(browser, "return !document.getElementById('answer').hidden"))
            _run(browser, f"document.querySelectorAll('#marked mark')[{_NTH_MARK}].click()")
            _run(browser, "document.getElementById('verdict').scrollIntoView()")
            _save(browser, "page.png")
    finally:
        browser.quit()


@contextmanager
def _served(model: Any) -> Iterator[str]:
    listener = _listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(create_app(model), log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join(30)


def _save(browser: Any, name: str) -> None:
    picture = Image.open(BytesIO(browser.get_screenshot_as_png())).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    picture.save(HERE / name, optimize=True)
    size = (HERE / name).stat().st_size
    print(f"{name}: {picture.width} x {picture.height}, {size:,} bytes")
    if size > _MOST_BYTES:
        raise SystemExit(f"{name} is over {_MOST_BYTES:,} bytes; take fewer colours or a smaller window")


def _run(browser: Any, script: str, *arguments: object) -> Any:
    return browser.execute_script(script, *arguments)


def _until(condition: Callable[[], Any], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit("the page does not answer")
        time.sleep(0.05)


if __name__ == "__main__":
    main()
