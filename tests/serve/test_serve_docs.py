"""What docs/serve.md says is so."""

from __future__ import annotations

import re
from pathlib import Path

from serve_client import ask

from fakes import FakeModel
from unspin.documents.limits import LIMITS
from unspin.serve.app import create_app
from unspin.serve.connection import Connection
from unspin.serve.settings import Settings

_PAGE = (Path(__file__).parents[2] / "docs" / "serve.md").read_text("utf-8")


def test_every_request_is_described_and_no_other() -> None:
    paths = ask(create_app(FakeModel()), "GET", "/openapi.json").json()["paths"]
    real = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    described = set(re.findall(r"^\| `(GET|POST) (/[\w.]+)", _PAGE, re.MULTILINE)) - {("GET", "/openapi.json")}
    assert described == real


def test_limits_are_those_of_the_code() -> None:
    settings = Settings()
    for words in (
        f"the body took over {settings.body_seconds:g} seconds",
        f"the body is over {settings.body_bytes // 1_000_000} MB",
        f"{settings.waiting} requests wait already",
        f"all bodies under way hold {settings.held_bytes // 1_000_000} MB",
        f"after {2 * Connection.patience:g} seconds in which a request has not begun",
        f"Up to {Connection.most}\nclients",
        f"the answer took over {settings.seconds:g} seconds",
        f"stopped after {LIMITS.seconds:g} seconds or at {LIMITS.memory_bytes // 1_000_000_000} GB",
    ):
        assert words in _PAGE


def test_example_runs(fake_model: FakeModel) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", _PAGE, re.DOTALL)
    made: dict[str, object] = {}
    exec(example, made)
    assert ask(made["app"], "GET", "/healthz", headers={"host": "unspin.example"}).status_code == 200  # type: ignore[arg-type]
