"""The network on a graphics card: many windows at once.

The 8-bit operators of the served file are made for CPUs. Here the same weights meet values that are not rounded at all: the answer differs
from that of the CPU by what the CPU rounds away.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from unspin.errors import UnspinError
from unspin.network import Network, open_session

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto

EIGHT_BIT_PRODUCT = "EightBitProduct"  # of real values and 8-bit weights; defined inside the file
_CUDA = "CUDAExecutionProvider"
_FIX = "pip install onnxruntime-gpu onnx, in place of onnxruntime, or leave --device out"


class CudaNetwork(Network):
    """The network of a file on the first CUDA device. Raises UnspinError, with the fix, if there is none."""

    batch = 64  # windows; enough to fill a card of today with a network as small as this

    def __init__(self, path: Path) -> None:
        import onnxruntime

        if _CUDA not in onnxruntime.get_available_providers():
            raise UnspinError(f"device cuda: the installed onnxruntime knows no CUDA; {_FIX}")
        try:
            import onnx
        except ModuleNotFoundError:
            raise UnspinError(f"device cuda: onnx is missing; {_FIX}") from None
        self.threads = 2  # one batch is prepared while another is read
        # Shortened mantissas (TF32) would change answers.
        providers = [(_CUDA, {"use_tf32": "0"}), "CPUExecutionProvider"]
        self._session = open_session(path, in_real_numbers(onnx.load(path)).SerializeToString(), providers)
        if _CUDA not in self._session.get_providers():
            raise UnspinError("device cuda: CUDA does not start; check the driver and its libraries, or leave --device out")


def in_real_numbers(model: ModelProto) -> ModelProto:
    """The network of a served file without 8-bit operators: the same weights, and nothing rounded on the way."""
    from onnx import helper, numpy_helper

    graph = model.graph
    values = {value.name: numpy_helper.to_array(value) for value in graph.initializer}
    nodes: list[NodeProto] = []
    for node in graph.node:
        if node.op_type == EIGHT_BIT_PRODUCT:
            value, weight, scale = node.input
            values[weight] = np.asarray(values[weight] * values[scale], np.float32)
            node = helper.make_node("MatMul", [value, weight], list(node.output), name=node.name)
        nodes.append(node)
    used = {name for node in nodes for name in node.input}
    del graph.node[:], graph.initializer[:], model.functions[:]
    graph.node.extend(nodes)
    graph.initializer.extend(numpy_helper.from_array(value, name) for name, value in values.items() if name in used)
    return model
