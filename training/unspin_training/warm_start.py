"""Go on from an exported model: its weights, read back out of the served files, as the start of a new run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from unspin.errors import InputError
from unspin.tensors import read_tensors
from unspin_training.eight_bit import PRODUCT

if TYPE_CHECKING:
    from onnx import ModelProto

    from unspin_training.network import TwoHeadNetwork

_LAYER = "encoder.encoder.layer."
Weights = dict[str, NDArray[np.float32]]


def load_exported(network: TwoHeadNetwork, folder: Path) -> None:
    """Give ``network`` the weights of the model exported to ``folder``; 8-bit ones are made real numbers again.

    Raises InputError when the folder holds no exported model or one of another shape.
    """
    import onnx
    import torch

    try:
        weights = served_weights(onnx.load(folder / "network.onnx"))
        tensors, _ = read_tensors(folder / "originals.safetensors")
    except (OSError, KeyError, ValueError) as error:
        raise InputError(f"{folder}: no exported model to go on from ({error})") from error
    weights["originals.weight"] = tensors["rows"].astype(np.float32) * tensors["scales"][:, None]
    weights["original_bias"] = tensors["bias"]
    state = {name: torch.from_numpy(np.array(value, np.float32)) for name, value in weights.items()}
    try:
        network.load_state_dict(state)
    except RuntimeError as error:
        raise InputError(f"{folder}: the exported model has another shape than the encoder ({str(error).splitlines()[-1].strip()})") from error


def exported_vocabulary(folder: Path) -> list[str]:
    """The originals that the head of an exported model names; its list goes on with some that only the channel knows.

    Raises InputError when the folder holds no exported model.
    """
    try:
        tensors, _ = read_tensors(folder / "originals.safetensors")
        listed = (folder / "vocabulary.txt").read_text(encoding="utf8").split("\n")
    except OSError as error:
        raise InputError(f"{folder}: no exported model to go on from ({error})") from error
    return listed[: len(tensors["rows"])]


def served_weights(model: ModelProto) -> Weights:
    """The weights of a served network under the names that training gives them.

    Serving fuses the three products of attention into one and transposes every matrix; names of nodes tell what belongs where.
    """
    values = _Values(model)
    if any(node.op_type == PRODUCT for node in model.graph.node):
        return _named_as_in_training(model)
    # As networks were written up to unspin-base 0.2.0.
    weights = {name.removeprefix("network."): values[name] for name in values.plain if name.startswith("network.")}
    for node in model.graph.node:
        if node.op_type in ("Attention", "QAttention"):
            weights |= _attention(values, node.input, _number(node.name))
        elif node.op_type in ("EmbedLayerNormalization", "QEmbedLayerNormalization"):
            names = [name.removesuffix("_quantized") for name in node.input if name.startswith("network.")]
            weights |= {name.removeprefix("network."): values[name] for name in names if "embeddings" in name}
        elif node.op_type in ("MatMul", "MatMulInteger"):
            weights[_matrix_name(node.name)] = values[node.input[1].removesuffix("_quantized")].T
    return {name: value for name, value in weights.items() if not name.endswith(("_scale", "_zero_point"))}


def _named_as_in_training(model: ModelProto) -> Weights:
    from onnx import numpy_helper

    values = {value.name: numpy_helper.to_array(value) for value in model.graph.initializer}
    weights: Weights = {}
    for name, value in values.items():
        if name.startswith(("encoder.", "tag_head.", "to_query.")) and not name.endswith(".scale"):
            real = np.asarray(value * values.get(f"{name}.scale", np.float32(1)), np.float32)
            # The word embeddings are rounded too, but no matrix of a product.
            real = real.T if name.endswith("weight") and real.ndim == 2 and "embeddings" not in name else real
            weights |= _parted(name, real) if ".qkv." in name else {name: real}
    return weights


def _parted(name: str, joined: NDArray[np.float32]) -> Weights:
    rows = np.split(joined, 3)
    return {name.replace("qkv", part): row for part, row in zip(("query", "key", "value"), rows, strict=True)}


def _attention(values: _Values, inputs: list[str], layer: int) -> Weights:
    weight = next(name for name in inputs if "qkv_weight" in name).removesuffix("_quantized")
    rows = np.split(values[weight].T, 3)
    biases = np.split(values[next(name for name in inputs if name.endswith("qkv_bias"))], 3)
    found: Weights = {}
    for part, matrix, bias in zip(("query", "key", "value"), rows, biases, strict=True):
        found[f"{_LAYER}{layer}.attention.self.{part}.weight"] = matrix
        found[f"{_LAYER}{layer}.attention.self.{part}.bias"] = bias
    return found


def _number(name: str) -> int:
    return int(name.split("_")[1])  # Attention_3, Attention_3_quant


def _matrix_name(node: str) -> str:
    """``/encoder/encoder/layer.0/output/dense/MatMul_quant`` is ``encoder.encoder.layer.0.output.dense.weight``."""
    path = node.removesuffix("_quant").removesuffix("/MatMul").strip("/").replace("/", ".")
    for prefix in ("network.", "to_query.to_query."):
        if path.startswith(prefix):
            path = path.removeprefix(prefix) if prefix == "network." else path.removeprefix("to_query.")
    return path + ".weight"


class _Values:
    """Initial values of a graph by name, 8-bit ones (name_quantized, name_scale, name_zero_point) as real numbers."""

    def __init__(self, model: ModelProto) -> None:
        from onnx import numpy_helper

        self._arrays = {value.name: numpy_helper.to_array(value) for value in model.graph.initializer}
        endings = ("_quantized", "_scale", "_zero_point")
        self.plain = [name for name, array in self._arrays.items() if array.dtype == np.float32 and not name.endswith(endings)]

    def __getitem__(self, name: str) -> NDArray[np.float32]:
        if name in self._arrays:
            return np.asarray(self._arrays[name], np.float32)
        scale = self._arrays[f"{name}_scale"]
        zero = self._arrays[f"{name}_zero_point"].astype(np.float32)
        return np.asarray((self._arrays[f"{name}_quantized"].astype(np.float32) - zero) * scale, np.float32)
