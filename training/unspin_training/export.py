"""From a checkpoint to the files that are served: an 8-bit ONNX network, the head that names originals, a Hugging Face folder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from safetensors.torch import load_file
from transformers import BertConfig, BertForTokenClassification

from unspin.errors import InputError
from unspin_training.eight_bit import Feed, in_eight_bits
from unspin_training.network import TAGS, TwoHeadNetwork
from unspin_training.served_graph import served_graph


def load_network(run: Path, encoder: Path) -> TwoHeadNetwork:
    """The network of the last checkpoint of a run."""
    weights = run / "checkpoint" / "network.safetensors"
    if not weights.exists():
        raise InputError(f"{run}: no checkpoint here; name the output folder of `unspin train`")
    state = load_file(weights)
    network = TwoHeadNetwork(BertConfig.from_pretrained(encoder), len(state["original_bias"]))
    network.load_state_dict(state)
    return network.eval()


def write_onnx(network: TwoHeadNetwork, path: Path, feeds: Sequence[Feed]) -> None:
    """Write the served network, with 8-bit weights, to ``path``. ``feeds``: windows of texts like those that it will read."""
    import onnx

    onnx.save(in_eight_bits(served_graph(network), feeds), path)


def write_full_onnx(network: TwoHeadNetwork, path: Path) -> None:
    """Write the network as it is served but for its weights, which stay in 32 bits."""
    import onnx

    onnx.save(served_graph(network), path)


def write_originals(network: TwoHeadNetwork, path: Path) -> None:
    """Write the rows of the original-word head in 8 bits, with a scale a row."""
    rows = network.originals.weight.detach().numpy()
    scales = np.abs(rows).max(axis=1) / 127 + 1e-12
    bias = network.original_bias.detach().numpy()
    save_file(
        {"rows": np.round(rows / scales[:, None]).astype(np.int8), "scales": scales.astype(np.float32), "bias": bias.astype(np.float32)},
        path,
    )


def write_hugging_face(network: TwoHeadNetwork, encoder: Path, folder: Path) -> None:
    """Write the tag head as a checkpoint that ``AutoModelForTokenClassification`` and ``AutoTokenizer`` load."""
    config = BertConfig.from_pretrained(encoder)
    config.num_labels = len(TAGS)
    config.id2label = dict(enumerate(TAGS))
    config.label2id = {tag: i for i, tag in enumerate(TAGS)}
    model = BertForTokenClassification(config)
    model.bert.load_state_dict(network.encoder.state_dict(), strict=False)
    model.classifier.load_state_dict(network.tag_head.state_dict())
    model.save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"):
        if (encoder / name).exists():
            shutil.copy(encoder / name, folder / name)


def read_vocabulary(run: Path) -> list[str]:
    """Originals that the head of a run names, one a row."""
    return (run / "vocabulary.txt").read_text(encoding="utf8").split("\n")


def read_run_arguments(run: Path) -> dict[str, object]:
    """The arguments that a run was started with, as plain values."""
    try:
        values: dict[str, object] = json.loads((run / "arguments.json").read_text(encoding="utf8"))
    except OSError as error:
        raise InputError(f"{run}: not the output folder of `unspin train` (arguments.json: {error.strerror})") from error
    return values
