"""The same batch on a local Ray cluster of several processes: the same bytes as on one machine, also when a process is killed."""

from __future__ import annotations

import importlib.util
import os
import signal
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from running import Batch, sentences, start_driver, write_jsonl

from unspin.batch.cluster_worker import Begun, Piece, Scored, Scorer, packed, read_pieces, unpacked
from unspin.batch.readers import Rows
from unspin.batch.rows import Columns, Row
from unspin.batch.sources import OutputPlace, find_sources
from unspin.batch.worker import DIED_TWICE, Job, Refused
from unspin.errors import UnspinError
from unspin.report import ModelId

_FAKE = ModelId("fake", "0", "0" * 64)
_JOB = Job(None, None, False, 1, "stub_scorers:moody")
needs_ray = pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="needs the extra unspin[ray]")


@needs_ray
def test_same_bytes_as_on_one_machine_though_an_actor_is_killed(batch: Batch, tmp_path: Path) -> None:
    write_jsonl(tmp_path / "a.jsonl", [*sentences(80, "SLOW"), {"text": "no id"}, "no object"])
    pq.write_table(pa.Table.from_pylist(sentences(80, "SLOW")), tmp_path / "b.parquet", row_group_size=20)
    inputs = [f"file://{tmp_path}/a*.jsonl", str(tmp_path / "b*.parquet")]
    batch(inputs, tmp_path / "local.jsonl.gz", columns={"keep": ("n",)})
    output = tmp_path / "ray.jsonl.gz"
    process = start_driver(inputs, output, engine="ray", workers=2, sizes={"group": 4, "part": 8}, keep=["n"])
    _wait_for(lambda: process.poll() is not None or Path(f"{output}.parts", "part-00000000").exists())
    os.kill(_an_actor_of(process.pid), signal.SIGKILL)
    answers, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    assert "162 documents" in errors
    assert answers == "", "Ray's own messages are no answers"
    assert output.read_bytes() == (tmp_path / "local.jsonl.gz").read_bytes()
    assert not Path(f"{output}.parts").exists()


def _an_actor_of(driver: int) -> int:
    """A process below the driver that holds a model."""
    found: list[int] = []

    def look() -> bool:
        found[:] = [pid for pid in _processes() if "MapBatches(Scorer)" in _command(pid) and driver in _ancestors(pid)]
        return bool(found)

    _wait_for(look)
    return found[0]


def _processes() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    except OSError:
        return ""


def _ancestors(pid: int) -> list[int]:
    line = []
    while pid > 1:
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[1])
        except OSError:
            break
        line.append(pid)
    return line


def _wait_for(happened: Any) -> None:
    for _ in range(30_000):
        if happened():
            return
        time.sleep(0.01)
    raise AssertionError("waited for five minutes")


def test_standard_input_is_refused(batch: Batch, tmp_path: Path) -> None:
    with pytest.raises(UnspinError, match="a cluster cannot read standard input"):
        batch(["-"], tmp_path / "out.jsonl", engine="ray")


def test_missing_library_is_one_line(batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ray.data", None)
    rows = write_jsonl(tmp_path / "in.jsonl", sentences(1))
    with pytest.raises(UnspinError, match=r"pip install 'unspin\[ray\]'"):
        batch([rows], tmp_path / "out.jsonl", engine="ray")


def test_pieces_are_the_rows_that_were_not_read_before(tmp_path: Path) -> None:
    """Read here up to some row, then by the cluster: together they are all rows, once, with the numbers they have here."""
    files = [write_jsonl(tmp_path / f"{n}.jsonl", [{"text": f"{n}.{i}"} for i in range(5)]) for n in range(3)]
    place = OutputPlace(tmp_path / "out.jsonl")
    names = [str(file) for file in files]
    everything = list(Rows(find_sources(names, place), Columns(), None))  # type: ignore[arg-type]
    for done in range(len(everything) + 1):
        rows = Rows(find_sources(names, place), Columns(), None)  # type: ignore[arg-type]
        read = [next(rows).text for _ in range(done)]
        rest = rows.rest()
        assert rest.number == done
        for number, (source, before) in enumerate(rest.sources):
            for table in read_pieces(packed((number, source, before)), str(tmp_path), Columns(), 2):
                (piece,) = unpacked(table)
                assert (piece.source, len(piece.rows) <= 2) == (number, True)
                read += [row.text for row in piece.rows]
        assert read == [row.text for row in everything]


class _Remote:
    """``Begun`` as an actor of Ray, without Ray: calls give their answers at once."""

    def __init__(self) -> None:
        begun = Begun()
        self.again, self.done = (type("Call", (), {"remote": staticmethod(call)}) for call in (begun.again, begun.done))


@pytest.fixture
def no_ray(monkeypatch: pytest.MonkeyPatch) -> None:
    """``ray.get`` of something that is no reference."""
    monkeypatch.setattr("unspin.batch.extra.ray", lambda: type("Ray", (), {"get": staticmethod(lambda answer: answer)}))


class _Death(BaseException):
    """The end of a process."""


def test_a_text_that_kills_every_process_is_the_only_one_lost(no_ray: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(code: int) -> None:
        raise _Death

    monkeypatch.setattr("os._exit", die)
    texts = ["fine", "DIE always", None, "fine"]
    rows = tuple(Row(str(n), text, (), None if text else "unreadable", 0) for n, text in enumerate(texts))
    begun, deaths = _Remote(), 0
    while True:
        try:
            (scored,) = unpacked(Scorer(_JOB, _FAKE, begun)(packed(Piece(0, 0, rows))))
        except _Death:
            deaths += 1
            continue
        break
    assert isinstance(scored, Scored)
    assert deaths == 3, "twice together, once alone"
    assert [outcome.error for outcome in scored.outcomes] == [None, DIED_TWICE, "unreadable", None]


@pytest.mark.parametrize(
    ("scorer", "message"),
    [("missing", "no model here"), ("retrained", "another model is on a machine"), ("nothing", "the model cannot be loaded")],
)
def test_a_model_that_does_not_load_is_an_answer(no_ray: None, scorer: str, message: str) -> None:
    scorer_of_job = Scorer(Job(None, None, False, 1, f"stub_scorers:{scorer}"), _FAKE, _Remote())
    (answer,) = unpacked(scorer_of_job(packed(Piece(0, 0, (Row("1", "text", (), None, 0),)))))
    assert isinstance(answer, Refused)
    assert message in answer.message
