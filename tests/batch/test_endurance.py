"""The long run of endurance.py, made short."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from endurance import Outcome, endure, write_corpus
from running import start_driver


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux")
def test_no_row_is_lost_under_kills(tmp_path: Path) -> None:
    corpus, output = tmp_path / "corpus.jsonl", tmp_path / "scored.jsonl"
    write_corpus(corpus, 600)

    def start(corpus: Path, output: Path) -> subprocess.Popen[str]:
        return start_driver([corpus], output, scorer="stub_scorers:slow", workers=2, sizes={"group": 8, "part": 24})

    outcome = endure(corpus, output, 600, 3, start)
    assert 1 <= outcome.kills_of_run + outcome.kills_of_worker <= 3, "a fast run may end before the last one"
    assert (outcome.lost, outcome.doubled, outcome.out_of_order, outcome.failed) == (0, 0, 0, 0)
    assert outcome.memory_first > 5


def test_a_broken_promise_is_told() -> None:
    fine = Outcome(9, 1, 1, 1.0, 0, 0, 0, 0, 50.0, 51.0, 300.0)
    assert fine.held
    assert not Outcome(9, 1, 1, 1.0, 1, 0, 0, 0, 50.0, 51.0, 300.0).held
    assert not Outcome(9, 1, 1, 1.0, 0, 0, 0, 0, 50.0, 90.0, 300.0).held
