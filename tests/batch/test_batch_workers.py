"""Real worker processes: order, death, and a model that does not load."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from running import Batch, read_jsonl, run_driver, sentences, start_driver, write_jsonl

from unspin.batch.groups import Group
from unspin.batch.pool import Pool
from unspin.batch.rows import Row
from unspin.batch.worker import Job
from unspin.errors import ModelError, UnspinError


def _job(scorer: str) -> Job:
    return Job(None, None, False, 1, f"stub_scorers:{scorer}")


def _groups(texts: list[str], size: int) -> list[Group]:
    rows = [Row(str(number), text, (), None, 0) for number, text in enumerate(texts)]
    return [Group(tuple(rows[at : at + size]), "") for at in range(0, len(rows), size)]


def _answers(pool: Pool, groups: list[Group]) -> list[tuple[str, str | None]]:
    return [(record.row.id, record.error) for _, records in pool.score(groups) for record in records]


def test_deaths(tmp_path: Path) -> None:
    """A worker killed once costs nothing; a text that kills every worker is the only one that is lost."""
    texts = ["fine"] * 40
    texts[5] = f"DIE-ONCE {tmp_path / 'note'}"
    texts[22] = "DIE always"
    pool = Pool(2, _job("moody"))
    try:
        answers = _answers(pool, _groups(texts, 4))
    finally:
        pool.close()
    assert (tmp_path / "note").exists()
    assert [name for name, _ in answers] == [str(number) for number in range(40)]
    assert {name: error for name, error in answers if error} == {
        "22": "the process that scored this text died, and so did the next one"
    }


def test_order_is_kept_and_output_does_not_depend_on_workers(batch: Batch, tmp_path: Path) -> None:
    rows = write_jsonl(tmp_path / "in.jsonl", [*sentences(60, "SLOW"), "no object", *sentences(60)])
    batch([rows], tmp_path / "inline.jsonl")
    status, errors = run_driver([rows], tmp_path / "three.jsonl", workers=3, sizes={"group": 5})
    assert (status, (tmp_path / "three.jsonl").read_bytes()) == (0, (tmp_path / "inline.jsonl").read_bytes()), errors
    assert [record["id"] for record in read_jsonl(tmp_path / "three.jsonl")][59:62] == ["r59", "61", "r0"]


def test_group_whose_rows_cannot_be_read_needs_no_worker() -> None:
    pool = Pool(1, _job("moody"))
    rows = tuple(Row(str(number), None, (), "unreadable", 0) for number in range(3))
    assert _answers(pool, [Group(rows, "")]) == [("0", "unreadable"), ("1", "unreadable"), ("2", "unreadable")]
    pool.close()


@pytest.mark.parametrize(
    ("scorer", "error", "message"),
    [
        ("missing", ModelError, "no model here"),
        ("deadly", UnspinError, "die while they load the model"),
        ("no_such_function", ModelError, r"the model cannot be loaded \(AttributeError"),
    ],
)
def test_model_that_does_not_load(scorer: str, error: type[UnspinError], message: str) -> None:
    pool = Pool(2, _job(scorer))
    try:
        with pytest.raises(error, match=message):
            pool.model()
    finally:
        pool.close()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux to ask")
def test_memory_does_not_grow_with_the_input(tmp_path: Path) -> None:
    """A tenth of the input needs as much memory as all of it."""
    text = "some words that stand for an article of a common length " * 40
    peaks = []
    for count in (1_000, 10_000):
        rows = write_jsonl(tmp_path / f"{count}.jsonl", ({"id": str(n), "text": f"{n} {text}"} for n in range(count)))
        process = start_driver([rows], tmp_path / f"out-{count}.jsonl", scorer="stub_scorers:instant", print_memory=True)
        kilobytes, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
        peaks.append(int(kilobytes))
    assert rows.stat().st_size > 20e6
    assert peaks[1] < peaks[0] + 4_000


def test_importing_the_command_is_quick() -> None:
    """No heavy library is loaded before it is needed."""
    code = "import sys, unspin.cli.batch; print(*{'numpy', 'pyarrow', 'rich', 'onnxruntime', 'tokenizers'} & {*sys.modules})"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == ""
