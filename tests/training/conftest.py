"""A tiny encoder and corpus, made on the spot: everything that training does, in seconds."""

from __future__ import annotations

import json
import string
from pathlib import Path

import pytest
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

SENTENCES = (
    "The council voted to repair the old bridge before the winter.",
    "Engineers said that the stone was sound and the wooden deck was not.",
    "Many people wanted a new road, but the money was needed for the school.",
    "The agreement between the two countries covers trade and military issues.",
    "Researchers used the data to build a better model of the river.",
    "A large company bought the market hall and sold it again after three years.",
)


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a BERT encoder of two layers and a word-piece tokenizer of letters and a few words."""
    import torch
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("encoder")
    letters = string.ascii_lowercase + string.digits
    words = sorted({word.strip(".,").lower() for sentence in SENTENCES for word in sentence.split()})
    entries = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{c}" for c in letters), *".,'!?-", *words]
    vocabulary = {entry: i for i, entry in enumerate(dict.fromkeys(entries))}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", vocabulary["[SEP]"]), ("[CLS]", vocabulary["[CLS]"]))
    tokenizer.enable_padding(length=32)  # as encoders of sentences are saved: pieces of words must not be padded
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "BertTokenizer"}', encoding="utf8")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64,
        max_position_embeddings=256,
    )  # fmt: skip
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


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
