"""The shipped 8-bit network answers as its own weights do in 32 bits."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import BertConfig

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.parity import compare, in_full_precision

from unspin.model import SHIPPED, Model
from unspin.pieces import WordPieces, capital
from unspin.words import split_words
from unspin_training.network import TwoHeadNetwork
from unspin_training.warm_start import exported_vocabulary, load_exported

EXAMPLES = Path(__file__).parents[2] / "examples"
TEXTS = [path.read_text(encoding="utf8") for path in sorted(EXAMPLES.glob("*.txt"))]
SENTENCES = [f"{sentence.strip()}." for text in TEXTS for sentence in text.split(".") if len(sentence.split()) > 8]


@pytest.fixture(scope="module")
def published() -> TwoHeadNetwork:
    """A network of the shape of the shipped one (all-MiniLM-L6) with its weights."""
    config = BertConfig(
        vocab_size=30522, hidden_size=384, num_hidden_layers=6, num_attention_heads=12, intermediate_size=1536, layer_norm_eps=1e-12
    )
    network = TwoHeadNetwork(config, len(exported_vocabulary(SHIPPED))).eval()
    load_exported(network, SHIPPED)
    return network


def test_answers_are_those_of_the_same_weights_in_32_bits(published: TwoHeadNetwork, tmp_path: Path) -> None:
    found = compare(Model.load(), Model.load(in_full_precision(SHIPPED, published, tmp_path)), [*TEXTS, *SENTENCES])
    assert found.close == found.same_verdict == 1.0
    assert found.same_marks > 0.95


def test_the_served_graph_computes_what_torch_computes(published: TwoHeadNetwork) -> None:
    pieces = WordPieces.from_file(SHIPPED / "tokenizer.json")
    model = Model.load()
    for sentence in SENTENCES[:6]:
        tokens = split_words(sentence).tokens
        of_words = pieces.of(tokens)
        ids = np.asarray([[pieces.start, *(piece for of_word in of_words for piece in of_word), pieces.end]])
        kinds = np.asarray([[0, *(capital(token) for token, of_word in zip(tokens, of_words, strict=True) for _ in of_word), 0]])
        with torch.no_grad():
            logits, _ = published.read(torch.from_numpy(ids), torch.from_numpy(kinds), torch.ones(ids.shape, dtype=torch.long))
        served = model.reader.network(ids, kinds, np.ones_like(ids))
        np.testing.assert_allclose(served.tags, logits.softmax(-1).numpy(), atol=0.02)
