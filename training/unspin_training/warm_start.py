"""Go on from an exported model: its weights, read back out of the served files, as the start of a new run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from unspin.errors import InputError
from unspin.tensors import read_tensors

if TYPE_CHECKING:
    from onnx import ModelProto

    from unspin_training.network import TwoHeadNetwork

Weights = dict[str, NDArray[np.float32]]


def load_exported(network: TwoHeadNetwork, folder: Path) -> None:
    """Give ``network`` the weights of the model exported to ``folder``; 8-bit ones are made real numbers again.

    Raises InputError when the folder holds no exported model or one of another shape.
    """
    import onnx
    import torch

    try:
        weights = _served_weights(onnx.load(folder / "network.onnx"))
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


def _served_weights(model: ModelProto) -> Weights:
    """The weights of a served network under the names that training gives them.

    Serving fuses the three products of attention into one and transposes every matrix.
    """
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
