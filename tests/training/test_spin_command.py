"""``unspin spin`` at the shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from unspin.cli.main import main
from unspin_training.spinners.answer_key import Swap, apply_key

TEXT = "The agreement between the two countries covers trade and the military, because many people wanted to buy houses.\n"


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, ["spin", *arguments], input=stdin)


def test_key_and_text_belong_together(tmp_path: Path) -> None:
    source, spun, key = tmp_path / "a.txt", tmp_path / "spun.txt", tmp_path / "key.json"
    source.write_text(TEXT, encoding="utf8")
    done = run(str(source), "--rate", "0.5", "-o", str(spun), "--key", str(key))
    assert done.exit_code == 0, done.output
    swaps = [Swap(**swap) for swap in json.loads(key.read_text(encoding="utf8"))["swaps"]]
    assert len(swaps) > 3
    assert apply_key(spun.read_text(encoding="utf8"), swaps) == TEXT


def test_standard_input_json_and_seed() -> None:
    first, second = (json.loads(run("-", "--format", "json", "--seed", "4", stdin=TEXT).stdout) for _ in range(2))
    assert first == second
    assert first["schema"] == "unspin.answer-key/1"
    assert first["text"] != json.loads(run("-", "--format", "json", "--seed", "5", stdin=TEXT).stdout)["text"]


@pytest.mark.parametrize("family", ["lexicon", "neighbours", "function", "compounds", "seo"])
def test_each_family_alone(family: str) -> None:
    text = TEXT + "In order to find a better way, researchers used machine learning and big data. However, the company said no.\n"
    answer = json.loads(run("-", "--family", family, "--rate", "0.9", "--format", "json", stdin=text).stdout)
    assert answer["swaps"]
    assert {swap["family"] for swap in answer["swaps"]} <= {family, "function", "article"}
    assert apply_key(answer["text"], [Swap(**swap) for swap in answer["swaps"]]) == text


@pytest.mark.parametrize(
    ("arguments", "named"),
    [(("nowhere.txt",), "nowhere.txt"), (("-", "--family", "klingon"), "klingon"), (("-", "--part", "9:2"), "9:2"),
     (("-", "--rate", "2"), "rate"), (("-", "--part", "x"), "START:END")],
)  # fmt: skip
def test_mistakes_end_in_one_line_and_status_2(arguments: tuple[str, ...], named: str) -> None:
    done = run(*arguments, stdin=TEXT)
    assert done.exit_code == 2
    assert named in done.output
    assert "Traceback" not in done.output
