"""Batches in this process, with the pool replaced by a loop: fast, and a crash can be put at an exact place."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from unspin.batch.counts import Counts
from unspin.batch.groups import Group, RowHash, make_groups
from unspin.batch.parts import Sizes
from unspin.batch.progress import Progress
from unspin.batch.readers import Rows
from unspin.batch.records import Outcome, Record
from unspin.batch.rows import Columns
from unspin.batch.run import Settings, run_batch
from unspin.batch.worker import Job, Task, load, score_task
from unspin.report import ModelId

HERE = Path(__file__).parent
SMALL = Sizes(group=3, part=7)


class InlinePool:
    """A pool without processes."""

    def __init__(self, count: int, job: Job) -> None:
        self._job = job
        self._scorer = load(job)

    def model(self) -> ModelId:
        return self._scorer.id

    def score_rows(self, rows: Rows, seen: RowHash, most_rows: int) -> Iterator[tuple[Group, list[Record]]]:
        for group in make_groups(rows, seen, most_rows):
            readable = [row for row in group.rows if row.text is not None]
            task = Task.of(readable)
            scored = iter(score_task(self._scorer, task, self._job) if readable else ())
            yield group, [Record(row, Outcome(error=row.error) if row.text is None else next(scored)) for row in group.rows]

    def close(self) -> None:
        pass


Batch = Callable[..., Counts]


@pytest.fixture
def inline(monkeypatch: pytest.MonkeyPatch) -> None:
    """No processes, and no waiting for the disk: a process that dies loses nothing that it wrote."""
    monkeypatch.setattr("os.fsync", lambda descriptor: None)
    monkeypatch.setattr("unspin.batch.engines.Pool", InlinePool)


@pytest.fixture
def batch(inline: None) -> Batch:
    """Run a batch here: ``batch(inputs, output, stdin=b"", **settings)``."""

    def run(inputs: Sequence[Path | str], output: Path, stdin: bytes = b"", **settings: Any) -> Counts:
        columns = Columns(**settings.pop("columns", {}))
        defaults = {"sizes": SMALL, "scorer": "stub_scorers:moody"}
        chosen = Settings(tuple(map(str, inputs)), output, columns, **(defaults | settings))
        with Progress(terminal=False) as progress:
            return run_batch(chosen, io.BytesIO(stdin), progress)

    return run


def start_driver(inputs: Sequence[Path], output: Path, **settings: Any) -> subprocess.Popen[str]:
    """A batch as a process of its own, in a session of its own."""
    fields = {"inputs": list(map(str, inputs)), "output": str(output), "scorer": "stub_scorers:moody"} | settings
    command = [sys.executable, str(HERE / "driver.py"), json.dumps(fields)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)


def run_driver(inputs: Sequence[Path], output: Path, **settings: Any) -> tuple[int, str]:
    """Exit status and standard error of a batch that is left alone."""
    process = start_driver(inputs, output, **settings)
    _, errors = process.communicate(timeout=60)
    return process.returncode, errors


def write_jsonl(path: Path, rows: Iterable[Any]) -> Path:
    """A file with a JSON value a line."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """The records of an output."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def sentences(count: int, word: str = "") -> list[dict[str, Any]]:
    """Rows with a text each; every third is spun in the eyes of the fake model. ``word`` sets a mood."""
    spun = (
        "The settlement on commerce is at the forefront and the navy mentioned it as useful info for the nation of all of us here"
    )
    plain = "The council met on Tuesday to hear what the river had done to the lower town and whether the wall would hold in time"
    return [{"id": f"r{n}", "text": f"{spun if n % 3 == 0 else plain} {n} {word}", "n": n} for n in range(count)]
