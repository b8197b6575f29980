"""``--judge-all`` reaches the model, on every command that judges."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from fakes import FakeModel
from unspin.batch.manifest import Options
from unspin.batch.run import Settings


@pytest.mark.parametrize("command", ["score", "restore"])
@pytest.mark.parametrize("flags", [(), ("--judge-all",)])
def test_the_model_is_told(
    command: str, flags: tuple[str, ...], spun: Path, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []

    def load(path: str | None = None, *, judge_all: bool = False, **_: Any) -> FakeModel:
        told.append(judge_all)
        return FakeModel()

    monkeypatch.setattr("unspin.load", load)
    assert run(command, spun, *flags).exit_code == 0
    assert told == [bool(flags)]


def test_a_batch_run_with_it_is_another_run() -> None:
    settings = Settings(("in.jsonl",), Path("out.jsonl"), judge_all=True)
    assert settings.job().judge_all
    assert settings.options() != Settings(("in.jsonl",), Path("out.jsonl")).options()
    assert isinstance(settings.options(), Options)
