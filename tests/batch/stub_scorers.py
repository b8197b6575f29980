"""Models for worker processes of tests: the fake one, and some that misbehave on texts that say so."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from fakes import FakeModel
from unspin.errors import ModelError
from unspin.layout import Layout
from unspin.report import ModelId, Report


class _Moody(FakeModel):
    """Fails on RAISE, dies on DIE, dies the first time on DIE-ONCE (noted in the file named behind it), waits 10 ms a text on SLOW."""

    def score(
        self, text: str, *, id: str | None = None, fpr: float | None = None, layout: Layout | None = None
    ) -> Report:
        if "RAISE" in text:
            raise ValueError("bad\ntext")
        if "DIE-ONCE" in text and not (note := Path(text.split()[1])).exists():
            note.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if "DIE " in text:
            os._exit(1)
        if "SLOW" in text:
            time.sleep(0.01)
        return super().score(text, id=id, fpr=fpr, layout=layout)


class _Retrained(FakeModel):
    id = ModelId("fake", "1", "1" * 64)


class _Instant(FakeModel):
    """Looks at nothing: the run around it is what is measured."""

    def score_batch(
        self,
        texts: Sequence[str],
        *,
        ids: Sequence[str | None] | None = None,
        fpr: float | None = None,
        layouts: Sequence[Layout | None] | None = None,
    ) -> list[Report]:
        names = ids or [None] * len(texts)
        return [
            Report(name, text, "genuine", 0.1, 0.0, len(text) // 6, 0.5, None, (), (), self.id)
            for name, text in zip(names, texts, strict=True)
        ]


class _Slow(FakeModel):
    """Waits 5 ms a text: long enough to be killed in the middle."""

    def score(
        self, text: str, *, id: str | None = None, fpr: float | None = None, layout: Layout | None = None
    ) -> Report:
        time.sleep(0.005)
        return super().score(text, id=id, fpr=fpr, layout=layout)


def moody(model_path: str | None, threads: int, device: str, judge_all: bool) -> FakeModel:
    return _Moody()


def retrained(model_path: str | None, threads: int, device: str, judge_all: bool) -> FakeModel:
    return _Retrained()


def instant(model_path: str | None, threads: int, device: str, judge_all: bool) -> FakeModel:
    return _Instant()


def slow(model_path: str | None, threads: int, device: str, judge_all: bool) -> FakeModel:
    return _Slow()


def missing(model_path: str | None, threads: int, device: str, judge_all: bool) -> FakeModel:
    raise ModelError("no-such-folder: no model here; give the folder that unspin export made")


def deadly(model_path: str | None, threads: int, device: str, judge_all: bool) -> FakeModel:
    os._exit(1)
