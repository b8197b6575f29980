"""From a checkpoint to the files that are served: an 8-bit ONNX network, the head that names originals, a Hugging Face folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import BertConfig, BertForTokenClassification

from unspin.errors import InputError
from unspin_training.network import TAGS, TwoHeadNetwork


def load_network(run: Path, encoder: Path) -> TwoHeadNetwork:
    """The network of the last checkpoint of a run."""
    weights = run / "checkpoint" / "network.safetensors"
    if not weights.exists():
        raise InputError(f"{run}: no checkpoint here; name the output folder of `unspin train`")
    state = load_file(weights)
    network = TwoHeadNetwork(BertConfig.from_pretrained(encoder), len(state["original_bias"]))
    network.load_state_dict(state)
    return network.eval()


class _Served(nn.Module):
    """The network as it is served: tag probabilities and queries in one pass."""

    def __init__(self, network: TwoHeadNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, pieces: Tensor, kinds: Tensor, attention: Tensor) -> tuple[Tensor, Tensor]:
        logits, hidden = self.network.read(pieces, kinds, attention)
        return logits.softmax(-1), self.network.to_query(hidden)


def write_onnx(network: TwoHeadNetwork, path: Path, *, eight_bit: bool = True) -> None:
    """Write the served network to ``path``: fused for ONNX Runtime, and with 8-bit weights."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers.optimizer import optimize_model

    plain = path.with_suffix(".plain.onnx")
    sample = torch.ones((2, 16), dtype=torch.long)
    axes = {0: "batch", 1: "length"}
    torch.onnx.export(
        _Served(network).eval(), (sample, sample * 0, sample), str(plain), dynamo=False, opset_version=17,
        input_names=["pieces", "kinds", "attention"], output_names=["tags", "queries"],
        dynamic_axes=dict.fromkeys(("pieces", "kinds", "attention", "tags", "queries"), axes),
    )  # fmt: skip
    config = network.encoder.config
    fused = optimize_model(str(plain), "bert", num_heads=config.num_attention_heads, hidden_size=config.hidden_size, opt_level=0)
    fused.save_model_to_file(str(plain))
    if eight_bit:
        # Behind the activation of the feed-forward layers a few values are far larger than all others, and 8 bits for their whole range
        # leave too few for the rest: those products, and the small heads, stay in full precision. That is where all the loss was.
        full = [node.name for node in onnx.load(plain).graph.node if _stays_full(node.name)]
        quantize_dynamic(
            plain, path, weight_type=QuantType.QInt8, per_channel=True, nodes_to_exclude=full,
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},  # fused operators hide the type from shape inference
        )  # fmt: skip
        plain.unlink()
    else:
        plain.replace(path)


def _stays_full(node: str) -> bool:
    return ("/output/dense" in node and "attention" not in node) or "to_query" in node or "tag_head" in node


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
