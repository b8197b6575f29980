"""A tiny encoder, made on the spot: everything that is done with a real one, in seconds."""

from __future__ import annotations

import string
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

SENTENCES = (
    "The council voted to repair the old bridge before the winter.",
    "Engineers said that the stone was sound and the wooden deck was not.",
    "Many people wanted a new road, but the money was needed for the school.",
    "The agreement between the two countries covers trade and military issues.",
    "Researchers used the data to build a better model of the river.",
    "A large company bought the market hall and sold it again after three years.",
)


def write_encoder(folder: Path) -> Path:
    """Write a BERT encoder of two layers and a word-piece tokenizer of letters and a few words into the folder."""
    import torch
    from transformers import BertConfig, BertModel

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
