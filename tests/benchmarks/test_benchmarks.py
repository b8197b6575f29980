"""The parts of the benchmarks that can be wrong without being slow: texts, turns, processes, and what is compared."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.parity import compare
from benchmarks.processes import run_process
from benchmarks.rounds import Contestant, Spread, Times, take_turns
from benchmarks.texts import count_words, make_text, make_texts, spin_texts

from unspin.model import Model


def test_texts_are_as_long_as_asked_and_come_from_their_seed() -> None:
    for words in (50, 700):
        assert words <= count_words([make_text(words, 3)]) < words + 40
    assert make_text(100, 1) == make_text(100, 1) != make_text(100, 2)
    texts = make_texts(2, 200)
    assert all(a != b for a, b in zip(texts, spin_texts(texts), strict=True))


def test_everyone_runs_once_to_warm_up_and_once_a_round() -> None:
    runs: list[str] = []
    contestants = [Contestant(name, lambda name=name: runs.append(name), 10) for name in "ab"]
    times = take_turns(contestants, 3, lambda message: None)
    assert runs == ["a", "b", "a", "b", "b", "a", "a", "b"]
    assert {len(rates) for rates in times.rates.values()} == {3}


def test_ratios_are_taken_within_rounds() -> None:
    times = Times({"ours": [2.0, 9.0, 4.0], "theirs": [1.0, 3.0, 4.0]})
    assert times.ratio("ours", "theirs") == Spread(2.0, 1.0, 3.0)


def test_a_process_has_the_memory_that_it_uses_and_a_failed_one_is_told() -> None:
    held = bytearray(300_000_000)
    held[:: 4096] = b"x" * len(held[:: 4096])
    _, megabytes = run_process(["-c", ""])
    assert megabytes < 100
    with pytest.raises(RuntimeError, match="status 3"):
        run_process(["-c", "raise SystemExit(3)"])


def test_a_model_agrees_with_itself() -> None:
    model = Model.load()
    found = compare(model, model, make_texts(2, 120))
    assert (found.close, found.same_verdict, found.largest, found.same_marks) == (1.0, 1.0, 0.0, 1.0)
    with pytest.raises(ValueError, match="no texts"):
        compare(model, model, [])
