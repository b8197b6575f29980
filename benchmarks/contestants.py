"""Who is measured: unspin, its bare encoder (the limit), and other ways to judge a text.

Random weights are as fast as trained ones, so nothing is downloaded. All read the word pieces of unspin's own tokenizer: the sizes are
those of the models that are named, the vocabularies are not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.rounds import Contestant
from benchmarks.texts import count_words
from unspin.cores import usable_cores
from unspin.model import Model
from unspin.pieces import capital
from unspin.windows import cut_windows
from unspin.words import split_words

SCORE, SCORE_SPUN, RESTORE = "unspin: score", "unspin: score spun text", "unspin: restore spun text"
SIDE_BY_SIDE, INSIDE = "bare encoder, windows side by side", "bare encoder, threads inside a window"
SAME_FP32, SAME_BF16 = "same encoder, transformers fp32", "same encoder, transformers bf16"
ROBERTA, LONGFORMER = "RoBERTa-base size, transformers fp32", "Longformer-base size, transformers fp32"
TFIDF = "TF-IDF + logistic regression"
CUDA = "unspin: score, --device cuda"


def unspin_contestants(model: Model, genuine: Sequence[str], spun: Sequence[str]) -> list[Contestant]:
    """Scoring and restoring, as a caller of the library does it."""
    return [
        Contestant(SCORE, partial(model.score_batch, genuine), count_words(genuine)),
        Contestant(SCORE_SPUN, partial(model.score_batch, spun), count_words(spun)),
        Contestant(RESTORE, partial(model.restore_batch, spun), count_words(spun)),
    ]


def bare_encoder(model: Model, texts: Sequence[str]) -> list[Contestant]:
    """The network of the model and nothing else, on windows made beforehand: what no text-to-answer program can beat.

    Two ways to use the cores; the limit is the faster one.
    """
    feeds = [feed for text in texts for feed in _windows(model, text)]
    network = model.folder / "network.onnx"
    cores = usable_cores()
    # As ONNX Runtime sets itself up, but for the fused operator that is slow (see unspin/network.py).
    one, all_cores = _session(network, 1, ["SkipLayerNormFusion"]), _session(network, cores, ["SkipLayerNormFusion"])

    def side_by_side() -> None:
        with ThreadPoolExecutor(cores) as threads:
            list(threads.map(lambda feed: one.run(None, feed), feeds))

    def inside() -> None:
        for feed in feeds:
            all_cores.run(None, feed)

    words = count_words(texts)
    return [Contestant(SIDE_BY_SIDE, side_by_side, words), Contestant(INSIDE, inside, words)]


def transformers_contestants(model: Model, texts: Sequence[str], checkpoint: Path | None) -> list[Contestant]:
    """Classifiers in transformers: tokenizing, batches of windows of like length, forward pass. Windows do not overlap."""
    import torch
    from transformers import (
        AutoModelForTokenClassification,
        BertConfig,
        BertForTokenClassification,
        LongformerConfig,
        LongformerForSequenceClassification,
        RobertaConfig,
        RobertaForSequenceClassification,
        logging,
    )

    logging.set_verbosity_error()
    torch.set_num_threads(usable_cores())
    small = BertConfig(hidden_size=384, num_hidden_layers=6, num_attention_heads=12, intermediate_size=1536)
    same = AutoModelForTokenClassification.from_pretrained(checkpoint) if checkpoint else BertForTokenClassification(small)
    roberta = RobertaForSequenceClassification(RobertaConfig(max_position_embeddings=514))
    longformer = LongformerForSequenceClassification(LongformerConfig(attention_window=512, max_position_embeddings=4098))
    read = partial(_forward, _tokenizer(model))
    few = list(texts[:1])
    return [
        Contestant(SAME_FP32, partial(read, same.eval(), texts, model.manifest.room, 16), count_words(texts)),
        Contestant(SAME_BF16, partial(read, same.eval(), texts, model.manifest.room, 16, bf16=True), count_words(texts)),
        Contestant(ROBERTA, partial(read, roberta.eval(), few, 510, 4), count_words(few)),
        Contestant(LONGFORMER, partial(read, longformer.eval(), few, 4094, 1), count_words(few)),
    ]


def tfidf_contestant(genuine: Sequence[str], spun: Sequence[str]) -> Contestant:
    """The classic: fitted on the texts themselves, as only its speed is asked for."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    classifier = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), LogisticRegression(max_iter=200))
    classifier.fit([*genuine, *spun], [0] * len(genuine) + [1] * len(spun))
    return Contestant(TFIDF, partial(classifier.predict_proba, genuine), count_words(genuine))


def cuda_contestant(folder: Path, texts: Sequence[str]) -> Contestant | None:
    """Scoring on a graphics card, or None where ONNX Runtime has none."""
    import onnxruntime

    if "CUDAExecutionProvider" not in onnxruntime.get_available_providers():
        return None
    model = Model.load(folder, device="cuda")
    return Contestant(CUDA, partial(model.score_batch, texts), count_words(texts))


def _windows(model: Model, text: str) -> list[dict[str, np.ndarray]]:
    """What the network is given for one text, window by window."""
    words, pieces = split_words(text), model.reader.pieces
    of_token = pieces.of(words.tokens)
    feeds = []
    for window in cut_windows([len(ids) for ids in of_token], model.reader.room, model.reader.overlap):
        part = range(window.first, window.last)
        ids = np.array([[pieces.start, *(piece for i in part for piece in of_token[i]), pieces.end]])
        kinds = np.array([[0, *(capital(words.tokens[i]) for i in part for _ in of_token[i]), 0]])
        feeds.append({"pieces": ids, "kinds": kinds, "attention": np.ones_like(ids)})
    return feeds


def _session(path: Path, threads: int, disabled: list[str]) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=disabled)


def _tokenizer(model: Model) -> Callable[[list[str]], list[list[int]]]:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model.folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return lambda texts: [encoding.ids for encoding in tokenizer.encode_batch(texts, add_special_tokens=False)]


def _forward(
    tokenize: Callable[[list[str]], list[list[int]]], network: Any, texts: Sequence[str], room: int, batch: int, *, bf16: bool = False
) -> None:
    """Cut the texts into windows of at most ``room`` pieces and run the network over ``batch`` of them at a time."""
    import torch

    windows = [[101, *ids[at : at + room], 102] for ids in tokenize(list(texts)) for at in range(0, len(ids), room)]
    windows.sort(key=len)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=bf16):
        for at in range(0, len(windows), batch):
            some = windows[at : at + batch]
            longest = max(map(len, some))
            ids = torch.tensor([window + [1] * (longest - len(window)) for window in some])
            attention = torch.tensor([[1] * len(window) + [0] * (longest - len(window)) for window in some])
            network(input_ids=ids, attention_mask=attention)
