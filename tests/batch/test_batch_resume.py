"""A run stopped anywhere and started again ends with the bytes of a run that was left alone."""

from __future__ import annotations

import errno
import os
import random
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from running import Batch, run_driver, sentences, start_driver, write_jsonl

from unspin.batch.parts import Parts
from unspin.errors import UnspinError

OUTPUTS = ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "out.csv", "out.parquet"]
ROWS: list[Any] = [*sentences(20), {"id": "none", "text": None}, [], {"text": "RAISE", "n": 1}, *sentences(4)]
_KILLS = 6
SETTINGS: dict[str, Any] = {"columns": {"keep": ("n",)}, "restore": True}


class _Crash(BaseException):
    """As sudden as a power cut, as far as one process can play it."""


class _Bomb:
    """Goes off at the ``at``-th time that something is forced to disk or renamed, before or after it was done."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: int, after: bool, error: BaseException) -> None:
        self.calls = 0
        self.at, self.after, self.error = at, after, error
        for name in ("fsync", "replace"):
            monkeypatch.setattr(os, name, self._wrapped(getattr(os, name)))

    def _wrapped(self, real: Any) -> Any:
        def call(*arguments: Any) -> None:
            self.calls += 1
            if self.calls == self.at and not self.after:
                raise self.error
            real(*arguments)
            if self.calls == self.at:
                raise self.error

        return call


@pytest.mark.parametrize("name", OUTPUTS)
@pytest.mark.parametrize(
    ("error", "after"),
    [(_Crash(), False), (_Crash(), True), (OSError(errno.ENOSPC, "No space left on device"), False)],
    ids=["crash-before", "crash-after", "full-disk"],
)
def test_stopped_at_every_step(
    batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, after: bool, error: BaseException
) -> None:
    rows = write_jsonl(tmp_path / "in.jsonl", ROWS)
    batch([rows], tmp_path / f"whole-{name}", **SETTINGS)
    expected = (tmp_path / f"whole-{name}").read_bytes()
    for step in range(1, 100):
        output = tmp_path / f"{step}-{name}"
        with monkeypatch.context() as patch:
            bomb = _Bomb(patch, step, after, error)
            try:
                batch([rows], output, **SETTINGS)
            except (_Crash, UnspinError):
                # Nothing under the final name unless it is whole.
                assert not output.exists() or output.read_bytes() == expected
            else:
                break
        batch([rows], output, **SETTINGS)
        assert output.read_bytes() == expected
        assert not Path(f"{output}.parts").exists()
    assert bomb.calls > 15


def test_crash_after_crash(batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = write_jsonl(tmp_path / "in.jsonl", ROWS)
    batch([rows], tmp_path / "whole.csv", **SETTINGS)
    for seed in range(20):
        output = tmp_path / f"{seed}.csv"
        chance = random.Random(seed)
        for _ in range(200):
            with monkeypatch.context() as patch:
                _Bomb(patch, chance.randint(3, 9), chance.random() < 0.5, _Crash())
                try:
                    batch([rows], output, **SETTINGS)
                except _Crash:
                    continue
                break
        assert output.read_bytes() == (tmp_path / "whole.csv").read_bytes()


@pytest.mark.parametrize("damage", ["torn line", "lost part", "short part"])
def test_damaged_parts_are_made_again(batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str) -> None:
    rows = write_jsonl(tmp_path / "in.jsonl", ROWS)
    batch([rows], tmp_path / "whole.jsonl")
    output = tmp_path / "out.jsonl"
    with monkeypatch.context() as patch:
        patch.setattr(Parts, "join", lambda *_: (_ for _ in ()).throw(_Crash()))
        with pytest.raises(_Crash):
            batch([rows], output)
    folder = Path(f"{output}.parts")
    journal, part = folder / "journal.jsonl", folder / "part-00000001"
    if damage == "torn line":
        journal.write_bytes(journal.read_bytes()[:-20])
    elif damage == "lost part":
        part.unlink()
    else:
        part.write_bytes(part.read_bytes()[:-1])
    batch([rows], output)
    assert output.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


@pytest.mark.parametrize(("name", "workers"), [("out.jsonl.gz", 2), ("out.parquet", 1)])
def test_kill_9(batch: Batch, tmp_path: Path, name: str, workers: int) -> None:
    rows = write_jsonl(tmp_path / "in.jsonl", [*sentences(300, "SLOW"), None])
    batch([rows], tmp_path / f"whole-{name}", columns={"keep": ("n",)})
    output = tmp_path / name
    journal = Path(f"{output}.parts") / "journal.jsonl"
    chance = random.Random(name)
    kills = 0
    for attempt in range(_KILLS * 4):
        before = journal.stat().st_size if journal.exists() else 0
        process = start_driver([rows], output, sizes={"group": 3, "part": 9}, workers=workers, keep=["n"])
        if kills == _KILLS:
            pass
        elif attempt % 3 == 0:
            time.sleep(chance.uniform(0, 0.6))
        else:
            # Let it get somewhere first, else the test would never end on a slow machine.
            while process.poll() is None and (not journal.exists() or journal.stat().st_size <= before):
                time.sleep(0.002)
            time.sleep(chance.uniform(0, 0.05))
        if process.poll() is None and kills < _KILLS:
            process.kill()
            kills += 1
        process.communicate(timeout=60)
        if process.returncode == 0:
            break
    assert process.returncode == 0
    assert kills > _KILLS // 2
    assert output.read_bytes() == (tmp_path / f"whole-{name}").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(name)) == [name, f"{name}.run.json"]


def test_full_disk(batch: Batch, tmp_path: Path) -> None:
    rows = write_jsonl(tmp_path / "in.jsonl", sentences(40))
    batch([rows], tmp_path / "whole.jsonl", restore=True)
    output = tmp_path / "out.jsonl"
    for limit in (3_000, 20_000):  # too little for a part; enough for a part, too little for the whole
        status, errors = run_driver([rows], output, file_size_limit=limit, sizes={"group": 3, "part": 9}, restore=True)
        assert status == 1
        assert errors.splitlines()[-1].startswith(f"unspin: {output}: cannot be written (file too large)")
        assert "Traceback" not in errors
        assert not output.exists()
    status, errors = run_driver([rows], output, restore=True)
    assert status == 0
    assert "going on after 40 documents" in errors
    assert output.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


def test_ctrl_c_is_clean_and_leaves_no_process(tmp_path: Path) -> None:
    rows = write_jsonl(tmp_path / "in.jsonl", sentences(4000, "SLOW"))
    output = tmp_path / "out.jsonl"
    process = start_driver([rows], output, sizes={"group": 3, "part": 9}, workers=2)
    while not Path(f"{output}.parts", "part-00000000").exists():
        time.sleep(0.005)
        assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert errors == ""
    _wait_for_no_process(process.pid)


def test_workers_end_when_the_parent_is_killed(tmp_path: Path) -> None:
    rows = write_jsonl(tmp_path / "in.jsonl", sentences(4000, "SLOW"))
    process = start_driver([rows], tmp_path / "out.jsonl", workers=2)
    while not Path(f"{tmp_path / 'out.jsonl'}.parts", "unfinished").exists():
        time.sleep(0.005)
    process.kill()
    process.communicate(timeout=20)
    _wait_for_no_process(process.pid)


def test_two_runs_at_once(batch: Batch, tmp_path: Path) -> None:
    rows = write_jsonl(tmp_path / "in.jsonl", sentences(4000, "SLOW"))
    output = tmp_path / "out.jsonl"
    process = start_driver([rows], output)
    while not Path(f"{output}.parts", "unfinished").exists():
        time.sleep(0.005)
    with pytest.raises(UnspinError, match="another unspin batch is writing it"):
        batch([rows], output)
    process.kill()
    process.communicate(timeout=20)


def _wait_for_no_process(group: int) -> None:
    """Until the session of a driver is empty."""
    for _ in range(1000):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.01)
    raise AssertionError("a process is left over")
