"""A tiny encoder and corpus, made on the spot: everything that training does, in seconds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tiny_encoder import SENTENCES, write_encoder


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a BERT encoder of two layers and a word-piece tokenizer of letters and a few words."""
    return write_encoder(tmp_path_factory.mktemp("encoder"))


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A jsonl file of 400 documents, each a different order of the sentences."""
    path = tmp_path_factory.mktemp("corpus") / "docs.jsonl"
    with path.open("w", encoding="utf8") as file:
        for i in range(400):
            text = " ".join(SENTENCES[(i + k * (1 + i % 5)) % len(SENTENCES)] for k in range(6))
            file.write(json.dumps({"id": str(i), "text": text}) + "\n")
    return path


@pytest.fixture
def config(tmp_path: Path, encoder: Path, corpus: Path) -> Path:
    """A config for a run of a few steps."""
    path = tmp_path / "tiny.toml"
    path.write_text(
        f'encoder = "{encoder}"\nsteps = 6\npassages = 8\nevaluate_every = 6\nwords = 60\nphrases = 5\nlearning_rate = 1e-3\n'
        f'threads = 1\n\n[[sources]]\npath = "{corpus}"\n',
        encoding="utf8",
    )
    return path
