"""The examples at the end of ``unspin batch --help`` run as they stand there."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from fakes import SPUN_TEXT, FakeModel
from unspin.cli import examples
from unspin.cli.main import main


@pytest.mark.parametrize("line", re.findall(r"^  unspin (.*)$", examples.BATCH, re.MULTILINE))
def test_example(line: str, inline: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unspin.batch.worker.load_model", lambda *given: FakeModel())
    monkeypatch.chdir(tmp_path)
    Path("articles.jsonl").write_text(json.dumps({"id": 1, "text": SPUN_TEXT}) + "\n")
    for folder in ("articles", "news"):
        Path(folder).mkdir()
    Path("articles/one.txt").write_text(SPUN_TEXT)
    Path("news/one.csv").write_text(f'body,url\n"{SPUN_TEXT}",u\n')
    words = shlex.split(line)
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert result.exit_code == 0
    assert Path(words[words.index("-o") + 1]).stat().st_size
